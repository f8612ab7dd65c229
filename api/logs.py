"""Log lines as JSON on standard output, with none but the allowed keys."""

import asyncio
import logging
import sys
import threading
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from api.domain.log_keys import allowed_only, with_metric
from api.domain.traces import Trace

FLUSH_S = 0.05
MOST_WAITING = 256
LINE = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
# What stands in a request's line for what is its own, and how that is written, in the order of the line's keys.
# No method, route or status holds an @ or a quote.
PLACES = {'"Timestamp":0': '"Timestamp":%d', '"@duration"': "%.1f", "@timestamp": "%s.%06dZ", "@trace": "%s"}

# Of the request that is being answered.
current_trace: ContextVar[Trace | None] = ContextVar("current_trace", default=None)


class BatchedLines:
    """Standard output, or another stream, where lines may wait a moment for others and go in one write with them.

    Whoever writes past the batch has the batch written first: lines stand in the order in which they were made.
    A disk without room costs lines and nothing else: calls for help go on, and how many are missing is said later.
    """

    def __init__(self, stream: Any = None) -> None:
        self._stream = stream
        self._waiting: list[str] = []
        self._lost = 0
        self._lock = threading.Lock()

    def add(self, line: str) -> None:
        """Take a line that is written in some hundredths of a second, or sooner when many wait."""
        with self._lock:  # another thread may be writing what waits
            self._waiting.append(line)
            count = len(self._waiting)
        if count == 1:
            asyncio.get_running_loop().call_later(FLUSH_S, self.flush)
        elif count >= MOST_WAITING:
            self.flush()

    def write(self, text: str) -> None:
        """Write whole lines at once, after those that wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            text = "".join([*waiting, text])
            stream = self._stream or sys.stdout
            try:
                stream.write(lost_line(self._lost) + text if self._lost else text)
                stream.flush()
                self._lost = 0
            except OSError:
                self._lost += text.count("\n")

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self.write("")


def lost_line(count: int) -> str:
    """Return the line that says how many lines could not be written; it begins anew, whatever was half written."""
    named = {"component": "logs", "count": count, "event": "log_lines_lost", "level": "warning"}
    told = with_metric({**named, "timestamp": datetime.now(UTC).isoformat()}, time.time_ns() // 1_000_000)
    return "\n" + orjson.dumps(told, option=LINE).decode()


# One for the process, as standard output is.
lines = BatchedLines()


def log_request(
    method: str, route: str, status: int, *, trace_id: str, duration_ms: float, at_once: bool = False
) -> None:
    """Log an answered request past structlog, which would take longer than many an answer does.

    `trace_id` is hex digits. `at_once` does not wait for other lines.
    """
    now_us = time.time_ns() // 1000
    second, fraction = divmod(now_us, 1_000_000)
    line = request_line(method, route, status) % (now_us // 1000, duration_ms, written(second), fraction, trace_id)
    if at_once:
        lines.write(line)
    else:
        lines.add(line)


@lru_cache(maxsize=1024)
def request_line(method: str, route: str, status: int) -> str:
    """Return the line of every such request, with places for what is one request's own.

    Its keys are held against the same list as any line's and become the same metric.
    """
    named = {
        "component": "http",
        "duration_ms": "@duration",
        "event": "request",
        "level": "info",
        "method": method,
        "route": route,
        "status": status,
        "status_class": f"{status // 100}xx",
        "timestamp": "@timestamp",
        "trace_id": "@trace",
    }
    line = orjson.dumps(with_metric(allowed_only(named), 0), option=LINE).decode().replace("%", "%%")
    for known, place in PLACES.items():
        line = line.replace(known, place, 1)
    return line


@lru_cache(maxsize=2)
def written(second: int) -> str:
    """Return a second since 1970 as ISO 8601 has it, without its zone, which is UTC."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None).isoformat()


def only_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the list; of an exception only its type is kept."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
    return allowed_only(dict(event))


def as_metric(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Let CloudWatch take a metric from the lines that are one."""
    return with_metric(dict(event), time.time_ns() // 1_000_000)


class TypeOnly(logging.Filter):
    """Keeps messages of libraries but of their exceptions the type alone: a traceback can quote a body."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strip the exception from a record."""
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"{record.name}: {record.exc_info[0].__name__}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def configure(stream: Any = sys.stdout) -> None:
    """Send our own lines and those of libraries, warnings and worse, to one stream."""
    global lines
    lines = BatchedLines(stream)
    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_allowed,
        as_metric,
        structlog.processors.JSONRenderer(sort_keys=True),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, lines)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(lines)
    handler.addFilter(TypeOnly())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors[:2],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, only_allowed, processors[-1]],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def logger(name: str) -> FilteringBoundLogger:
    """Return a logger that names its source."""
    bound: FilteringBoundLogger = structlog.get_logger(component=name)
    return bound
