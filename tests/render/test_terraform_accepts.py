"""Terraform itself reads every rendered stack and runs every module's own tests."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.conftest import ENVIRONMENTS, MODULES, REPOSITORY, render
from wolfctl.adapters.terraform import Terraform

Launcher = Callable[[str], Terraform]
REFUSALS = "tests/refusals.tftest.hcl"
PROVIDERS_PART = r"^(mock_provider|override_\w+) (?:[^\n]*\{\}|.*?^\})\n"


def test_everything_is_formatted(checkout: Path, launcher: Launcher) -> None:
    stacks = [str(render(checkout, name).stack) for name in ENVIRONMENTS]
    terraform = launcher(ENVIRONMENTS[0])

    done = run(terraform, "fmt", "-check", "-diff", "-recursive", str(REPOSITORY / "modules"), *stacks)

    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_stack_is_valid(name: str, checkout: Path, launcher: Launcher, data_folder: Path) -> None:
    stack = render(checkout, name).stack
    shutil.rmtree(stack / ".terraform", ignore_errors=True)
    shutil.copytree(data_folder, stack / ".terraform", symlinks=True)

    assert launcher(name).validate() == []


@pytest.mark.parametrize("module", MODULES)
def test_the_module_passes_its_own_tests(module: str, checkout: Path, launcher: Launcher, data_folder: Path) -> None:
    folder = checkout / ".wolf" / f"module-{module.replace('/', '-')}"
    shutil.copytree(checkout / "modules" / module, folder / "stack", dirs_exist_ok=True)
    (folder / "stack" / REFUSALS).unlink(missing_ok=True)
    shutil.copy(REPOSITORY / "infra" / ".terraform.lock.hcl", folder / "stack")
    shutil.copytree(data_folder / "providers", folder / "stack" / ".terraform" / "providers", symlinks=True)

    assert passed_by(launcher(folder.name)) > 0


@pytest.mark.parametrize(
    "module", [module for module in MODULES if (REPOSITORY / "modules" / module / REFUSALS).exists()]
)
def test_the_module_refuses_what_it_must(module: str, checkout: Path, launcher: Launcher) -> None:
    """What is refused is refused by the variables alone: without resources, Terraform need not start a provider."""
    folder = checkout / ".wolf" / f"variables-{module.replace('/', '-')}"
    source = checkout / "modules" / module
    shutil.copytree(source / "tests", folder / "stack" / "tests", ignore=shutil.ignore_patterns("*.hcl", "mocks"))
    shutil.copy(source / "variables.tf", folder / "stack")
    refusals = re.sub(
        PROVIDERS_PART, "", (source / REFUSALS).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    (folder / "stack" / REFUSALS).write_text(refusals, encoding="utf-8")

    assert passed_by(launcher(folder.name)) == len(re.findall(r"^run ", refusals, re.MULTILINE))


def passed_by(terraform: Terraform) -> int:
    """How many runs passed; one that fails is told whole."""
    initialized = run(terraform, "init", "-backend=false", "-input=false", "-lockfile=readonly")
    assert initialized.returncode == 0, initialized.stderr
    done = run(terraform, "test", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert passed is not None, done.stdout
    return int(passed.group(1))


def run(terraform: Terraform, *words: str) -> "subprocess.CompletedProcess[str]":
    """One Terraform command, run as wolfctl would."""
    return subprocess.run([str(terraform.launcher), *words], capture_output=True, text=True, check=False)
