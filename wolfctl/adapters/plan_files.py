"""A saved plan on disk: a folder for its owner alone with the plan, its manifest, its summary and a mark of use."""

import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wolfctl.adapters.state_folder import write_private
from wolfctl.adapters.templates import LOCK, RENDERED
from wolfctl.errors import NotFound, Refused, ToolFailed
from wolfctl.plan.manifest import Manifest, from_data

PLAN, MANIFEST, SUMMARY, USED = "plan.tfplan", "manifest.json", "summary.json", "used"


@dataclass(frozen=True, slots=True)
class Inputs:
    """SHA-256 of what Terraform reads: the rendered stack, the modules, the Lambda zip, the providers' lock file."""

    stack: str
    modules: str
    lambda_zip: str
    lock: str


def require_free(folder: Path) -> None:
    """Raise Refused unless a plan can be saved in this folder: a new one, or an empty one."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"{folder} is not an empty folder.",
            why="A plan is saved in a folder of its own, and an earlier one is never overwritten.",
            hint="Name another folder, or remove this one.",
        )


def write(folder: Path, plan_file: Path, manifest: Manifest, summary: Mapping[str, Any]) -> None:
    """Save a plan; the manifest comes last, so that half a plan is none."""
    require_free(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with plan_file.open("rb") as source, _private(folder / PLAN) as target:
        shutil.copyfileobj(source, target)
    write_private(folder / SUMMARY, json.dumps(summary, indent=2, ensure_ascii=False, default=str) + "\n")
    write_private(folder / MANIFEST, json.dumps(manifest.data(), indent=2, ensure_ascii=False) + "\n")


def read(folder: Path) -> Manifest:
    """The manifest of a saved plan.

    Raises NotFound where there is none, Refused when it was used, when others can reach it, or when it is damaged.
    """
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"{folder} holds no plan.", hint="Save one there: `wolfctl plan ENV --out FOLDER`.") from None
    except ValueError as error:
        raise Refused("The manifest is damaged.", why=f"{folder / MANIFEST}: {error}.", hint="Plan again.") from error
    manifest = from_data(data if isinstance(data, dict) else {})
    _require_unused(folder)
    _require_private(folder)
    if not (folder / PLAN).is_file():
        raise NotFound(f"{folder} holds a manifest without its {PLAN}.", hint="Plan again.")
    return manifest


def claim(folder: Path, who: str, now: datetime) -> None:
    """Mark a plan as used; of two that try at once one is refused. Raises Refused."""
    try:
        with _private(folder / USED) as file:
            file.write(json.dumps({"by": who, "at": now.isoformat(), "pid": os.getpid()}).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        _require_unused(folder)


def digest(path: Path) -> str:
    """The SHA-256 of a file; of nothing when it is missing."""
    if not path.is_file():
        return hashlib.sha256().hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inputs(root: Path, stack: Path, lambda_zip: Path) -> Inputs:
    """The digests of all that decides what Terraform plans, beside the state."""
    rendered = {path for pattern in RENDERED for path in stack.glob(pattern)}
    modules = (path for path in (root / "modules").rglob("*") if path.suffix != ".md")
    return Inputs(_together(stack, rendered), _together(root, modules), digest(lambda_zip), digest(stack / LOCK))


def state_of(plan_file: Path) -> tuple[str, int]:
    """Lineage and serial of the state that a plan was made from, read from the plan itself.

    A plan file is a zip whose `tfstate` holds the state:
    https://github.com/hashicorp/terraform/tree/main/internal/plans/planfile
    """
    try:
        with zipfile.ZipFile(plan_file) as archive:
            return identity(json.loads(archive.read("tfstate")))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ToolFailed(
            "The plan does not say which state it was made from.",
            why=f"{type(error).__name__}: {error}.",
            hint="Use a Terraform within the pin of infra/versions.tf.",
        ) from error


def identity(state: Mapping[str, Any]) -> tuple[str, int]:
    """Lineage and serial of a state; ('', 0) where nothing was ever applied."""
    return str(state.get("lineage", "")), int(state.get("serial", 0))


def _together(below: Path, paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        total.update(f"{path.relative_to(below).as_posix()} {digest(path)}\n".encode())
    return total.hexdigest()


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _require_unused(folder: Path) -> None:
    try:
        told = json.loads((folder / USED).read_text(encoding="utf-8"))
        by = f"{told['by']} applied it at {datetime.fromisoformat(told['at']):%Y-%m-%d %H:%M} UTC"
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        by = "somebody has begun to apply it"
    raise Refused(
        "This plan has been used.",
        why=f"A plan serves once, whatever came of it; {by}.",
        hint="Plan again to see what is left to do.",
    )


def _require_private(folder: Path) -> None:
    for path in (folder, folder / PLAN, folder / MANIFEST):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            raise Refused(
                f"{path} can be reached by others (mode {mode:03o}).",
                why="A plan holds the state with its secrets, and whoever can write it decides what is applied.",
                hint=f"If nobody has touched it: chmod -R go= {folder}",
            )
