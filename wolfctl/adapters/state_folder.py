"""Where the embedded environment keeps what it remembers: one folder, `.wolf/local`, for one checkout."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The files of one checkout's embedded environment."""

    root: Path

    @property
    def folder(self) -> Path:
        """The folder that everything is in."""
        return self.root.resolve() / ".wolf" / "local"

    @property
    def logs(self) -> Path:
        """The folder of the logs."""
        return self.folder / "logs"

    @property
    def postgres(self) -> Path:
        """The folder of both database nodes."""
        return self.folder / "postgres"

    @property
    def emulator(self) -> Path:
        """The folder of what the emulators keep."""
        return self.folder / "emulator"

    @property
    def temporary(self) -> Path:
        """What processes leave behind when they are killed; emptied by `down`."""
        return self.folder / "tmp"

    @property
    def ports(self) -> Path:
        """The file of the ports that were chosen."""
        return self.folder / "ports.json"

    @property
    def applied(self) -> Path:
        """What was applied, to which emulator."""
        return self.folder / "applied.json"

    @property
    def users(self) -> Path:
        """Passwords of the example people."""
        return self.folder / "users.json"

    @property
    def seeded(self) -> Path:
        """Identifiers of the example people, as `api.db.seed` printed them."""
        return self.folder / "seeded.json"

    @property
    def database(self) -> Path:
        """What the database monitor last saw."""
        return self.folder / "database.json"

    @property
    def terraform_state(self) -> Path:
        """Terraform's state."""
        return self.folder / "terraform.tfstate"

    def log(self, process: str) -> Path:
        """The log of a process."""
        return self.logs / f"{process}.log"


def write_private(path: Path, content: str) -> None:
    """Replace a file at once, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    beside.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Keep a value as JSON, readable by its owner alone."""
    write_private(path, json.dumps(value, indent=2) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty when the file is missing or cut short."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}
