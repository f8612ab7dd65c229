"""Whether an emulator that came up is the one that Terraform's state describes."""

import json
from pathlib import Path

import pytest

from wolfctl.adapters import applied_stack
from wolfctl.adapters.applied_stack import Mark
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.workflows.up import Verdict, judge

ONE, OTHER = Mark("one", "digest"), Mark("other", "digest")


@pytest.mark.parametrize(
    ("inside", "beside", "has_state", "verdict"),
    [
        pytest.param(None, None, False, "new", id="nothing was ever applied"),
        pytest.param(ONE, ONE, True, "kept", id="stopped cleanly"),
        pytest.param(Mark("one"), Mark("one"), True, "kept", id="stopped cleanly in the middle of an apply"),
        pytest.param(None, ONE, True, "dead", id="killed before its first clean stop"),
        pytest.param(OTHER, ONE, True, "dead", id="killed, and came back as it was before the last apply"),
        pytest.param(ONE, Mark("one", "newer"), True, "dead", id="killed after an apply was completed"),
        pytest.param(ONE, None, True, "dead", id="its account of itself was removed"),
        pytest.param(None, None, True, "dead", id="state without any mark"),
    ],
)
def test_an_emulator_is_kept_only_with_the_very_mark_of_the_last_apply(
    inside: Mark | None, beside: Mark | None, has_state: bool, verdict: Verdict
) -> None:
    assert judge(inside=inside, beside=beside, has_terraform_state=has_state) == verdict


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in {
        ".wolf/local/stack/main.tf": "module",
        ".wolf/local/stack/terraform.tfvars.json": "{}",
        ".wolf/local/terraform.tfstate": "{}",
        ".wolf/build/workers.zip": "zip",
        "modules/data/queues.tf": "queue",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        ".wolf/local/stack/main.tf",
        ".wolf/local/stack/terraform.tfvars.json",
        ".wolf/local/terraform.tfstate",
        ".wolf/build/workers.zip",
        "modules/data/queues.tf",
    ],
)
def test_whatever_decides_what_terraform_would_do_is_in_the_digest(checkout: Path, changed: str) -> None:
    stack = checkout / ".wolf/local/stack"
    before = applied_stack.digest(checkout, stack)
    assert applied_stack.digest(checkout, stack) == before

    (checkout / changed).write_text("changed")

    assert applied_stack.digest(checkout, stack) != before


def test_a_new_or_removed_file_is_in_the_digest(checkout: Path) -> None:
    stack = checkout / ".wolf/local/stack"
    before = applied_stack.digest(checkout, stack)
    (checkout / "modules/data/more.tf").write_text("")
    with_more = applied_stack.digest(checkout, stack)
    (checkout / "modules/data/queues.tf").unlink()

    assert len({before, with_more, applied_stack.digest(checkout, stack)}) == 3


def test_forgetting_leaves_nothing_that_describes_the_dead_emulator(checkout: Path) -> None:
    state = StateFolder(checkout)
    write_json(state.applied, {"drawn": "one", "digest": "d"})
    (state.folder / "terraform.tfstate.backup").write_text(json.dumps({}))
    (state.emulator / "state").mkdir(parents=True)
    write_json(state.ports, {"emulator": 20001})

    applied_stack.forget(state)

    assert applied_stack.beside(state) is None
    assert not state.emulator.exists()
    assert not state.terraform_state.exists()
    assert not (state.folder / "terraform.tfstate.backup").exists()
    assert state.ports.exists()
