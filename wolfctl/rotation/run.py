"""A whole rotation: canaries on, one step after another, canaries off, and the document, whatever ends it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from wolfctl.adapters.drill_archive import DrillArchive, LedgerFile
from wolfctl.adapters.rotation_journal import Journal
from wolfctl.drill.load import Canary, Load
from wolfctl.errors import WolfctlError
from wolfctl.rotation import Progress, Target
from wolfctl.workflows.rotation.document import DONE, EARLIER, FAILED, SKIPPED, About, StepResult, document, requests
from wolfctl.workflows.rotation.keys import Kind
from wolfctl.workflows.rotation.plan import Plan, Step

# Before the first step and after the last: that the canaries live, and that nothing fails a moment later.
STEADY_S = 2.0
LOOK_S = 0.2


@dataclass
class Rotation:
    """One rotation of one environment; `least` is how many requests its canaries make, however soon it is over."""

    plan: Plan
    target: Target
    canaries: Mapping[str, Canary]
    journal: Journal
    archive: DrillArchive
    about: About
    least: int = 0
    steady_s: float = STEADY_S
    progress: Progress = field(default_factory=Progress)

    async def run(self) -> dict[str, Any]:
        """Carry out what is not done yet, and return the document. An interruption ends it with what is known."""
        ledger, interrupted = LedgerFile(self.archive), False
        load = self.progress.load = Load(self.plan.paths, self.canaries, ledger.note, 1)
        try:
            async with load.running():
                await asyncio.sleep(self.steady_s)
                for step in self.plan.steps:
                    self._keep(await self._done(step))
                await self._look_at_the_trail()
                await asyncio.sleep(self.steady_s)
                while len(load.attempts) < self.least:
                    self.progress.said = f"{len(load.attempts)} of {self.least} requests"
                    await asyncio.sleep(LOOK_S)
        except asyncio.CancelledError:
            interrupted = True
            if task := asyncio.current_task():
                task.uncancel()
        finally:
            ledger.close()
        results = self.progress.results
        results += [StepResult(step.id, SKIPPED) for step in self.plan.steps[len(results) :]]
        made = requests(load.attempts, made_before=self.journal.made, failed_before=self.journal.failed)
        self.journal.count(made["made"] - self.journal.made, made["failed"] - self.journal.failed)
        if all(one.state in (DONE, EARLIER) for one in results):
            self.journal.finish()
        about = replace(self.about, ended=datetime.now(UTC).isoformat(timespec="seconds"))
        return document(about, self.plan, results, made, interrupted=interrupted)

    async def _done(self, step: Step) -> StepResult:
        """Do a step, unless it was done or one of its kind has failed; what fails is told and stops its kind alone."""
        self.progress.step, self.progress.said = step, ""
        if (seen := self.journal.done.get(step.id)) is not None:
            return StepResult(step.id, EARLIER, seen)
        failed = {one.id for one in self.progress.results if one.state == FAILED}
        if any(
            set(one.kinds) & set(step.kinds) - {Kind.KMS, Kind.DATABASE} for one in self.plan.steps if one.id in failed
        ):
            return StepResult(step.id, SKIPPED, trouble="a step that it builds on has failed")
        begun = time.monotonic()
        try:
            seen = await self.target.deeds()[step.deed](step, self._say)
        except WolfctlError as error:
            trouble = " ".join(text for text in (error.message, error.why, error.hint) if text)
            return StepResult(step.id, FAILED, {}, time.monotonic() - begun, trouble)
        self.journal.note(step.id, seen)
        return StepResult(step.id, DONE, seen, time.monotonic() - begun)

    async def _look_at_the_trail(self) -> None:
        """Join what CloudTrail tells to the keys that were rotated."""
        rotated = {one.id for one in self.progress.results if one.state in (DONE, EARLIER)}
        steps = {step.subject: step.id for step in self.plan.steps if step.deed == "ROTATE_KEY" and step.id in rotated}
        if not steps:
            return
        self.progress.said = "asking CloudTrail who rotated the keys"
        try:
            events = await self.target.trail(list(steps))
        except WolfctlError as error:  # the claim does not hold then, and the report says what else was done
            self.progress.said = f"{error.message} {error.why}"
            return
        told = {steps[key]: event for key, event in events.items()}
        self.progress.results[:] = [
            replace(one, seen={**one.seen, "trail": told[one.id]}) if one.id in told else one
            for one in self.progress.results
        ]

    def _say(self, text: str) -> None:
        self.progress.said = text

    def _keep(self, result: StepResult) -> None:
        self.progress.results.append(result)
