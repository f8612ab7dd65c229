"""What a rotation has done, noted step by step, so that a run that was cut off is gone on with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wolfctl.adapters.state_folder import read_json, write_json

NAME = "journal.json"
# What was rotated longer ago than this is to be rotated again.
GONE_ON_WITHIN = timedelta(days=1)


@dataclass
class Journal:
    """One rotation's notes; `since` is when it began, `kinds` what it is of."""

    path: Path
    since: datetime
    kinds: tuple[str, ...]
    done: dict[str, Any] = field(default_factory=dict)
    made: int = 0  # requests of canaries in runs that were cut off, and how many of them failed
    failed: int = 0
    finished: bool = False

    @property
    def id(self) -> str:
        """The name of the rotation's folder."""
        return self.path.parent.name

    def note(self, step: str, seen: Mapping[str, Any]) -> None:
        """Keep that a step was done."""
        self.done[step] = dict(seen)
        self._save()

    def count(self, made: int, failed: int) -> None:
        """Keep what became of a run's requests, for the run that goes on with it."""
        self.made, self.failed = self.made + made, self.failed + failed
        self._save()

    def finish(self) -> None:
        """Nothing is left to go on with."""
        self.finished = True
        self._save()

    def _save(self) -> None:
        told = {"since": self.since.isoformat(), "kinds": list(self.kinds), "done": self.done}
        write_json(self.path, {**told, "made": self.made, "failed": self.failed, "finished": self.finished})


def begin(folder: Path, kinds: Sequence[str], now: datetime) -> Journal:
    """The newest rotation in a folder if it is of the same kinds, not finished and of the last day, else a new one."""
    for path in sorted(folder.glob(f"*/{NAME}"), reverse=True)[:1]:
        told = read_json(path)
        if told and not told["finished"] and told["kinds"] == list(kinds):
            since = datetime.fromisoformat(told["since"])
            if now - since < GONE_ON_WITHIN:
                return Journal(path, since, tuple(kinds), told["done"], told.get("made", 0), told.get("failed", 0))
    return Journal(folder / now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") / NAME, now, tuple(kinds))
