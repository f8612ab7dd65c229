"""Canaries at work: each path's workers write one number after another, and every attempt is noted."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from wolfctl.adapters.drill_canaries import NotAcknowledged
from wolfctl.workflows.failover_drill import outcomes
from wolfctl.workflows.failover_drill.ledger import Attempt
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.failover_drill.plan import Path

# Before the next try at a write, and before the next write of a path on which nothing can be reached.
PAUSE_S = 0.05
# What is under way when the load ends may still be answered.
PATIENCE_S = 15.0

Note = Callable[[Mapping[str, Any]], None]


class Canary(Protocol):
    """Writes a number so that it can be found again. Raises NotAcknowledged."""

    async def write(self, number: int) -> None:
        """Write the canary of this number. Raises what kept it from being acknowledged."""

    async def close(self) -> None:
        """Let go of what is held open."""


class Load:
    """The canaries of one round; `note` is given each attempt before it is sent and after it has come to its end."""

    def __init__(self, paths: Sequence[Path], canaries: Mapping[str, Canary], note: Note, round_number: int) -> None:
        self.attempts: list[Attempt] = []
        self.highest: dict[str, int] = {path.name: 0 for path in paths}
        self._paths = paths
        self._canaries = canaries
        self._note = note
        self._round = round_number
        self._over = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write for as long as the block runs; what is then under way is waited for."""
        workers = []
        for path in self._paths:
            numbers = itertools.count(1)
            workers += [asyncio.create_task(self._work(path, numbers)) for _ in range(path.workers)]
        try:
            yield
        finally:
            self._over = True
            await asyncio.wait(workers, timeout=PATIENCE_S)
            for worker in workers:
                worker.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
            for canary in self._canaries.values():
                await canary.close()
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem

    async def _work(self, path: Path, numbers: Iterator[int]) -> None:
        while not self._over:
            begun = time.monotonic()
            number = next(numbers)
            self.highest[path.name] = number
            again = True
            while again:
                again = not (await self._try(path, number)).ok and path.repeats and not self._over
                await asyncio.sleep(PAUSE_S if again else 0)
            await asyncio.sleep(max(PAUSE_S / 2, path.interval_s - (time.monotonic() - begun)))

    async def _try(self, path: Path, number: int) -> Attempt:
        code, outcome, begun = "", Outcome.OK, time.monotonic()
        self._note({"round": self._round, "path": path.name, "number": number, "begun": begun})
        try:
            await self._canaries[path.name].write(number)
        except NotAcknowledged as error:
            code, outcome = error.code, outcomes.of_code(error.code)
        except asyncio.CancelledError:
            self._keep(Attempt(path.name, number, begun, time.monotonic(), Outcome.INDETERMINATE, "silent"))
            raise
        return self._keep(Attempt(path.name, number, begun, time.monotonic(), outcome, code))

    def _keep(self, attempt: Attempt) -> Attempt:
        self.attempts.append(attempt)
        told = {"round": self._round, "path": attempt.path, "number": attempt.number, "ended": attempt.ended}
        self._note({**told, "outcome": str(attempt.outcome), **({"code": attempt.code} if attempt.code else {})})
        return attempt
