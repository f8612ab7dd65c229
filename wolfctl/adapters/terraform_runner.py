"""Runs Terraform as a child: its JSON lines as they come, its stderr kept, one SIGINT passed on and waited for."""

import asyncio
import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wolfctl.adapters.terraform_events import Diagnostic, Event, Remark, parse
from wolfctl.errors import Interrupted

# A line of `-json` holds a whole resource; asyncio's own limit of 64 KiB would break it.
LONGEST_LINE = 64 * 1024 * 1024
KEPT_LINES = 200


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
    on_event: Callable[[Event], None],
    keep_open: Sequence[int] = (),
    on_signal: Callable[[str], None] = lambda _: None,
) -> Ended:
    """Run Terraform to its end.

    The child is in a session of its own, so Ctrl-C in a terminal reaches it once, through here: the first SIGINT or
    SIGTERM asks it to stop after what it is doing, the second one makes it stop at once. Raises Interrupted when it
    ended after such a signal.
    """
    process = await asyncio.create_subprocess_exec(
        *argv,
        cwd=cwd,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LONGEST_LINE,
        pass_fds=tuple(keep_open),
    )
    errors: list[Diagnostic] = []
    tail: deque[str] = deque(maxlen=KEPT_LINES)

    async def events(stream: asyncio.StreamReader) -> None:
        async for line in stream:
            if text := line.decode("utf-8", "replace").strip():
                event = parse(text)
                if isinstance(event, Diagnostic) and event.severity == "error":
                    errors.append(event)
                if isinstance(event, Remark) and event.foreign:
                    tail.append(event.text)
                on_event(event)

    async def complaints(stream: asyncio.StreamReader) -> None:
        async for line in stream:
            tail.append(line.decode("utf-8", "replace").rstrip())

    stdout, stderr = process.stdout, process.stderr
    if stdout is None or stderr is None:
        raise RuntimeError("the pipes that were asked for are not there")
    with _passed_on(process, on_signal) as signals:
        try:
            await asyncio.gather(events(stdout), complaints(stderr))
            code = await process.wait()
        except BaseException:
            # never leave Terraform behind half heard: ask it to stop, and wait until it has written its state
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            await asyncio.shield(process.wait())
            raise
    if signals and code != 0:
        raise Interrupted(
            "Interrupted; Terraform was asked to stop, and has.",
            why="What it had finished is in the state.",
            hint="Plan again to see what is left to do.",
            exit_code=130,
        )
    return Ended(code, errors, list(tail))


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
