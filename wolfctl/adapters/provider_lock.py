"""Adds the hashes of other platforms to infra/.terraform.lock.hcl, which only the provider's registry can tell."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wolfctl.adapters.state_folder import write_private
from wolfctl.errors import ToolFailed

LOCK = ".terraform.lock.hcl"
PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64")


@dataclass(frozen=True)
class LockResult:
    """How many hashes the lock file pinned before and pins now."""

    before: int
    after: int


def add(
    root: Path,
    terraform: Sequence[str],
    platforms: Sequence[str] = PLATFORMS,
    *,
    mirror: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> LockResult:
    """Fetch the package of each platform and pin it; `mirror` is a folder to ask instead of the registry.

    Raises ToolFailed, leaving the lock as it is, when a package cannot be had.
    """
    lock = root / "infra" / LOCK
    before = lock.read_text(encoding="utf-8") if lock.exists() else ""
    # versions.tf alone: the whole stack would name module folders that only a rendered one can see
    with tempfile.TemporaryDirectory(prefix="alphawolf-lock-") as folder:
        work = Path(folder)
        (work / "versions.tf").write_text((root / "infra" / "versions.tf").read_text(encoding="utf-8"))
        if before:
            (work / LOCK).write_text(before, encoding="utf-8")
        _run(terraform, work, platforms, mirror, environ)
        after = (work / LOCK).read_text(encoding="utf-8")
    if after != before:
        write_private(lock, after)
        lock.chmod(0o644)
    return LockResult(_hashes(before), _hashes(after))


def _run(
    terraform: Sequence[str], work: Path, platforms: Sequence[str], mirror: Path | None, environ: Mapping[str, str]
) -> None:
    asked = [f"-platform={platform}" for platform in platforms]
    source = [f"-fs-mirror={mirror.resolve()}"] if mirror else []
    variables = {key: value for key, value in environ.items() if not key.startswith("TF_")}
    done = subprocess.run(
        [*terraform, "providers", "lock", "-no-color", *source, *asked],
        cwd=work,
        env=variables | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(
            f"The AWS provider cannot be pinned for {', '.join(platforms)}.",
            why=" ".join(re.sub(r"[╷│╵]", " ", done.stderr).split())[:600],
            hint=f"Name a complete mirror with --mirror; {mirror} has not all of them."
            if mirror
            else "Run it where registry.terraform.io can be reached, or name a complete mirror with --mirror.",
        )


def _hashes(lock: str) -> int:
    return len(re.findall(r'"(?:h1|zh):', lock))
