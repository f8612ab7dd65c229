"""A state that is kept on this machine, and what is left of it when its Terraform is killed while it writes.

Terraform empties the file before it writes it anew, so a kill in between leaves less than a state; beside it lies
the state as it was when that run began. A state in a bucket is replaced as a whole and needs none of this.
"""

import json
from pathlib import Path

from wolfctl.adapters.state_folder import write_private
from wolfctl.errors import Refused


def file(root: Path, name: str) -> Path:
    """Where the state of an emulated environment lies."""
    return root / ".wolf" / name / "terraform.tfstate"


def is_torn(root: Path, name: str) -> bool:
    """Whether the state was cut short; an empty file that nothing came before is only a lock's."""
    state = file(root, name)
    if not state.exists() or _is_whole(state):
        return False
    return state.stat().st_size > 0 or _backup(state).exists()


def require_whole(root: Path, name: str) -> None:
    """Raise Refused when the state was cut short: Terraform would take an empty one for nothing applied."""
    if is_torn(root, name):
        raise Refused(
            f"The state of {name} was cut short.",
            why="Its Terraform was killed while it wrote it.",
            hint=f"Run `wolfctl unlock {name}`: it puts back the state from before that run.",
        )


def mend(root: Path, name: str) -> None:
    """Put back the state from before the run that was killed; what was cut short is kept as `.torn`."""
    state = file(root, name)
    if not _is_whole(_backup(state)):
        raise Refused(
            f"The state of {name} was cut short, and so is the one from before it.",
            hint=f"Mend {state} by hand, or begin anew: `wolfctl down --forget`.",
        )
    state.replace(state.with_suffix(".tfstate.torn"))
    write_private(state, _backup(state).read_text(encoding="utf-8"))


def _backup(state: Path) -> Path:
    return state.with_name(f"{state.name}.backup")


def _is_whole(state: Path) -> bool:
    try:
        return isinstance(json.loads(state.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False
