"""What a release is made of, as one digest; and the code of the API set aside, so that it can be gone back to."""

import hashlib
import shutil
from pathlib import Path

SOURCES = ("api", "workers", "infra", "modules", "requirements-api.lock", "requirements-lambda.lock")
KEPT = 3


def contents(root: Path, environment: str) -> str:
    """The SHA-256 of everything that a release to this environment is made of."""
    total = hashlib.sha256()
    for source in (*SOURCES, f"envs/{environment}.yaml"):
        start = root / source
        for path in sorted([start] if start.is_file() else start.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md":
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                total.update(f"{path.relative_to(root).as_posix()} {digest}\n".encode())
    return total.hexdigest()


def folder(root: Path, contents: str) -> Path:
    """Where the code of a release is set aside."""
    return root.resolve() / ".wolf" / "local" / "releases" / contents[:12]


def set_aside(root: Path, contents: str, in_use: Path | None) -> Path:
    """Copy the API's code of this checkout; the oldest copies go, but never one that is in use."""
    target = folder(root, contents)
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(root / "api", unfinished / "api", ignore=shutil.ignore_patterns("__pycache__"))
        unfinished.rename(target)
    older = sorted((path for path in target.parent.iterdir() if path != target), key=lambda path: path.stat().st_mtime)
    for path in older[: -(KEPT - 1)]:
        if path != in_use:
            shutil.rmtree(path, ignore_errors=True)
    return target
