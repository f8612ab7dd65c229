"""Where drills and rotations are kept: `.wolf/SHELF/ENV/ID/`, readable by their owner alone."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters.state_folder import read_json, write_private

REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class DrillArchive:
    """The folder of one drill, beside those of earlier ones."""

    root: Path
    environment: str
    id: str
    shelf: str = "drills"

    @property
    def folder(self) -> Path:
        """Where the files of this run are kept."""
        return self.root.resolve() / ".wolf" / self.shelf / self.environment / self.id

    def write(self, name: str, text: str) -> Path:
        """Keep a text, readable by its owner alone, and return its path."""
        path = self.folder / name
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, text)
        return path

    def earlier(self) -> list[dict[str, Any]]:
        """The documents of all other drills of the environment that can be read."""
        found = [
            read_json(path) for path in sorted(self.folder.parent.glob(f"*/{REPORT}")) if path.parent != self.folder
        ]
        return [document for document in found if document]


class LedgerFile:
    """Each attempt as it begins and as it ends, a line of JSON each: what is known even if the drill is killed.

    What a run that was cut off has written stays before what follows.
    """

    def __init__(self, archive: DrillArchive) -> None:
        archive.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._digest = hashlib.sha256()
        path = archive.folder / "ledger.jsonl"
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)
        self._digest.update(path.read_bytes())

    def note(self, entry: Mapping[str, Any]) -> None:
        """Add one line, which is on the disk before this returns."""
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)

    def close(self) -> str:
        """The SHA-256 of all that was noted."""
        self._file.close()
        return self._digest.hexdigest()
