"""Brings the containers up in front of a person: what they lack, the steps as they go, the press."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wolfctl.adapters import run_lock, running_verb, step_graph
from wolfctl.adapters.compose import Compose
from wolfctl.adapters.earlier_runs import EarlierRuns
from wolfctl.adapters.press_path import PressFailed
from wolfctl.console import Console, signals
from wolfctl.console.composed_view import (
    addresses_table,
    containers_table,
    data,
    healthy,
    lacks_table,
    running,
)
from wolfctl.console.embedded_view import hops_table
from wolfctl.console.up_progress import UpProgress
from wolfctl.containers.state import ComposedState, Remembered
from wolfctl.containers.system import ComposedSystem, built
from wolfctl.errors import Interrupted, Refused, ToolFailed, WolfctlError
from wolfctl.workflows import composed, press
from wolfctl.workflows.composed import Container
from wolfctl.workflows.localstack_editions import EDITIONS, Edition

# A Docker Compose that is told to stop takes its containers down first.
PATIENCE_S = 120.0
LOOKS_S = 2.0


class ComposedRun:
    """One checkout's containers and the console that tells about them."""

    def __init__(
        self, console: Console, root: Path, compose: Compose, *, build: Callable[[Path, str], str] = built
    ) -> None:
        self._console = console
        self._root = root
        self._compose = compose
        self._build = build
        self._state = ComposedState(root)

    async def look(self) -> list[Container]:
        """Every container, as the engine tells of it now."""
        return await self._system(composed.ANY_PROFILE).look()

    async def up(self, edition: Edition, *, stay: bool) -> int:
        """Say what is not there, bring everything up, press HELP, and stay or return."""
        self._console.note(lacks_table(edition))
        with signals.terminated_like_interrupted(), run_lock.hold(self._root, composed.ENVIRONMENT, "up"):
            known = self._state.remembered()
            if known and known.profile != edition.profile:
                raise other_emulator(known, edition)
            system = self._system(edition.profile)
            containers = await system.look()
            if known and healthy(containers, known):
                self._tell_already(containers, known)
                return 0
            if containers:
                self._console.note("Part of an earlier run is still there: stopping it first.")
                await system.down(forget=False)
            system.begin()
            await self._bring_up(system)
        return await self._watch(system) if stay else 0

    async def down(self, *, forget: bool) -> list[str]:
        """End a run that is at work, and remove what it started."""
        await running_verb.end(self._root, composed.ENVIRONMENT, self._console.note, patience=PATIENCE_S)
        await running_verb.let_go(self._root, composed.ENVIRONMENT)
        stopped = await self._system(composed.ANY_PROFILE).down(forget=forget)
        run_lock.lock_path(self._root, composed.ENVIRONMENT).unlink(missing_ok=True)
        return stopped

    async def _bring_up(self, system: ComposedSystem) -> None:
        progress = step_graph.Progress()
        earlier = EarlierRuns(self._root, f"up {composed.ENVIRONMENT}")
        shown = UpProgress(self._console, composed.STEPS, progress, usual_s=earlier.usual_s())
        try:
            async with shown.shown():
                await step_graph.run(composed.STEPS, system.actions(), progress)
        except PressFailed as failed:
            await system.keep_log()
            raise explained(failed) from failed
        except (Exception, asyncio.CancelledError) as ended:
            self._console.note("Stopping what was started.")
            if not isinstance(ended, asyncio.CancelledError):
                await system.keep_log()
            await self._remove(system)
            if isinstance(ended, asyncio.CancelledError):
                raise Interrupted("Interrupted; what was started has been removed.", exit_code=130) from None
            raise
        earlier.took(shown.elapsed())
        await self._tell(system, shown)

    async def _remove(self, system: ComposedSystem) -> None:
        """Remove what a run has started; what hinders that must not hide why it ended."""
        try:
            await system.down(forget=False)
        except ToolFailed as left:
            self._console.warn(f"{left.message} {left.why} `wolfctl down --env localstack` tries again.")

    async def _tell(self, system: ComposedSystem, shown: UpProgress) -> None:
        pressed = system.pressed
        hops = press.in_order(pressed.pressed_at, pressed.seen) if pressed else []
        told: dict[str, Any] = data(await system.look(), system.remembered) | {
            "already": False,
            "lacks": [{"what": lack.what, "means": lack.means} for lack in EDITIONS[system.profile].lacks],
            "seconds": round(shown.elapsed(), 1),
            "steps": shown.seconds(),
            "press": {
                "alert_id": pressed.alert_id if pressed else None,
                "hops": [{"hop": hop.name, "at_ms": round(hop.at_ms, 1), "detail": hop.detail} for hop in hops],
            },
        }
        addresses = addresses_table(system.remembered)
        up = f"Up in {shown.elapsed():.1f} s. Stop it with `wolfctl down --env localstack`."
        self._console.result(told, hops_table(hops), "", shown.timings(), "", addresses, up)

    def _system(self, profile: str) -> ComposedSystem:
        return ComposedSystem(self._root, self._compose, profile, self._build)

    def _tell_already(self, containers: Sequence[Container], known: Remembered) -> None:
        self._console.result(
            data(containers, known) | {"already": True},
            "Everything is up already.",
            containers_table(containers),
            addresses_table(known),
        )

    async def _watch(self, system: ComposedSystem) -> int:
        """Wait for Ctrl-C, then stop everything; or until somebody else has stopped it."""
        try:
            self._console.note("Ctrl-C stops everything.")
            while True:
                await asyncio.sleep(LOOKS_S)
                if not running(await system.look()):
                    break
            self._console.note("Everything has been stopped.")
        except (asyncio.CancelledError, KeyboardInterrupt):
            if task := asyncio.current_task():
                task.uncancel()
            await system.down(forget=False)
            self._console.note("Stopped.")
        return 0


def other_emulator(known: Remembered, wanted: Edition) -> Refused:
    """What another emulator could not read: fields were sealed under a key that it has not."""
    return Refused(
        f"The data of this checkout's containers belong to {known.profile}, not to {wanted.profile}.",
        why="What one emulator's key has sealed the other cannot open.",
        hint=f"Give --profile {known.profile}, or forget the data: wolfctl down --env localstack --forget",
    )


def explained(failed: PressFailed) -> WolfctlError:
    """A failed press with the first hop that is missing, and where to look."""
    everything = f"Everything is still up: {composed.LOGS} Then `wolfctl down --env localstack`."
    lost = press.missing(failed.seen, composed.HOPS)
    if lost is None or not failed.seen:
        failed.hint = everything
        return failed
    reached = ", ".join(press.HOPS[name] for name in composed.HOPS if name in failed.seen)
    failed.why = f"It passed: {reached}. It did not pass: {press.HOPS[lost]}. {failed.why}".strip()
    failed.hint = composed.REMEDIES.get(lost, everything)
    return failed
