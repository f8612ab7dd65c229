"""Knows what is applied to which emulator, so that unchanged things need no plan and dead state is thrown away.

A mark is kept twice: inside the emulator and beside Terraform's state. A new one is drawn before each apply and
completed with a digest after it. An emulator that was killed comes back with an older mark, or none, and they differ.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters import aws
from wolfctl.adapters.state_folder import StateFolder, read_json, write_json

NAME = "/alphawolf/embedded"


@dataclass(frozen=True, slots=True)
class Emulators:
    """Where the emulators listen; `moto` is None when no service is its."""

    ministack: int
    moto: int | None
    region: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One apply: drawn at random before it, with the digest of its inputs and its result once it is done."""

    drawn: str
    digest: str = ""


def inside(emulators: Emulators) -> Mark | None:
    """The mark that MiniStack holds."""
    ssm = aws.client("ssm", emulators.ministack, emulators.region)
    try:
        return Mark(**json.loads(ssm.get_parameter(Name=NAME)["Parameter"]["Value"]))
    except ssm.exceptions.ParameterNotFound:
        return None


def inside_moto(emulators: Emulators) -> Mark | None:
    """The mark that moto holds."""
    if emulators.moto is None:
        return None
    manager = aws.client("secretsmanager", emulators.moto, emulators.region)
    try:
        return Mark(**json.loads(manager.get_secret_value(SecretId=NAME)["SecretString"]))
    except manager.exceptions.ResourceNotFoundException:
        return None


def beside(state: StateFolder) -> Mark | None:
    """The mark that lies with Terraform's state."""
    known = read_json(state.applied)
    return Mark(known["drawn"], known["digest"]) if {"drawn", "digest"} <= known.keys() else None


def begin(state: StateFolder, emulators: Emulators) -> Mark:
    """Draw a mark before anything is applied."""
    mark = Mark(secrets.token_hex(12))
    _write(mark, state, emulators)
    return mark


def complete(mark: Mark, digest: str, state: StateFolder, emulators: Emulators) -> None:
    """Say that everything under this digest has been applied."""
    _write(Mark(mark.drawn, digest), state, emulators)


def outputs(state: StateFolder) -> dict[str, Any]:
    """The root stack's outputs, read from Terraform's local state without starting Terraform."""
    return {name: entry["value"] for name, entry in read_json(state.terraform_state).get("outputs", {}).items()}


def digest(root: Path, stack: Path) -> str:
    """A digest of all that decides what Terraform would do: the stack, the modules, the zip, and its own state."""
    state = StateFolder(root)
    total = hashlib.sha256()
    for path in _inputs(root, stack):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"
        total.update(f"{path.relative_to(root)} {content}\n".encode())
    state_file = state.terraform_state
    total.update(state_file.read_bytes() if state_file.exists() else b"no state")
    return total.hexdigest()


def forget(state: StateFolder) -> None:
    """Throw away an emulator's data and everything that describes it."""
    shutil.rmtree(state.emulator, ignore_errors=True)
    for pattern in ("terraform.tfstate*", ".terraform.tfstate*", "applied.json", "seeded.json"):
        for path in state.folder.glob(pattern):
            path.unlink(missing_ok=True)


def _inputs(root: Path, stack: Path) -> Iterable[Path]:
    yield from sorted(path for path in stack.iterdir() if path.is_file())
    yield from sorted((root / "modules").glob("**/*.tf"))
    yield root / ".wolf" / "build" / "workers.zip"


def _write(mark: Mark, state: StateFolder, emulators: Emulators) -> None:
    value = json.dumps(asdict(mark))
    ssm = aws.client("ssm", emulators.ministack, emulators.region)
    ssm.put_parameter(Name=NAME, Value=value, Type="String", Overwrite=True)
    if emulators.moto is not None:
        manager = aws.client("secretsmanager", emulators.moto, emulators.region)
        try:
            manager.put_secret_value(SecretId=NAME, SecretString=value)
        except manager.exceptions.ResourceNotFoundException:
            manager.create_secret(Name=NAME, SecretString=value)
    write_json(state.applied, asdict(mark))
