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


@pytest.mark.timeout(900)
@pytest.mark.parametrize("module", MODULES)
def test_the_module_passes_its_own_tests(module: str, checkout: Path, launcher: Launcher, data_folder: Path) -> None:
    folder = checkout / ".wolf" / f"module-{module.replace('/', '-')}"
    shutil.copytree(checkout / "modules" / module, folder / "stack", dirs_exist_ok=True)
    (folder / "stack" / REFUSALS).unlink(missing_ok=True)
    for stood_in_for in overridden(folder / "stack"):
        leave_only_outputs(stood_in_for)
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


def overridden(module: Path) -> list[Path]:
    """The folders inside a module that every one of its tests has values in place of."""
    texts = [file.read_text(encoding="utf-8") for file in (module / "tests").glob("*.tftest.hcl")]
    names = [set(re.findall(r"^override_module \{\n +target += module\.(\w+)$", text, re.MULTILINE)) for text in texts]
    return [module / name for name in set.intersection(*names)] if names else []


def leave_only_outputs(module: Path) -> None:
    """Take out what is tested beside the module itself: to read one web ACL by its schema takes four seconds of CPU."""
    outputs = (module / "outputs.tf").read_text(encoding="utf-8")
    declared = re.findall(r'^output "(\w+)"', outputs, re.MULTILINE)
    for file in [file for file in module.glob("*.tf") if file.name not in ("variables.tf", "versions.tf")]:
        file.unlink()
    text = "".join(f'output "{name}" {{\n  value = null\n}}\n' for name in declared)
    (module / "outputs.tf").write_text(text, encoding="utf-8")


def passed_by(terraform: Terraform) -> int:
    """How many runs passed; one that fails is told whole."""
    initialized = run(terraform, "init", "-backend=false", "-input=false", "-lockfile=readonly")
    assert initialized.returncode == 0, initialized.stderr
    # The embedded environment's tests are the longest path of a whole run: these wait where both want a core.
    done = run(terraform, "test", "-no-color", first=("nice", "-n", "10"))
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert passed is not None, done.stdout
    return int(passed.group(1))


def run(terraform: Terraform, *words: str, first: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    """One Terraform command, run as wolfctl would."""
    return subprocess.run([*first, str(terraform.launcher), *words], capture_output=True, text=True, check=False)
