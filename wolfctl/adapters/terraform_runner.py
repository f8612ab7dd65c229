"""Runs Terraform as a child: its JSON lines as they come, its stderr kept, one SIGINT passed on and waited for."""

import asyncio
import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from wolfctl.adapters.terraform_events import Diagnostic, Event, Remark, parse
from wolfctl.errors import Interrupted

KEPT_LINES = 200
CHUNK = 1024 * 1024
LOOK_S = 0.05


@dataclass
class Ended:
    """How a run ended: its code, what it complained about, and the last lines that were not JSON or on stderr."""

    code: int
    errors: list[Diagnostic] = field(default_factory=list)
    other_lines: list[str] = field(default_factory=list)


async def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    log: Path,
    on_event: Callable[[Event], None],
    keep_open: Sequence[int] = (),
    on_signal: Callable[[str], None] = lambda _: None,
) -> Ended:
    """Run Terraform to its end.

    The child is in a session of its own, so Ctrl-C in a terminal reaches it once, through here: the first SIGINT or
    SIGTERM asks it to stop after what it is doing, the second one makes it stop at once. Its output goes to `log` (and
    `log`.stderr) and is followed there: through a pipe, the death of this process would end it before it wrote its
    state. Raises Interrupted when it ended after a signal.
    """
    with _private(log) as output, _private(log.with_suffix(".stderr")) as complaints:
        process = await asyncio.create_subprocess_exec(
            *argv,
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            start_new_session=True,
            pass_fds=tuple(keep_open),
        )
        errors: list[Diagnostic] = []
        tail: deque[str] = deque(maxlen=KEPT_LINES)
        with _passed_on(process, on_signal) as signals:
            try:
                async for line in _lines(output, process):
                    event = parse(line)
                    if isinstance(event, Diagnostic) and event.severity == "error":
                        errors.append(event)
                    if isinstance(event, Remark) and event.foreign:
                        tail.append(event.text)
                    on_event(event)
            except BaseException:
                # never leave Terraform behind unheard: ask it to stop, and wait until it has written its state
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(signal.SIGINT)
                await asyncio.shield(process.wait())
                raise
        code = await process.wait()
        complaints.seek(0)
        tail.extend(line.decode("utf-8", "replace").rstrip() for line in complaints)
    if signals and code != 0:
        raise Interrupted(
            "Interrupted; Terraform was asked to stop, and has.",
            why="What it had finished is in the state.",
            hint="Plan again to see what is left to do.",
            exit_code=130,
        )
    return Ended(code, errors, list(tail))


def _private(path: Path) -> IO[bytes]:
    """An empty file that its owner alone can read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # a Terraform that was left at work still writes to the old one
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600), "r+b", buffering=0)


async def _lines(output: IO[bytes], process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    """The lines of a growing file, until the process that writes it has ended."""
    descriptor, position, unfinished = output.fileno(), 0, b""
    while True:
        ended = process.returncode is not None
        while chunk := os.pread(descriptor, CHUNK, position):
            position += len(chunk)
            *whole, unfinished = (unfinished + chunk).split(b"\n")
            for line in whole:
                if text := line.decode("utf-8", "replace").strip():
                    yield text
        if ended:
            break
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), LOOK_S)
    if text := unfinished.decode("utf-8", "replace").strip():
        yield text


@contextlib.contextmanager
def _passed_on(process: asyncio.subprocess.Process, on_signal: Callable[[str], None]) -> Iterator[list[int]]:
    """Pass SIGINT and SIGTERM on to the child; yields the signals that came."""
    came: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        came.append(number)
        if process.returncode is not None:
            return
        if len(came) == 1:
            on_signal("Asking Terraform to stop; it finishes what it is doing first. Once more stops it at once.")
            process.send_signal(signal.SIGINT)
        elif len(came) == 2:
            on_signal("Stopping Terraform at once; what it was doing may not be in the state.")
            process.send_signal(signal.SIGINT)
        else:
            os.killpg(process.pid, signal.SIGKILL)

    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
