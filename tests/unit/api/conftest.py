"""Logging caught in a text, for tests of what is logged."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from api import logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Configure logging into a text, and undo it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    logs.lines = logs.BatchedLines()
    root.handlers[:], root.level = handlers, level
