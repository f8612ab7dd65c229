"""What the API process uses while it is asked: memory in MiB every few seconds, and CPU."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench.http.client import cpu_of

EVERY_S = 5.0
MIB = 2**20


@dataclass
class Watched:
    """Samples of (second, MiB), the CPU seconds used and waited for, and how long it was watched."""

    resident: list[tuple[float, float]] = field(default_factory=list)
    cpu_s: float = 0.0
    waited_s: float = 0.0
    lasted_s: float = 0.0


@contextlib.asynccontextmanager
async def watching(process: psutil.Process) -> AsyncIterator[Watched]:
    """Watch a process until the block ends; its children count for CPU alone."""
    watched = Watched()
    begun, used, waited = time.monotonic(), cpu_of(process), waited_by(process)

    async def watch() -> None:
        while True:
            watched.resident.append((time.monotonic() - begun, process.memory_info().rss / MIB))
            await asyncio.sleep(EVERY_S)

    task = asyncio.create_task(watch())
    try:
        yield watched
    finally:
        task.cancel()
        watched.cpu_s, watched.waited_s = cpu_of(process) - used, waited_by(process) - waited
        watched.lasted_s = time.monotonic() - begun


def waited_by(process: psutil.Process) -> float:
    """Return for how many seconds a process was ready and had no core, where the system tells (Linux schedstat)."""
    told = Path(f"/proc/{process.pid}/schedstat")
    return int(told.read_text(encoding="ascii").split()[1]) / 1e9 if told.exists() else 0.0
