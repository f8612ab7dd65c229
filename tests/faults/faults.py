"""Each fault: how it comes, for how long, how it goes, and by what one sees that it was felt at all."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.measured import Case
from tests.faults.rig import FULL, Rig
from tests.local import kills
from tests.local.kills import BUSY, BY_CLOCK
from wolfctl.adapters import database_pair, processes
from wolfctl.adapters.embedded_system import API
from wolfctl.adapters.tcp_proxy import TcpProxy

HOLD_S = 5.0
SLOW_S = 0.2
RESET_EVERY_S = 0.5
WRONG_BY_S = 300.0
CHANCE = random.Random(7)  # noqa: S311 - no secret is drawn from it

Deed = Callable[[Rig], Awaitable[None]]


async def nothing(_: Rig) -> None:
    """Leave it to those who keep it: the database's monitor, Lambda."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault; `felt` tells from what was measured whether it did anything.

    `sockets_open` says that a device can come back while it lasts.
    """

    what: str
    on: Deed
    felt: Callable[[Case], bool]
    off: Deed = nothing
    hold_s: float = HOLD_S
    sockets_open: bool = False


async def database_slow(rig: Rig) -> None:
    for proxy in rig.database:
        proxy.slow(SLOW_S)


async def database_quick(rig: Rig) -> None:
    for proxy in rig.database:
        proxy.slow(0)


def reset_again_and_again(wires: Callable[[Rig], Sequence[TcpProxy]]) -> Deed:
    """Break every connection off, and those that are made anew."""

    async def reset(rig: Rig) -> None:
        ends, broken_off = time.monotonic() + HOLD_S, 0
        while time.monotonic() < ends:
            broken_off += sum(await asyncio.gather(*(proxy.reset() for proxy in wires(rig))))
            await asyncio.sleep(RESET_EVERY_S)
        assert broken_off > HOLD_S / RESET_EVERY_S, f"only {broken_off} connections were there to be broken off"

    return reset


async def database_silent(rig: Rig) -> None:
    for proxy in rig.database:
        proxy.swallow()


async def database_back(rig: Rig) -> None:
    await asyncio.gather(*(proxy.restore() for proxy in rig.database))


async def aws_slow(rig: Rig) -> None:
    rig.aws.slow(SLOW_S)


async def aws_quick(rig: Rig) -> None:
    rig.aws.slow(0)


async def aws_silent(rig: Rig) -> None:
    rig.aws.swallow()


async def aws_back(rig: Rig) -> None:
    await rig.aws.restore()


def aws_refuses(status: int, code: str) -> Deed:
    """Have a server answer in place of AWS that refuses everything."""

    async def refuse(rig: Rig) -> None:
        rig.refusal.status, rig.refusal.code, rig.refusal.count = status, code, 0
        await rig.aws.lead_to(rig.refusing_port)

    return refuse


async def aws_answers(rig: Rig) -> None:
    await rig.aws.lead_to(rig.system.ports.emulator)
    assert rig.refusal.count > 0, "nothing was asked that could be refused"


async def api_killed(rig: Rig) -> None:
    await kills.stop_api(rig.system, kill=True)


async def api_started(rig: Rig) -> None:
    await rig.start_api()


async def primary_killed(rig: Rig) -> None:
    rig.led = database_pair.of(rig.system.root).roles().primary.name
    await kills.primary_database(rig.system, CHANCE)


async def other_leads(rig: Rig) -> None:
    """See that the monitor of the pair has promoted the standby."""
    pair = database_pair.of(rig.system.root)
    async with asyncio.timeout(20):
        while pair.roles().primary.name == rig.led:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def busy_functions_killed(rig: Rig) -> None:
    for name in BUSY:
        await kills.busy_function(name)(rig.system, CHANCE)


async def clock_functions_killed(rig: Rig) -> None:
    for name in BY_CLOCK:
        await kills.clock_function(name)(rig.system, CHANCE)


async def letter_functions_killed(rig: Rig) -> None:
    await kills.dead_letters(rig.system, CHANCE)
    await kills.text_reply(rig.system, CHANCE)


async def queue_stopped(rig: Rig) -> None:
    await kills.let_queue_deliver(rig.system, enabled=False)


async def queue_started(rig: Rig) -> None:
    await kills.let_queue_deliver(rig.system, enabled=True)


async def aws_frozen(rig: Rig) -> None:
    kills.freeze_emulator(rig.system)


async def aws_thawed(rig: Rig) -> None:
    kills.thaw_emulator(rig.system)


async def aws_restarted(rig: Rig) -> None:
    await rig.restart_aws()


def clock_wrong(whose: str, wrong_by_s: float) -> Deed:
    """Set a clock wrong, and see that it is."""

    async def step(rig: Rig) -> None:
        rig.set_clock(whose, wrong_by_s)
        await asyncio.sleep(1.5)
        seen = await (rig.api_clock_s() if whose == "api" else rig.functions_clock_s())
        assert abs(seen - wrong_by_s) < 30, f"the clock is wrong by {seen:.0f} s"

    return step


def clock_right(whose: str) -> Deed:
    """Set it right, once it is seen that what was written meanwhile bears the database's time."""

    async def step(rig: Rig) -> None:
        apart = await rig.rows_apart_s()
        rig.set_clock(whose, 0)
        assert apart < WRONG_BY_S / 10, f"what is due was written {apart:.0f} s beside the database's time"

    return step


