"""Steps run as soon as what they need is done, and stop at the first error."""

import asyncio
from dataclasses import dataclass

import pytest

from wolfctl.adapters.step_graph import Action, Progress, run
from wolfctl.workflows.up import STEPS


@dataclass(frozen=True)
class Step:
    name: str
    needs: tuple[str, ...] = ()


class Diary:
    """What began and ended, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def action(self, name: str, *, seconds: float = 0.0, error: Exception | None = None) -> Action:
        async def act() -> str:
            self.lines.append(f"{name} begins")
            await asyncio.sleep(seconds)
            if error:
                raise error
            self.lines.append(f"{name} ends")
            return f"{name} said"

        return act


async def test_a_step_waits_for_what_it_needs_and_for_nothing_else() -> None:
    diary, progress = Diary(), Progress()
    steps = [Step("slow"), Step("quick"), Step("after quick", ("quick",)), Step("last", ("slow", "after quick"))]
    actions = {step.name: diary.action(step.name, seconds=0.05 if step.name == "slow" else 0.0) for step in steps}

    await run(steps, actions, progress)

    order = diary.lines.index
    assert order("after quick begins") > order("quick ends")
    assert order("after quick ends") < order("slow ends")
    assert order("last begins") > order("slow ends")
    assert progress.remarks["last"] == "last said"
    assert progress.seconds("slow") >= 0.05
    assert progress.failed is None


async def test_the_first_error_stops_the_others_and_is_what_is_raised() -> None:
    diary, progress = Diary(), Progress()
    steps = [Step("fails"), Step("runs"), Step("never", ("fails",)), Step("not any more", ("runs",))]
    actions = {
        "fails": diary.action("fails", seconds=0.02, error=OSError("disk")),
        "runs": diary.action("runs", seconds=5),
        "never": diary.action("never"),
        "not any more": diary.action("not any more"),
    }

    with pytest.raises(OSError, match="disk"):
        await asyncio.wait_for(run(steps, actions, progress), 2)

    assert diary.lines == ["fails begins", "runs begins"]
    assert progress.failed == "fails"


def test_every_step_of_up_needs_only_steps_before_it() -> None:
    seen: set[str] = set()
    for step in STEPS:
        assert set(step.needs) <= seen, step.name
        seen.add(step.name)
