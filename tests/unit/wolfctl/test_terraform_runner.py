"""Running a child over its lines: order, tolerance, signals. The children are Python programs, not Terraform."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from textwrap import dedent

import pytest

from wolfctl.adapters.terraform_events import Diagnostic, Event, Remark
from wolfctl.adapters.terraform_runner import Ended, run
from wolfctl.errors import Interrupted


async def play(program: str, tmp_path: Path, seen: list[Event]) -> Ended:
    return await run(
        [sys.executable, "-c", dedent(program)],
        cwd=tmp_path,
        log=tmp_path / "logs" / "terraform.log",
        on_event=seen.append,
    )


async def test_lines_that_are_not_json_are_kept_in_their_place(tmp_path: Path) -> None:
    seen: list[Event] = []

    ended = await play(
        """
        print('{"type": "log", "@message": "first"}')
        print('Releasing state lock...')
        print('{"type": "log", "@message": "last"}')
        """,
        tmp_path,
        seen,
    )

    assert seen == [Remark("first"), Remark("Releasing state lock...", foreign=True), Remark("last")]
    assert ended == Ended(0, [], ["Releasing state lock..."])


async def test_errors_and_stderr_are_kept_with_the_code(tmp_path: Path) -> None:
    ended = await play(
        """
        import sys
        print('{"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "no"}}')
        print("panic: out of luck", file=sys.stderr)
        sys.exit(3)
        """,
        tmp_path,
        [],
    )

    assert ended == Ended(3, [Diagnostic("error", "no")], ["panic: out of luck"])


async def test_a_line_of_a_megabyte_and_bytes_that_are_not_text_are_taken(tmp_path: Path) -> None:
    seen: list[Event] = []

    await play(
        r"""
        import sys
        sys.stdout.buffer.write(b'x' * 1_000_000 + b'\n\xff\xfe\n')
        """,
        tmp_path,
        seen,
    )

    assert [len(event.text) for event in seen if isinstance(event, Remark)] == [1_000_000, 2]


WAITS_FOR_SIGINT = """
    import signal, sys, time
    count = 0
    def note(*_):
        global count
        count += 1
        print(f"interrupt {count}", flush=True)
    signal.signal(signal.SIGINT, note)
    print("ready", flush=True)
    end = time.monotonic() + 20
    while count < WANTED and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.3)
    print(f"stopped after {count}", flush=True)
    sys.exit(1)
"""


async def interrupted(tmp_path: Path, wanted: int, number: signal.Signals) -> tuple[list[str], list[str]]:
    """What the child and the caller saw when `wanted` signals were sent to this process."""
    seen: list[str] = []
    said: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Remark):
            seen.append(event.text)
            if event.text in {"ready", *(f"interrupt {n}" for n in range(1, wanted))}:
                os.kill(os.getpid(), number)

    program = dedent(WAITS_FOR_SIGINT).replace("WANTED", str(wanted))
    with pytest.raises(Interrupted) as caught:
        await run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            log=tmp_path / "logs" / "terraform.log",
            on_event=hear,
            on_signal=said.append,
        )
    assert caught.value.exit_code == 130
    return seen, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_is_passed_on_once_and_the_end_is_waited_for(tmp_path: Path, number: signal.Signals) -> None:
    seen, said = await interrupted(tmp_path, 1, number)

    assert seen == ["ready", "interrupt 1", "stopped after 1"]
    assert len(said) == 1
    assert "finishes what it is doing" in said[0]


async def test_a_second_signal_is_passed_on_as_well(tmp_path: Path) -> None:
    seen, said = await interrupted(tmp_path, 2, signal.SIGINT)

    assert seen == ["ready", "interrupt 1", "interrupt 2", "stopped after 2"]
    assert "at once" in said[1]


async def test_handlers_are_as_before_afterwards(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    await play("pass", tmp_path, [])

    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


async def test_the_child_is_in_a_session_of_its_own(tmp_path: Path) -> None:
    seen: list[Event] = []

    await play("import os; print(os.getsid(0) == os.getpid())", tmp_path, seen)

    assert seen == [Remark("True", foreign=True)]


async def test_when_the_listener_fails_the_child_is_stopped_and_waited_for(tmp_path: Path) -> None:
    def fail(_: Event) -> None:
        raise ValueError("listener")

    begun = time.monotonic()
    with pytest.raises(ValueError, match="listener"):
        await run(
            [sys.executable, "-c", "import time; print('x', flush=True); time.sleep(30)"],
            cwd=tmp_path,
            log=tmp_path / "logs" / "terraform.log",
            on_event=fail,
        )

    assert time.monotonic() - begun < 10


async def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    await play("print('said')", tmp_path, [])

    log = tmp_path / "logs" / "terraform.log"
    assert log.read_text() == "said\n"
    assert log.stat().st_mode & 0o777 == 0o600


async def test_it_runs_outside_the_main_thread_too(tmp_path: Path) -> None:
    import asyncio

    codes: list[int] = []

    def work() -> None:
        codes.append(asyncio.run(play("import sys; sys.exit(5)", tmp_path, [])).code)

    thread = threading.Thread(target=work)
    thread.start()
    await asyncio.to_thread(thread.join)

    assert codes == [5]