async def log_full(rig: Rig) -> None:
    await rig.restart_api_with_log(full=True)
    process = processes.main_process(rig.system.state, API)
    assert process is not None
    assert process.pid in writing_to(FULL)


def writing_to(path: Path) -> list[int]:
    """The processes whose standard output it is."""
    return [int(entry.parts[2]) for entry in Path("/proc").glob("[0-9]*/fd/1") if entry.resolve() == path]


async def log_has_room(rig: Rig) -> None:
    await rig.restart_api_with_log(full=False)


def waited(seconds: float) -> Callable[[Case], bool]:
    """Nothing was acknowledged for so long."""
    return lambda case: case.longest_silence_s >= seconds


def slower(case: Case) -> bool:
    """A write waited for the way to and from."""
    return case.slowest_write_s >= 2 * SLOW_S


def called_later(seconds: float) -> Callable[[Case], bool]:
    """A call came that much later to the telephone."""
    return lambda case: case.slowest_call_s >= seconds


def understood_here(case: Case) -> bool:
    """What was meant was understood by the API's own rules, since Lambda did not answer."""
    return case.fallbacks > 0


def itself(_: Case) -> bool:
    """What brings the fault looks whether it is there."""
    return True


MINUTES = f"{WRONG_BY_S / 60:.0f} min"
MS = f"{SLOW_S * 1000:.0f} ms"
# By the name of the test's case, in the order in which they come.
FAULTS = {
    "database-slow": Fault(f"API to database: {MS} more each way", database_slow, slower, database_quick),
    "database-reset": Fault(
        "API to database: every connection reset twice a second",
        reset_again_and_again(lambda rig: rig.database),
        itself,
        hold_s=0,
    ),
    "database-silent": Fault("API to database: black hole", database_silent, waited(HOLD_S / 2), database_back),
    "primary-killed": Fault("primary database killed", primary_killed, itself, other_leads, hold_s=0),
    "aws-slow": Fault(f"API and functions to AWS: {MS} more each way", aws_slow, called_later(2 * SLOW_S), aws_quick),
    "aws-reset": Fault(
        "API and functions to AWS: every connection reset twice a second",
        reset_again_and_again(lambda rig: (rig.aws,)),
        itself,
        hold_s=0,
    ),
    "aws-silent": Fault("API and functions to AWS: black hole", aws_silent, understood_here, aws_back),
    "aws-out": Fault(
        "AWS refuses the API and the functions: 503",
        aws_refuses(503, "ServiceUnavailable"),
        understood_here,
        aws_answers,
    ),
    "aws-throttles": Fault(
        "AWS refuses the API and the functions: throttling",
        aws_refuses(429, "ThrottlingException"),
        understood_here,
        aws_answers,
    ),
    "queue-stopped": Fault("queue of alerts delivers nothing", queue_stopped, called_later(HOLD_S / 2), queue_started),
    "busy-functions-killed": Fault(f"killed in turn: {', '.join(BUSY)}", busy_functions_killed, itself, hold_s=0),
    "clock-functions-killed": Fault(f"killed in turn: {', '.join(BY_CLOCK)}", clock_functions_killed, itself, hold_s=0),
    "letter-functions-killed": Fault(
        "killed in turn: dead_letters, sms_reply", letter_functions_killed, itself, hold_s=0
    ),
    "api-killed": Fault("API killed, started again", api_killed, waited(1.0), api_started, hold_s=0),
    "api-clock-fast": Fault(
        f"API's clock {MINUTES} fast", clock_wrong("api", WRONG_BY_S), itself, clock_right("api"), sockets_open=True
    ),
    "api-clock-slow": Fault(
        f"API's clock {MINUTES} slow", clock_wrong("api", -WRONG_BY_S), itself, clock_right("api"), sockets_open=True
    ),
    "functions-clock-fast": Fault(
        f"every function's clock {MINUTES} fast",
        clock_wrong("functions", WRONG_BY_S),
        itself,
        clock_right("functions"),
        sockets_open=True,
    ),
    "functions-clock-slow": Fault(
        f"every function's clock {MINUTES} slow",
        clock_wrong("functions", -WRONG_BY_S),
        itself,
        clock_right("functions"),
        sockets_open=True,
    ),
    "log-full": Fault("no room on the disk of the API's log", log_full, itself, log_has_room, sockets_open=True),
    "aws-frozen": Fault("all of AWS stands still", aws_frozen, waited(HOLD_S / 2), aws_thawed),
    "aws-restarted": Fault("all of AWS ended, started again", aws_restarted, waited(1.0), hold_s=0),
}
