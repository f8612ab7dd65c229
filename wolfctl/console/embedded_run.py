"""Brings the embedded environment up in front of a person: steps as they go, the press, then how everything is."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from rich.live import Live

from wolfctl.adapters import embedded_shutdown, embedded_status, run_lock, step_graph
from wolfctl.adapters.earlier_runs import EarlierRuns
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.embedded_status import Snapshot
from wolfctl.adapters.embedded_system import EmbeddedSystem
from wolfctl.adapters.press_path import PressFailed
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.config import Environment
from wolfctl.console import Console, signals
from wolfctl.console.embedded_view import addresses, hops_table, status_table
from wolfctl.console.up_progress import UpProgress
from wolfctl.errors import Interrupted, WolfctlError
from wolfctl.workflows import press, up


class EmbeddedRun:
    """One checkout's embedded environment and the console that tells about it."""

    def __init__(self, console: Console, root: Path, environment: Environment) -> None:
        self._console = console
        self._root = root
        self._environment = environment

    async def look(self) -> Snapshot:
        """How everything is now."""
        moto = bool(EmbeddedStack(self._root, self._environment).moto_services())
        return await embedded_status.look(self._root, self._environment.region, moto=moto)

    async def up(self, *, stay: bool) -> int:
        """Bring everything up, press HELP, and stay or return."""
        with (
            signals.terminated_like_interrupted(),
            run_lock.hold(self._root, self._environment.environment, "up") as lock,
        ):
            snapshot = await self.look()
            if snapshot.running and snapshot.healthy:
                data = snapshot.data() | {"already": True}
                self._console.result(data, "Everything is up already.", status_table(snapshot), addresses(snapshot))
                return 0
            if snapshot.running:
                self._console.note("Part of an earlier run is still there: stopping it first.")
                await embedded_shutdown.stop_services(self._root, self._console.note)
            code = await self._bring_up(lock)
        return await self._watch() if stay and code == 0 else code

    async def _bring_up(self, lock: int) -> int:
        progress = step_graph.Progress()
        has_state = StateFolder(self._root).terraform_state.exists()
        earlier = EarlierRuns(self._root, "up" if has_state else "the first up")
        shown = UpProgress(self._console, up.STEPS, progress, usual_s=earlier.usual_s())
        stack = EmbeddedStack(self._root, self._environment, keep_open=(lock,), on_event=shown.hear)
        system = EmbeddedSystem(self._root, stack, judge=up.judge)
        try:
            async with shown.shown():
                await step_graph.run(up.STEPS, system.actions(), progress)
        except PressFailed as failed:
            raise self._explained(failed) from failed
        except (Exception, asyncio.CancelledError) as ended:
            self._console.note("Stopping what was started.")
            await embedded_shutdown.stop_services(self._root, self._console.note)
            if isinstance(ended, asyncio.CancelledError):
                raise Interrupted("Interrupted; what was started has been stopped.", exit_code=130) from None
            raise
        earlier.took(shown.elapsed())
        await self._tell(system, shown)
        return 0

    async def _tell(self, system: EmbeddedSystem, shown: UpProgress) -> None:
        pressed = system.pressed
        hops = press.in_order(pressed.pressed_at, pressed.seen) if pressed else []
        snapshot = await self.look()
        data: dict[str, Any] = snapshot.data() | {
            "already": False,
            "seconds": round(shown.elapsed(), 1),
            "steps": shown.seconds(),
            "press": {
                "alert_id": pressed.alert_id if pressed else None,
                "hops": [{"hop": hop.name, "at_ms": round(hop.at_ms, 1), "detail": hop.detail} for hop in hops],
            },
        }
        self._console.result(
            data,
            hops_table(hops),
            "",
            shown.timings(),
            "",
            addresses(snapshot),
            f"Up in {shown.elapsed():.1f} s. Stop it with `wolfctl down`.",
        )

    def _explained(self, failed: PressFailed) -> WolfctlError:
        """A failed press with the first hop that is missing, and where to look."""
        lost = press.missing(failed.seen)
        if lost is None or not failed.seen:
            failed.hint = "Everything is still up: look at .wolf/local/logs, then `wolfctl down`."
            return failed
        reached = ", ".join(press.HOPS[name] for name in press.HOPS if name in failed.seen)
        failed.why = f"It passed: {reached}. It did not pass: {press.HOPS[lost]}. {failed.why}".strip()
        failed.hint = press.REMEDIES.get(lost, "See .wolf/local/logs; `wolfctl status` shows what runs.")
        return failed

    async def _watch(self) -> int:
        """Show how everything is until Ctrl-C, then stop it; or until somebody else has stopped it."""
        live = self._console.err.is_interactive
        try:
            with Live(console=self._console.err, auto_refresh=False) if live else contextlib.nullcontext() as display:
                self._console.note("Ctrl-C stops everything.")
                while (snapshot := await self.look()).running:
                    if display:
                        display.update(status_table(snapshot), refresh=True)
                    await asyncio.sleep(1)
            self._console.note("Everything has been stopped.")
        except (asyncio.CancelledError, KeyboardInterrupt):
            if task := asyncio.current_task():
                task.uncancel()
            await embedded_shutdown.shut_down(self._root, self._console.note)
            self._console.note("Stopped.")
        return 0
