"""Runs steps that need one another, each as soon as what it needs is done."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Step(Protocol):
    """A named piece of work and the names of those that come before it."""

    @property
    def name(self) -> str:
        """What others need it by."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the steps that must have ended before."""


@dataclass
class Progress:
    """What has begun and ended; a display may read it at any time."""

    begun: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    failed: str | None = None

    def seconds(self, name: str) -> float:
        """How long a step has taken, so far or in all."""
        if name not in self.begun:
            return 0.0
        return self.ended.get(name, time.monotonic()) - self.begun[name]


Action = Callable[[], Awaitable[str]]


async def run(steps: Iterable[Step], actions: Mapping[str, Action], progress: Progress) -> None:
    """Carry out every step; an action returns a remark for people.

    The first error stops the others and is raised.
    """
    tasks: dict[str, asyncio.Task[None]] = {}

    async def carry_out(step: Step) -> None:
        for need in step.needs:
            # A shield, so that one step that is cancelled does not cancel what it waits for.
            await asyncio.shield(tasks[need])
        progress.begun[step.name] = time.monotonic()
        try:
            progress.remarks[step.name] = await actions[step.name]()
        except Exception:
            progress.failed = progress.failed or step.name
            raise
        progress.ended[step.name] = time.monotonic()

    for step in steps:
        tasks[step.name] = asyncio.create_task(carry_out(step), name=step.name)
    try:
        done, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
        for task in sorted(done, key=lambda task: task.get_name() != progress.failed):
            task.result()
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
