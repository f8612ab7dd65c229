"""What SIGTERM does to work in front of a person."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """Let SIGTERM cancel the work as Ctrl-C does, so that what was started is stopped."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    before = signal.signal(
        signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(task.cancel) if task is not None else None
    )
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
