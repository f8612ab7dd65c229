"""What to do about a Terraform that failed, told with verbs of wolfctl."""

import json
from pathlib import Path

import pytest

from wolfctl.adapters.terraform import Terraform
from wolfctl.errors import ToolFailed


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    """A Terraform that only complains that the state is locked."""
    said = {"severity": "error", "summary": "Error acquiring the state lock", "detail": "ID: 134a155c"}
    line = json.dumps({"@level": "error", "@message": "Error", "type": "diagnostic", "diagnostic": said})
    launcher = tmp_path / "terraform"
    launcher.write_text(f"#!/bin/sh\necho '{line}'\nexit 1\n")
    launcher.chmod(0o700)
    (tmp_path / ".wolf" / "staging" / "stack").mkdir(parents=True)
    return Terraform(tmp_path, "staging", launcher)


async def test_a_locked_state_names_the_verb_that_unlocks_it(terraform: Terraform) -> None:
    with pytest.raises(ToolFailed) as caught:
        await terraform.plan()

    assert "ID: 134a155c" in caught.value.why
    assert caught.value.hint == "Wait until that run has ended. If it was killed: `wolfctl unlock staging`."


async def test_a_state_that_could_not_be_saved_names_the_words_that_save_it(terraform: Terraform) -> None:
    (terraform.stack / "errored.tfstate").write_text("{}")

    with pytest.raises(ToolFailed) as caught:
        await terraform.apply(terraform.stack / "x.tfplan")

    assert "Run `wolfctl tf staging -- state push errored.tfstate`." in caught.value.hint
