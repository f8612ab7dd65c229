"""What git says of a checkout."""

import subprocess
from pathlib import Path


def commit(root: Path) -> str:
    """The commit that is checked out, in full; empty where git knows none."""
    return _said(root, "rev-parse", "HEAD") or ""


def committed_at(root: Path) -> int | None:
    """When that commit was made, as a Unix time; None where git knows none."""
    said = _said(root, "show", "--no-patch", "--format=%ct", "HEAD")
    return int(said) if said else None


def is_clean(root: Path) -> bool:
    """Whether every tracked file is as it is in the commit; False without git.

    Files that git does not know are left out: what a plan reads of them is in its own digests.
    """
    return _said(root, "status", "--porcelain", "--untracked-files=no") == ""


def holds_the_commit(root: Path) -> bool:
    """Whether what an image is made of is as it is in the commit, files included that git does not know."""
    return is_clean(root) and _said(root, "ls-files", "--others", "--exclude-standard", "--", "api", "workers") == ""


def _said(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
