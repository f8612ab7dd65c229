"""Which database node leads is read from the data folders; passwords reach the server as verifiers."""

import base64
from pathlib import Path

import pytest

from wolfctl.adapters.database_pair import DatabasePair, scram_verifier
from wolfctl.adapters.postgres_binaries import PostgresBinaries
from wolfctl.adapters.postgres_node import PostgresNode, socket_folder
from wolfctl.adapters.state_folder import StateFolder


def pair(root: Path) -> DatabasePair:
    state, binaries = StateFolder(root), PostgresBinaries(root, (), 0, "nobody")
    return DatabasePair(PostgresNode("a", 1, state, binaries), PostgresNode("b", 2, state, binaries))


def node(root: Path, name: str, *, standby: bool = False, timelines: tuple[int, ...] = ()) -> None:
    data = StateFolder(root).postgres / name
    (data / "pg_wal").mkdir(parents=True)
    (data / "PG_VERSION").write_text("16")
    if standby:
        (data / "standby.signal").touch()
    for number in timelines:
        (data / "pg_wal" / f"{number:08X}.history").touch()


def leader(root: Path) -> str:
    return pair(root).roles().primary.name


def test_the_first_node_leads_when_there_is_none(tmp_path: Path) -> None:
    assert leader(tmp_path) == "a"


@pytest.mark.parametrize("follower", ["a", "b"])
def test_the_node_that_does_not_follow_leads(tmp_path: Path, follower: str) -> None:
    node(tmp_path, "a", standby=follower == "a")
    node(tmp_path, "b", standby=follower == "b")
    assert leader(tmp_path) == ("b" if follower == "a" else "a")


def test_after_a_promotion_the_newer_timeline_leads_though_the_old_primary_never_heard_of_it(tmp_path: Path) -> None:
    node(tmp_path, "a")
    node(tmp_path, "b", timelines=(2,))
    assert leader(tmp_path) == "b"


def test_timelines_are_numbers_not_texts(tmp_path: Path) -> None:
    node(tmp_path, "a", timelines=(9, 10))
    node(tmp_path, "b", timelines=(9,))
    assert leader(tmp_path) == "a"


def test_a_promotion_that_was_cut_short_leaves_the_old_primary_leading(tmp_path: Path) -> None:
    node(tmp_path, "a")
    node(tmp_path, "b", standby=True, timelines=(2,))
    assert leader(tmp_path) == "a"


def test_a_verifier_is_what_postgresql_makes_of_the_password() -> None:
    # The example of RFC 7677: user "user", password "pencil".
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    assert scram_verifier("pencil", salt, 4096) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_two_verifiers_of_one_password_differ() -> None:
    assert scram_verifier("pencil") != scram_verifier("pencil")


def test_sockets_move_to_a_short_path_when_the_checkout_is_deep(tmp_path: Path) -> None:
    deep = StateFolder(Path("/" + "a" * 120))
    assert len(str(socket_folder(deep) / ".s.PGSQL.12345")) <= 107
    assert socket_folder(deep) == socket_folder(deep)
    assert socket_folder(StateFolder(Path("/" + "b" * 120))) != socket_folder(deep)
