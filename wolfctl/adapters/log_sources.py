"""Where an environment's log lines are read from: files on this machine, and log groups of CloudWatch Logs."""

import os
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from wolfctl.adapters.aws_calls import refused, telling

# How late CloudWatch Logs may take a line in and still have it shown: each look goes back so far.
LATE_S = 120
MOST = 10_000
Found = tuple[float | None, str]


class Source(Protocol):
    """Reads on from where it stopped: each line once, with its time in seconds since 1970 where that is known."""

    def read(self, now: float, /) -> list[Found]:
        """The lines that have come since the last look."""

    def close(self) -> None:
        """Let go of what is held open between two looks."""


class FileSource:
    """A file that is appended to, and now and then moved away and begun anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._begun = b""

    def read(self, _now: float, /) -> list[Found]:
        """The lines that have been finished since the last look."""
        found: list[Found] = []
        while True:
            if self._file is None:
                try:
                    self._file = self._path.open("rb")
                except FileNotFoundError:
                    return found
            if self._path.exists() and self._is_current() and self._is_shorter():
                self._file.seek(0)
            *whole, self._begun = (self._begun + self._file.read()).split(b"\n")
            found += [(None, line.decode("utf-8", "replace")) for line in whole if line.strip()]
            if not self._path.exists() or self._is_current():
                return found
            self._file.close()
            self._file = None

    def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.close()

    def _is_current(self) -> bool:
        return self._file is not None and os.path.samestat(self._path.stat(), os.fstat(self._file.fileno()))

    def _is_shorter(self) -> bool:
        return self._file is not None and self._path.stat().st_size < self._file.tell()


class GroupSource:
    """A log group; lines are known by CloudWatch's own event id, so that looking back shows none twice."""

    def __init__(self, logs: Any, group: str, since: float) -> None:
        self._logs, self._group = logs, group
        self._since = self._from = since
        self._seen: dict[Hashable, float] = {}

    def read(self, now: float, /) -> list[Found]:
        """The lines that have come since the last look, late ones too. Raises ToolFailed.

        https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
        """
        found: list[Found] = []
        for name, event in _named(self._events()):
            if name not in self._seen:
                self._seen[name] = event["timestamp"] / 1000
                found.append((event["timestamp"] / 1000, str(event["message"]).rstrip("\n")))
        self._from = max(self._since, now - LATE_S)
        self._seen = {key: at for key, at in self._seen.items() if at >= self._from - 1}
        return found

    def close(self) -> None:
        """Nothing is held open between two looks."""

    def _events(self) -> Iterator[dict[str, Any]]:
        start, token = int(self._from * 1000), dict[str, str]()
        while True:
            with telling(refused("CloudWatch Logs")):
                page = self._logs.filter_log_events(logGroupName=self._group, startTime=start, limit=MOST, **token)
            events = page.get("events", [])
            yield from events
            if page.get("nextToken"):
                token = {"nextToken": page["nextToken"]}
            elif len(events) >= MOST and events[-1]["timestamp"] > start:
                # an emulator that ends a page without saying so
                start, token = events[-1]["timestamp"], {}
            else:
                return


def _named(events: Iterable[dict[str, Any]]) -> Iterator[tuple[Hashable, dict[str, Any]]]:
    """Each event by its id; where an emulator gives none, by what it says and how often that was said before."""
    same = Counter[Hashable]()
    for event in events:
        said = (event.get("logStreamName"), event["timestamp"], event["message"])
        same[said] += 1
        yield event.get("eventId") or (*said, same[said]), event


def groups(logs: Any, name: str) -> dict[str, str]:
    """The log groups of an environment's functions and of its API, by what writes there. Raises ToolFailed."""
    found = {}
    with telling(refused("CloudWatch Logs")):
        for prefix in (f"/aws/lambda/alphawolf-{name}-", f"/aws/ecs/alphawolf-{name}-"):
            for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
                for group in page["logGroups"]:
                    found[group["logGroupName"].removeprefix(prefix).replace("-", "_")] = group["logGroupName"]
    return found
