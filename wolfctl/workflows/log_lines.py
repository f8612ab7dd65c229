"""Lines of many logs as one stream: parsed, put in order of time, and those of one request found."""

import contextlib
import heapq
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from wolfctl.errors import NotFound, Refused

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SHORTEST_ID = 8
# Lines that are looked through again when a later one tells which trace they are of.
REMEMBERED = 20_000
# What a line says of itself before all else; the rest follows as it comes.
FIRST = ("level", "event", "message")
IDS = ("request_id", "trace_id", "alert_id", "message_id")
SILENT = ("timestamp", "_aws", "component", "function", *FIRST, *IDS)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line: its moment in seconds since 1970, where it was written, and its fields where it is JSON."""

    at: float
    source: str
    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def trace_id(self) -> str:
        """The trace that it is of, empty where it names none."""
        return str(self.fields.get("trace_id") or "")

    def data(self) -> dict[str, Any]:
        """For JSON: `said` is an object where the line is one."""
        told = {key: self.fields[key] for key in IDS if key in self.fields}
        return {"at": self.moment.isoformat(timespec="milliseconds"), "source": self.source, **told} | {
            "said": self.fields or self.text
        }

    @property
    def moment(self) -> datetime:
        """The same in UTC."""
        return datetime.fromtimestamp(self.at, UTC)

    def words(self) -> str:
        """The line for people: what happened first, then its other fields, ids last."""
        if not self.fields:
            return self.text
        first = [str(self.fields[key]) for key in FIRST if key in self.fields]
        others = [f"{key}={value}" for key, value in self.fields.items() if key not in SILENT]
        ids = [f"{key}={self.fields[key]}" for key in IDS if self.fields.get(key)]
        return " ".join([*first, *others, *ids])


def parse(source: str, text: str, at: float) -> LogLine:
    """A line as it was written; its own time counts more than `at`, the one that it was found under."""
    try:
        fields = json.loads(text)
    except ValueError:
        return LogLine(at, source, text)
    if not isinstance(fields, dict):
        return LogLine(at, source, text)
    with contextlib.suppress(KeyError, ValueError):
        at = datetime.fromisoformat(str(fields["timestamp"])).timestamp()
    return LogLine(at, source, text, fields)


def since(text: str, now: datetime) -> datetime:
    """The moment that `10m`, `2h`, `90s` or `1d` ago was. Raises Refused."""
    if not (found := re.fullmatch(r"([1-9]\d{0,5})([smhd])", text.strip())):
        raise Refused(
            f"{text!r} is no length of time.", hint="Write a number and s, m, h or d for --since: 90s, 10m, 2h, 1d."
        )
    return now - timedelta(**{UNITS[found[2]]: int(found[1])})


def require_id(request: str | None) -> None:
    """Raise Refused for an id so short that it would be found in anything."""
    if request is not None and len(request) < SHORTEST_ID:
        raise Refused(
            f"{request!r} is no request's id.",
            hint="Take trace_id, alert_id or another id from a log line.",
        )


def chosen(known: Iterable[str], name: str | None) -> list[str]:
    """The sources to read: the one that is named, or all. Raises NotFound."""
    names = sorted(known)
    if name is None:
        return names
    name = name.replace("-", "_")
    if name not in names:
        raise NotFound(
            f"Nothing called {name!r} writes a log here.",
            why=f"There are {', '.join(names) or 'none'}.",
            hint="Choose one of these for --function.",
        )
    return [name]


class InOrder:
    """Holds lines for a moment, so that what is late in one log still stands in its place among the others'."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, LogLine]] = []
        self._number = count()

    def add(self, lines: Iterable[LogLine]) -> None:
        """Take lines of any source; those of the same moment keep their order."""
        for line in lines:
            heapq.heappush(self._waiting, (line.at, next(self._number), line))

    def until(self, moment: float) -> Iterator[LogLine]:
        """Give out those up to a moment, the oldest first."""
        while self._waiting and self._waiting[0][0] <= moment:
            yield heapq.heappop(self._waiting)[2]


class OfRequest:
    """Passes the lines that name an id, or are of a trace that a line with that id names; with no id all of them."""

    def __init__(self, request: str | None) -> None:
        self._request = request
        self._traces: set[str] = set()
        self._before: deque[LogLine] = deque(maxlen=REMEMBERED)

    def take(self, line: LogLine) -> list[LogLine]:
        """What this line lets through: nothing, itself, or earlier ones of its trace and then itself."""
        if self._request is None:
            return [line]
        if line.trace_id in self._traces:
            return [line]
        if self._request not in line.text:
            self._before.append(line)
            return []
        if not line.trace_id:
            return [line]
        self._traces.add(line.trace_id)
        earlier = [each for each in self._before if each.trace_id == line.trace_id]
        return [*earlier, line]
