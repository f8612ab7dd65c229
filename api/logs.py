"""Log lines as JSON on standard output, with none but the allowed keys."""

import logging
import sys
import time
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from api.domain.log_keys import allowed_only, with_metric
from api.domain.traces import Trace

# Of the request that is being answered.
current_trace: ContextVar[Trace | None] = ContextVar("current_trace", default=None)


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
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
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
