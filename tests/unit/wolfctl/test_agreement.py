"""Who must be asked before what is changed."""

from pathlib import Path

import pytest

from wolfctl import config
from wolfctl.errors import Refused
from wolfctl.workflows.agreement import require_destroyable, word

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("name", "yes", "expected"),
    [
        ("local", False, None),
        ("dev", False, "yes"),
        ("dev", True, None),
        ("prod", False, "prod"),
        ("prod", True, "prod"),
    ],
)
def test_the_word_that_agrees(name: str, yes: bool, expected: str | None) -> None:
    assert word(config.load(name, REPOSITORY), yes=yes) == expected


def test_a_protected_environment_is_not_destroyed() -> None:
    with pytest.raises(Refused, match="prod is protected"):
        require_destroyable(config.load("prod", REPOSITORY))


@pytest.mark.parametrize("name", ["local", "dev"])
def test_others_are(name: str) -> None:
    require_destroyable(config.load(name, REPOSITORY))
