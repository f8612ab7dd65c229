"""How long the same work took before, so that whoever waits is told how long it will take: .wolf/durations.json."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from wolfctl.adapters.state_folder import read_json, write_json

KEPT = 7


@dataclass(frozen=True, slots=True)
class EarlierRuns:
    """The runs of one kind of work in one checkout, `plan dev` for one."""

    root: Path
    work: str

    def usual_s(self) -> float | None:
        """The median of the last ones, seconds; None before the first has ended."""
        seconds = self._seconds()
        return statistics.median(seconds) if seconds else None

    def took(self, seconds: float) -> None:
        """Remember one that has come to its end; it must not end badly because of that."""
        try:
            write_json(self._file, read_json(self._file) | {self.work: [*self._seconds(), round(seconds, 1)][-KEPT:]})
        except OSError:
            return

    @property
    def _file(self) -> Path:
        return self.root / ".wolf" / "durations.json"

    def _seconds(self) -> list[float]:
        known = read_json(self._file).get(self.work, [])
        return [float(each) for each in known if isinstance(each, int | float)] if isinstance(known, list) else []
