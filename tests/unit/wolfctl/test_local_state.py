"""A state that a killed Terraform cut short is noticed, and put back as it was before that run."""

from pathlib import Path

import pytest

from wolfctl.adapters import local_state, state_lock
from wolfctl.errors import Refused

WHOLE, BEFORE = '{"serial": 8}', '{"serial": 7}'


def checkout(root: Path, state: str | None, backup: str | None) -> Path:
    """A checkout with a state, and with the one from before."""
    path = local_state.file(root, "local")
    path.parent.mkdir(parents=True)
    for file, text in ((path, state), (path.with_name("terraform.tfstate.backup"), backup)):
        if text is not None:
            file.write_text(text)
    return path


@pytest.mark.parametrize(
    ("state", "backup", "torn"),
    [
        (None, None, False),
        (None, BEFORE, False),
        (WHOLE, None, False),
        (WHOLE, BEFORE, False),
        ("", None, False),
        ("", BEFORE, True),
        (WHOLE[:5], BEFORE, True),
        (WHOLE[:5], None, True),
    ],
)
def test_what_is_less_than_a_state_is_cut_short(
    tmp_path: Path, state: str | None, backup: str | None, torn: bool
) -> None:
    checkout(tmp_path, state, backup)

    assert local_state.is_torn(tmp_path, "local") is torn
    if torn:
        with pytest.raises(Refused, match="was cut short"):
            local_state.require_whole(tmp_path, "local")
    else:
        local_state.require_whole(tmp_path, "local")


def test_unlocking_puts_back_the_state_from_before(tmp_path: Path) -> None:
    path = checkout(tmp_path, WHOLE[:5], BEFORE)

    assert state_lock.release_local(tmp_path, "local")

    assert (path.read_text(), path.stat().st_mode & 0o777) == (BEFORE, 0o600)
    assert path.with_name("terraform.tfstate.torn").read_text() == WHOLE[:5]


def test_a_whole_state_is_left_alone(tmp_path: Path) -> None:
    path = checkout(tmp_path, WHOLE, BEFORE)

    assert state_lock.release_local(tmp_path, "local")

    assert path.read_text() == WHOLE


@pytest.mark.parametrize("backup", [None, "", BEFORE[:5]])
def test_without_an_earlier_state_nothing_is_touched(tmp_path: Path, backup: str | None) -> None:
    path = checkout(tmp_path, WHOLE[:5], backup)

    with pytest.raises(Refused, match="and so is the one from before it"):
        state_lock.release_local(tmp_path, "local")

    assert path.read_text() == WHOLE[:5]
