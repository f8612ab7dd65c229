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
    shutil.copy(REPOSITORY / "infra" / ".terraform.lock.hcl", folder / "stack")
    shutil.copytree(data_folder / "providers", folder / "stack" / ".terraform" / "providers", symlinks=True)
    terraform = launcher(folder.name)
    initialized = run(terraform, "init", "-backend=false", "-input=false", "-lockfile=readonly")
    assert initialized.returncode == 0, initialized.stderr

    done = run(terraform, "test", "-no-color")

    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert passed is not None
    assert int(passed.group(1)) > 0, f"modules/{module}/tests holds no test"


def run(terraform: Terraform, *words: str) -> "subprocess.CompletedProcess[str]":
    """One Terraform command, run as wolfctl would."""
    return subprocess.run([str(terraform.launcher), *words], capture_output=True, text=True, check=False)
