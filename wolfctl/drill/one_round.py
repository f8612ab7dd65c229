"""One round: all is well, then the fault, then until all is well again; and what was there afterwards."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from wolfctl.drill import Progress, Target
from wolfctl.drill.load import Load, Note
from wolfctl.errors import WolfctlError
from wolfctl.workflows.failover_drill import ledger, recovery, rounds
from wolfctl.workflows.failover_drill.plan import Plan, Round
from wolfctl.workflows.failover_drill.request import Kind
from wolfctl.workflows.failover_drill.rounds import Event, Observed

LOOK_S = 0.1
WARM_UP_S = 20.0


class Aborted(Exception):
    """A condition under which a drill stops; `claim` is the one that has not held, if it was one."""

    def __init__(self, reason: str, claim: str = "") -> None:
        super().__init__(reason)
        self.claim = claim


async def drilled(planned: Round, plan: Plan, target: Target, progress: Progress, note: Note) -> Observed:
    """Carry out one round; what it showed is in `progress.done` from its beginning, however it ends."""
    observed = Observed(planned, primary_before=await target.primary())
    progress.done.append(observed)
    progress.round, progress.triggered = planned, None
    if planned.kind is Kind.NEGATIVE_CONTROL:
        progress.say("cutting off the standby; commits no longer wait for it")
        await target.deeds()["CUT_OFF_STANDBY"]()
    load = progress.load = Load(plan.paths, target.canaries(planned.number), note, planned.number)
    observed.attempts = load.attempts
    wall = time.time() - time.monotonic()
    try:
        async with load.running():
            await _steady_before(observed, plan, progress)
            await _fault(observed, plan, target, progress)
            await _steady_after(observed, plan, progress)
    except Aborted as reason:
        observed.aborted, observed.failed = str(reason), reason.claim
    except WolfctlError as error:
        observed.aborted = f"{error} {error.why}".strip()
    progress.say("holding the ledger against what is there")
    try:
        await _count(observed, load, plan, target)
        if observed.triggered is not None:
            for at, what, source in await target.events(observed.triggered + wall):
                observed.events.append(Event(at - wall - observed.triggered, what, source))
    except WolfctlError as error:
        observed.aborted = observed.aborted or f"{error} {error.why}".strip()
    observed.primary_after = await target.primary()
    return observed


async def _steady_before(observed: Observed, plan: Plan, progress: Progress) -> None:
    progress.say("waiting until every path acknowledges")
    begun = time.monotonic()
    await _until(lambda: not rounds.still_out(observed.attempts, plan.paths, begun), WARM_UP_S, "not every path writes")
    progress.say("all is well: measuring the steady state")
    since = time.monotonic()
    await asyncio.sleep(plan.limits.steady_s)
    observed.steady_before = rounds.steady(observed.attempts, plan.paths, since)
    if not observed.steady_before:
        raise Aborted("the steady state was not reached, so nothing was broken", "steady_before")


async def _fault(observed: Observed, plan: Plan, target: Target, progress: Progress) -> None:
    progress.say(str(observed.round.fault))
    triggered = observed.triggered = progress.triggered = await target.deeds()[observed.round.fault.name]()
    observed.events.append(Event(0.0, str(observed.round.fault)))
    watching = [asyncio.create_task(watch(observed, target)) for watch in (_watch_roles, _try_old_primary)]
    try:
        progress.say("waiting until every path answers again")
        await _until(
            lambda: not rounds.still_out(observed.attempts, plan.paths, triggered),
            plan.limits.recover_s,
            "a path has not come back",
        )
        _event(observed, "every path acknowledges again")
        if observed.round.kind is Kind.NEGATIVE_CONTROL:
            await target.mend()
        progress.say("waiting for the standby")
        await _until_async(
            lambda: target.is_rebuilt(observed.primary_before),
            plan.limits.rebuild_s,
            "no standby followed again",
            claim="rebuilt",
        )
        observed.rebuilt_s = time.monotonic() - triggered
        _event(observed, "a standby follows, commits wait for it")
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    await target.mend()


async def _steady_after(observed: Observed, plan: Plan, progress: Progress) -> None:
    progress.say("all is well again: measuring the steady state")
    await asyncio.sleep(plan.limits.settle_s)
    since = time.monotonic()
    await asyncio.sleep(plan.limits.steady_s)
    observed.steady_after = rounds.steady(observed.attempts, plan.paths, since)


async def _count(observed: Observed, load: Load, plan: Plan, target: Target) -> None:
    kept = {path.name for path in plan.paths if path.keeps}
    found = await target.found(observed.round.number, range(1, load.highest.get("api", 0) + 1))
    attempts = [attempt for attempt in observed.attempts if attempt.path in kept]
    observed.comparison = ledger.compare(attempts, {write: n for write, n in found.items() if write[0] in kept})
    if observed.triggered is not None:
        observed.recoveries = {
            path.name: recovery.recovery(path.name, observed.attempts, observed.triggered) for path in plan.paths
        }
    if observed.rebuilt_s is not None:
        observed.standby_lacks = await target.standby_lacks(observed.round.number)


async def _watch_roles(observed: Observed, target: Target) -> None:
    """Note when another server leads."""
    await _until_another_leads(observed, target)
    _event(observed, f"{await target.primary()} leads")


async def _try_old_primary(observed: Observed, target: Target) -> None:
    """Write to the old primary once it no longer leads; it must not take it, neither dead nor as a standby."""
    tried = dict.fromkeys((rounds.ACCEPTED, "refused"), 0)
    await _until_another_leads(observed, target)
    while True:
        attempt = sum(tried.values()) + 1
        accepted = await target.tries_old_primary(observed.primary_before, observed.round.number, attempt)
        if accepted is None:
            return
        tried[rounds.ACCEPTED if accepted else "refused"] += 1
        observed.old_primary = dict(tried)
        await asyncio.sleep(LOOK_S)


async def _until_another_leads(observed: Observed, target: Target) -> None:
    while await target.primary() == observed.primary_before:  # noqa: ASYNC110 - told by files
        await asyncio.sleep(LOOK_S)


def _event(observed: Observed, what: str) -> None:
    observed.events.append(Event(time.monotonic() - (observed.triggered or 0.0), what))


async def _until(condition: Callable[[], bool], patience: float, otherwise: str) -> None:
    async def ask() -> bool:
        return condition()

    await _until_async(ask, patience, otherwise)


async def _until_async(
    condition: Callable[[], Awaitable[bool]], patience: float, otherwise: str, claim: str = ""
) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while not await condition():  # noqa: ASYNC110 - asked of others
                await asyncio.sleep(LOOK_S)
            return
    raise Aborted(f"{otherwise} within {patience:g} s", claim)
