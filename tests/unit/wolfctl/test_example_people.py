"""What the example's people type to sign in."""

from dataclasses import replace
from pathlib import Path

import pytest

from wolfctl.adapters import example_people
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.errors import NotFound


def test_a_caregiver_types_a_code_and_a_person_does_not(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    state.users.parent.mkdir(parents=True, exist_ok=True)
    ana = {"username": "ana", "password": "long and secret", "second_factor": "JBSWY3DPEHPK3PXP"}
    write_json(state.users, {"sam": {"username": "sam", "password": "quite long"}, "ana": ana})

    sam, ana_types = example_people.typed("sam", state), example_people.typed("ana", state)

    assert (sam.name, sam.password, sam.code) == ("sam", "quite long", None)
    assert ana_types.code is not None
    assert len(ana_types.code) == 6
    assert "long" not in repr(replace(sam, name="sam"))


def test_nobody_else_is_known(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="mallory"):
        example_people.typed("mallory", StateFolder(tmp_path))
