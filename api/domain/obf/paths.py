"""Names inside a package: one spelling for each, and none that leads outside."""

import re
import unicodedata

from api.domain.obf.report import Refusal, shown

_DRIVE = re.compile(r"[A-Za-z]:")


def spelled(path: str) -> str:
    """One spelling: composed characters, forward slashes, no empty or `.` steps; `..` stays and matches nothing."""
    steps = unicodedata.normalize("NFC", path).replace("\\", "/").split("/")
    return "/".join(step for step in steps if step not in ("", "."))


def safe(name: str) -> str:
    """The one spelling of an archive entry's name.

    Raises Refusal: zip-absolute-path, zip-parent-path, zip-bad-name.
    """
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or _DRIVE.match(slashed):
        raise Refusal("zip-absolute-path", f"The package holds a file with an absolute path, {shown(name)}.")
    if ".." in slashed.split("/"):
        raise Refusal("zip-parent-path", f"The package holds a file that leads outside it, {shown(name)}.")
    if any(unicodedata.category(mark) in ("Cc", "Cs") for mark in name) or not spelled(name):
        raise Refusal("zip-bad-name", f"The package holds a file with an unusable name, {shown(name)}.")
    return spelled(name)


def is_safe(name: str) -> bool:
    """Whether the name is already in its one safe spelling."""
    try:
        return safe(name) == name
    except Refusal:
        return False
