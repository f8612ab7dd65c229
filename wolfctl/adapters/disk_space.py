"""Whether a folder's disk can take what is about to be written."""

import shutil
from pathlib import Path

from wolfctl.errors import NoSpace


def free_mb(folder: Path) -> int:
    """Free megabytes on the disk of a folder, or of the nearest folder above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // 1_000_000


def require(folder: Path, megabytes: int, what: str) -> None:
    """Raise NoSpace unless the disk of `folder` has that many megabytes free."""
    free = free_mb(folder)
    if free < megabytes:
        raise NoSpace(
            f"There is no room for {what}: {megabytes} MB are needed, {free} MB are free.",
            why=f"It would be written to {folder}.",
            hint="Free some space there (`wolfctl down`, then remove what is not needed), and run this again.",
        )
