"""Which Terraform is taken, and why."""

from pathlib import Path

import pytest

from wolfctl.adapters.terraform_binary import PIN, TerraformBinary, on_path, satisfies


def terraform(folder: Path, script: str) -> str:
    program = folder / "terraform"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(folder)


def says(version: str) -> str:
    return f"""printf '{{"terraform_version": "{version}"}}'"""


@pytest.mark.parametrize("version", ["1.11.0", "1.11.4", "1.15.5", "1.99.0", "1.12.0-beta1"])
def test_versions_within_the_pin(version: str) -> None:
    assert satisfies(version)


@pytest.mark.parametrize("version", ["1.10.9", "0.15.5", "2.0.0", "2.1.0", "", "terraform"])
def test_versions_outside_the_pin(version: str) -> None:
    assert not satisfies(version)


def test_the_pin_is_that_of_the_root_stack() -> None:
    versions = (Path(__file__).resolve().parents[3] / "infra" / "versions.tf").read_text()

    assert f'required_version = "{PIN.replace(".0,", ",").replace("2.0.0", "2.0")}"' in versions


def test_one_on_path_that_satisfies_is_taken(tmp_path: Path) -> None:
    found = on_path(terraform(tmp_path, says("1.12.1")))

    assert found == TerraformBinary(
        (str(tmp_path / "terraform"),), "1.12.1", f"{tmp_path / 'terraform'} on PATH satisfies {PIN}"
    )


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (says("1.5.7"), f"is 1.5.7, and {PIN} is needed"),
        ("exit 1", "does not say its version"),
        ("echo 'Terraform v1.12.1'", "does not say its version"),
    ],
)
def test_one_that_does_not_serve_is_passed_over_with_the_reason(tmp_path: Path, script: str, reason: str) -> None:
    assert reason in str(on_path(terraform(tmp_path, script)))


def test_none_on_path_is_a_reason_too(tmp_path: Path) -> None:
    assert on_path(str(tmp_path)) == "there is no terraform on PATH"
