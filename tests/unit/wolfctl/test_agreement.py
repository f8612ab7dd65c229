"""Who must be asked before what is changed."""

from pathlib import Path
from typing import Literal

import pytest

from wolfctl import config
from wolfctl.errors import Refused
from wolfctl.workflows.agreement import require_destroyable, require_saved, word

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


@pytest.mark.parametrize(
    ("verb", "hint"),
    [
        ("apply", "Type `wolfctl plan prod --out prod-plan`, then `wolfctl apply prod --plan prod-plan`."),
        (
            "destroy",
            "Type `wolfctl plan prod --destroy --out prod-plan`, then `wolfctl destroy prod --plan prod-plan`.",
        ),
    ],
)
def test_prod_is_changed_by_a_saved_plan_alone(verb: Literal["apply", "destroy"], hint: str) -> None:
    with pytest.raises(Refused) as caught:
        require_saved(config.load("prod", REPOSITORY), verb, None)

    assert caught.value.hint == hint
    require_saved(config.load("prod", REPOSITORY), verb, Path("prod-plan"))
    require_saved(config.load("dev", REPOSITORY), verb, None)
