"""A whole drill: guardrails, rounds, what was changed put back, and the document, whatever ends it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wolfctl.adapters.drill_archive import DrillArchive, LedgerFile
from wolfctl.drill import Progress, Target
from wolfctl.drill.one_round import drilled
from wolfctl.errors import Refused, WolfctlError
from wolfctl.workflows.failover_drill import rounds
from wolfctl.workflows.failover_drill.document import About, document
from wolfctl.workflows.failover_drill.plan import Plan
from wolfctl.workflows.failover_drill.request import Fault


@dataclass(frozen=True, slots=True)
class Identity:
    """Which drill, by whom, of which code."""

    id: str
    operator: str
    commit: str
    wolfctl: str


@dataclass
class Drill:
    """One drill of one target."""

    plan: Plan
    target: Target
    archive: DrillArchive
    identity: Identity
    progress: Progress = field(default_factory=Progress)

    async def check(self) -> None:
        """Look at every guardrail. Raises Refused with all that do not hold; nothing has been touched then."""
        seen = await self.target.guardrails()
        broken = [
            f"{guardrail} ({told})"
            for guardrail, (holds, told) in zip(self.plan.guardrails, seen, strict=True)
            if not holds
        ]
        if broken:
            name = self.plan.request.environment
            raise Refused(
                f"{name} is not drilled while it is not in order.",
                why="It must hold that " + "; and that ".join(broken) + ".",
                hint="Run `wolfctl up --detach` first." if name == "local" else "Put it in order, then drill.",
            )

    async def run(self) -> dict[str, Any]:
        """Carry out every round that may be, put back what was changed, and return the document.

        An interruption ends the canaries and the round; what is known by then is reported.
        """
        ledger, begun, interrupted = LedgerFile(self.archive), _now(), False
        trouble: list[str] = []
        try:
            await self._rounds(ledger.note)
        except asyncio.CancelledError:
            interrupted = True
            if task := asyncio.current_task():
                task.uncancel()
        finally:
            self.progress.say("putting back what was changed")
            trouble = await self.target.put_back()
            digest = ledger.close()
        identity = self.identity
        about = About(
            identity.id, begun, _now(), identity.operator, identity.commit, identity.wolfctl, self.target.about()
        )
        return document(
            about, self.plan, self.progress.done, interrupted=interrupted, ledger_sha256=digest, trouble=trouble
        )

    async def _rounds(self, note: Callable[[Any], None]) -> None:
        await self.target.set_up()
        if any(one.fault is Fault.BLACK_HOLE for one in self.plan.rounds):
            await self.target.deeds()["PLACE_PROXIES"]()
        for planned in self.plan.rounds:
            try:
                observed = await drilled(planned, self.plan, self.target, self.progress, note)
            except WolfctlError as error:
                if not self.progress.done:
                    raise
                observed = self.progress.done[-1]
                observed.aborted = observed.aborted or f"{error} {error.why}".strip()
            if observed.aborted or not _may_go_on(observed, self.plan):
                return


def _may_go_on(observed: rounds.Observed, plan: Plan) -> bool:
    return rounds.may_go_on(rounds.judge(observed, plan.limits, plan.claims))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def files(texts: Sequence[tuple[str, str]], archive: DrillArchive) -> dict[str, str]:
    """Write the reports; name → path as a person would type it."""
    return {name: str(archive.write(name, text).relative_to(archive.root.resolve())) for name, text in texts}
