"""Splitting SQL, and deciding what is still to run."""

import base64
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from api.db.migrate import is_open, text
from api.db.migrator.files import Migration, MigrationError, migrations
from api.db.migrator.indexes import built_by
from api.db.migrator.ledger import Entry, pending
from api.db.migrator.outlook import locks
from api.db.roles import scram_verifier
from api.db.sql_statements import split_statements


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("", []),
        ("-- nothing; at all\n /* ; */ ;;", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';'; SELECT 'it''s; fine';", ["SELECT ';'", "SELECT 'it''s; fine'"]),
        ("SELECT E'\\';'; SELECT 2", ["SELECT E'\\';'", "SELECT 2"]),
        ("SELECT '\\'; SELECT 2", ["SELECT '\\'", "SELECT 2"]),
        ("SELECT made'\\'; SELECT 2", ["SELECT made'\\'", "SELECT 2"]),
        ('SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', "SELECT 2"]),
        ("DO $$ BEGIN; END $$; SELECT 2", ["DO $$ BEGIN; END $$", "SELECT 2"]),
        ("DO $a$ ; $$ ; $b$ ; $a$; SELECT 2", ["DO $a$ ; $$ ; $b$ ; $a$", "SELECT 2"]),
        ("SELECT $1; SELECT a$b$; SELECT 3", ["SELECT $1", "SELECT a$b$", "SELECT 3"]),
        ("SELECT 1 /* a /* nested; */ ; */; SELECT 2", ["SELECT 1 /* a /* nested; */ ; */", "SELECT 2"]),
        ("SELECT 1 -- one;\n, 2; SELECT 3", ["SELECT 1 -- one;\n, 2", "SELECT 3"]),
        ("SELECT 'unclosed; SELECT 2", ["SELECT 'unclosed; SELECT 2"]),
        ("SELECT $$unclosed; SELECT 2", ["SELECT $$unclosed; SELECT 2"]),
        ("SELECT /* unclosed; SELECT 2", ["SELECT /* unclosed; SELECT 2"]),
    ],
)
def test_a_text_is_split_where_its_statements_end(sql: str, statements: list[str]) -> None:
    assert split_statements(sql) == statements


ONE, TWO, THREE = (Migration(number, "x", f"SELECT {number}") for number in (1, 2, 3))
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def history(*files: Migration) -> dict[int, Entry]:
    return {file.version: Entry(file.version, file.name, file.checksum, WHEN) for file in files}


def test_what_has_not_run_is_still_to_run() -> None:
    assert pending([ONE, TWO, THREE], history(ONE)) == [TWO, THREE]
    assert pending([ONE], history(ONE)) == []
    begun = history(ONE) | {2: Entry(2, "x", TWO.checksum, WHEN, statements_done=1)}
    assert pending([ONE, TWO], begun) == [TWO]


@pytest.mark.parametrize(
    ("files", "known", "message"),
    [
        ([Migration(1, "x", "SELECT 'changed'")], history(ONE), "0001_x was changed after it was applied"),
        ([ONE], history(ONE, TWO), "0002_x was applied here, and its file is missing"),
        ([ONE, TWO, THREE], history(ONE, THREE), "0002_x comes before one that is applied"),
        ([ONE, Migration(1, "y", "")], {}, "0001_x has a number that another file has too"),
    ],
)
def test_a_changed_history_is_refused(files: list[Migration], known: dict[int, Entry], message: str) -> None:
    with pytest.raises(MigrationError, match=message) as refused:
        pending(files, known)
    assert refused.value.hint


def test_our_own_files_are_numbered_each_by_itself() -> None:
    versions = [file.version for file in migrations()]
    assert versions == sorted(set(versions))
    outside = [file.label for file in migrations() if not file.directives.transactional]
    assert outside == ["0004_index_tasks_by_user", "0031_index_tasks_by_watch"]


def test_the_first_lines_of_a_file_say_how_it_is_run() -> None:
    sql = (
        "-- Takes the plain column away.\n-- wolf: contract after=0041 hours=24\n-- wolf: empty SELECT FROM t;\n"
        "-- wolf: lock_timeout=500ms statement_timeout=2h\nSELECT 1; -- wolf: transaction=false"
    )
    told = Migration(42, "x", sql).directives
    assert (told.contract_after, told.contract_hours, told.empty) == (41, 24.0, ("SELECT FROM t",))
    assert (told.lock_timeout_ms, told.statement_timeout_ms, told.transactional) == (500, 7_200_000, True)
    assert not ONE.directives.contracts


def test_the_locks_of_a_file_are_the_strongest_a_table() -> None:
    sql = (
        "CREATE TABLE new (id int); ALTER TABLE tasks ADD x int; CREATE INDEX i ON tasks (x); -- ALTER TABLE nothing\n"
        "CREATE UNIQUE INDEX CONCURRENTLY j ON ONLY logs (id); UPDATE boards SET x = 1"
    )
    assert locks(Migration(1, "x", sql)) == [
        ("tasks", "ACCESS EXCLUSIVE", "readers and writers"),
        ("logs", "SHARE UPDATE EXCLUSIVE", "nobody"),
        ("boards", "ROW EXCLUSIVE", "writers of the same rows"),
    ]


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE INDEX CONCURRENTLY a ON t (x)", "a"),
        ('-- why\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "b" ON t (x)', "b"),
        ("CREATE INDEX CONCURRENTLY ON t (x)", None),
        ("CREATE INDEX c ON t (x)", None),
        ("DROP INDEX CONCURRENTLY d", None),
    ],
)
def test_an_index_is_known_by_its_name(statement: str, name: str | None) -> None:
    assert built_by(statement) == name


def test_the_result_is_told_to_people_a_line_for_each_thing() -> None:
    assert text({"applied": ["0001_x"], "pending": []}) == "applied 0001_x"
    assert text({"applied": [], "pending": [], "held": {}}) == "nothing to do"
    assert text({"findings": [{"what": "x"}]}) == 'findings {"what": "x"}'


@pytest.mark.parametrize(
    ("document", "leaves_something"),
    [
        ({"applied": ["0001_x"], "pending": [], "problems": [], "by_hand": [{}]}, False),
        ({"applied": [], "pending": ["0002_x"]}, True),
        ({"pending": ["0002_x"], "held": {"0002_x": ["not yet"]}}, True),
        ({"pending": [], "problems": ["0001_x was changed after it was applied."]}, True),
        ({"findings": []}, False),
        ({"findings": [{"kind": "wall"}]}, True),
        ({"adopted": ["0001_x"], "pending": []}, False),
        ({"repaired": "0001_x", "begins_again": False}, False),
        ({"repaired": "0001_x", "begins_again": True}, True),
    ],
)
def test_the_exit_code_tells_whether_something_is_left(document: dict[str, Any], leaves_something: bool) -> None:
    assert is_open(document) is leaves_something


def test_a_password_is_stored_as_the_standards_example_says() -> None:
    # RFC 7677 §3: the server that stored "pencil" proves itself with this signature.
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    salt = "W22ZaJ0SNY7soEsUEjb6gQ=="
    exchange = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s={salt},i=4096,c=biws,r={nonce}"
    method, salted, keys = scram_verifier("pencil", base64.b64decode(salt)).split("$")
    signature = hmac.digest(base64.b64decode(keys.split(":")[1]), exchange.encode(), "sha256")
    assert (method, salted) == ("SCRAM-SHA-256", f"4096:{salt}")
    assert base64.b64encode(signature).decode() == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
