"""What a deployment consists of, how it is carried out, gone on with and gone back from; nothing runs here."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from rich.console import Console as RichConsole

from wolfctl import config
from wolfctl.console import deploy_run
from wolfctl.deployment import AGAIN, NotDeployed, carry_out
from wolfctl.errors import Refused, ToolFailed
from wolfctl.workflows import deploy
from wolfctl.workflows.deploy import Deployment, Live, Observed, Record, Release, Step

ROOT = Path(__file__).parents[3]
COMMIT, OTHER = "5d6f03e4b692" + "0" * 28, "9bf740a4aaaa" + "0" * 28
BEFORE = Live("arn:aws:ecs:us-east-1:123456789012:task-definition/alphawolf-dev-api:6")
AFTER = Live("arn:aws:ecs:us-east-1:123456789012:task-definition/alphawolf-dev-api:7")
DIGEST = "sha256:" + "c" * 64


def release(environment: str = "dev", commit: str = COMMIT, *, clean: bool = True, contents: str = "a" * 64) -> Release:
    return Release(environment, commit, clean, contents)


def planned(
    environment: str = "dev",
    what: Release | None = None,
    observed: Observed | None = None,
    record: Record | None = None,
    *,
    saved: bool = False,
    anew: bool = False,
) -> Deployment:
    return deploy.plan(
        config.load(environment, ROOT),
        what or release(environment),
        observed or Observed(BEFORE, registry=True),
        record,
        saved=saved,
        anew=anew,
    )


def cut_short(*done: str, what: Release | None = None) -> Record:
    return Record(what or release(), BEFORE, dict.fromkeys(done, "done"))


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps]


def test_stack_and_schema_go_before_the_code() -> None:
    assert names(planned().left) == ["build", "push", "apply", "migrate", "roll_out", "smoke"]


def test_the_first_release_is_applied_before_there_is_a_registry_to_push_it_to() -> None:
    steps = planned(observed=Observed(Live(), registry=False)).left

    assert names(steps) == ["build", "apply", "push", "migrate", "roll_out", "smoke"]


def test_here_there_is_no_registry_and_what_is_uncommitted_is_deployed_as_well() -> None:
    deployment = planned("local", release("local", clean=False), Observed(BEFORE))

    assert names(deployment.left) == ["build", "apply", "migrate", "roll_out", "smoke"]
    assert deployment.release.name == "5d6f03e4b692 with changes"


def test_an_image_that_is_in_the_registry_is_neither_built_nor_pushed_again() -> None:
    deployment = planned(observed=Observed(BEFORE, registry=True, pushed=DIGEST))

    assert names(deployment.left) == ["apply", "migrate", "roll_out", "smoke"]
    assert [step.done for step in deployment.steps[:2]] == ["in the registry already", DIGEST]


def test_a_run_that_was_cut_short_is_gone_on_with_and_remembers_what_was_live_when_it_began() -> None:
    record = cut_short("build", "push", "apply")

    deployment = planned(observed=Observed(AFTER, registry=True), record=record)

    assert (deployment.resumed, names(deployment.left)) == (True, ["migrate", "roll_out", "smoke"])
    assert deployment.record.before == BEFORE


@pytest.mark.parametrize("record", [None, replace(cut_short(*deploy.ON_AWS), ended="deployed"), cut_short()])
def test_what_has_ended_or_has_done_nothing_is_begun_anew(record: Record | None) -> None:
    deployment = planned(record=record)

    assert (deployment.resumed, len(deployment.left)) == (False, 6)


REFUSALS: Mapping[str, tuple[Callable[[], Deployment], str, str, str]] = {
    "uncommitted changes": (
        lambda: planned(what=release(clean=False)),
        "dev is given commits alone.",
        "Tracked files differ from the commit.",
        "Commit them, or put them back; `git status` lists them.",
    ),
    "no git": (
        lambda: planned(what=release(commit="", clean=False)),
        "dev is given commits alone.",
        "This is no git checkout.",
        "Commit them, or put them back; `git status` lists them.",
    ),
    "prod without a saved plan": (
        lambda: planned("prod"),
        "prod is deployed to with a saved plan alone.",
        "What is applied must be what was looked at, by whoever had to look at it.",
        "Type `wolfctl plan prod --out prod-plan`, then `wolfctl deploy prod --plan prod-plan`.",
    ),
    "another commit": (
        lambda: planned(what=release(commit=OTHER), record=cut_short("build", "push", "apply")),
        "A deployment of 5d6f03e4b692 to dev is not finished: it came as far as “plan, show, apply the stack”.",
        "This is 9bf740a4aaaa.",
        "Check that out again to go on with it, or give it up with --anew.",
    ),
    "other contents": (
        lambda: planned("local", release("local", contents="b" * 64), record=cut_short("build", what=release("local"))),
        "A deployment of 5d6f03e4b692 to local is not finished: it came as far as “build the image and the zip”.",
        "What it is made of has been changed since: api/, modules/, infra/, envs/ or the zip.",
        "Check that out again to go on with it, or give it up with --anew.",
    ),
    "a second plan": (
        lambda: planned(record=cut_short("build", "push", "apply"), saved=True),
        "The stack of dev has been applied by the run that this one goes on with.",
        "A saved plan would be applied a second time.",
        "Leave --plan out to go on, or begin with --anew.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_refused_says_why_and_what_to_do(case: str) -> None:
    attempt, message, why, hint = REFUSALS[case]

    with pytest.raises(Refused) as refused:
        attempt()

    assert (refused.value.message, refused.value.why, refused.value.hint) == (message, why, hint)
    assert refused.value.exit_code == 1


def test_an_unfinished_deployment_can_be_given_up() -> None:
    deployment = planned(what=release(commit=OTHER), record=cut_short("build", "push", "apply"), anew=True)

    assert (deployment.resumed, len(deployment.left)) == (False, 6)


def test_prod_goes_on_without_a_plan_once_its_plan_was_applied() -> None:
    prod = release("prod")

    assert names(planned("prod", saved=True).left)[2] == "apply"
    assert names(planned("prod", record=cut_short("build", "push", "apply", what=prod)).left)[0] == "migrate"


def test_a_record_comes_back_as_it_was_written_and_a_damaged_one_is_none() -> None:
    record = replace(cut_short("build", "push"), ended="deployed")

    assert deploy.from_data(record.data()) == record
    assert deploy.from_data({}) is None
    assert deploy.from_data({**record.data(), "done": "all of it"}) is None


@dataclass
class Somewhere:
    """A target whose steps fail when told to, and which remembers what was done to it."""

    fails: str = ""
    cannot_go_back: bool = False
    breaks: bool = False
    serving: Live = BEFORE
    done: list[str] = field(default_factory=list)

    async def observe(self) -> Observed:
        return Observed(self.serving, registry=True)

    async def live(self) -> Live:
        return self.serving

    async def build(self) -> str:
        return self._do("build")

    async def push(self) -> str:
        return self._do("push")

    async def apply(self) -> str:
        return self._do("apply")

    async def migrate(self) -> str:
        return self._do("migrate")

    async def roll_out(self) -> str:
        self.serving = AFTER
        return self._do("roll_out")

    async def smoke(self) -> str:
        return self._do("smoke")

    async def put_back(self, before: Live) -> str:
        self.done.append("put back")
        if self.cannot_go_back:
            raise ToolFailed("ECS gave alphawolf-dev-api:6 up.")
        self.serving = before
        return before.name

    def _do(self, name: str) -> str:
        if name == self.fails and self.breaks:
            raise httpx.ReadError("the connection was reset")
        if name == self.fails:
            raise ToolFailed(f"{name} did not work.", why="It was told to.", hint="Look at it.")
        self.done.append(name)
        return f"{name} worked"


async def carried_out(target: Somewhere, deployment: Deployment) -> tuple[Record | NotDeployed, list[Record]]:
    kept: list[Record] = []
    told = {"keep": kept.append, "begin": lambda _: None, "end": lambda _: None}
    try:
        return await carry_out(deployment, target, target.apply, **told), kept
    except NotDeployed as failed:
        return failed, kept


async def test_each_step_is_written_down_before_the_next_begins() -> None:
    target = Somewhere()

    record, kept = await carried_out(target, planned())

    assert isinstance(record, Record)
    assert (record.ended, target.done) == ("deployed", list(deploy.ON_AWS))
    assert [list(one.done) for one in kept[:-1]] == [list(deploy.ON_AWS[:count]) for count in range(7)]


@pytest.mark.parametrize("step", deploy.ON_AWS)
async def test_whichever_step_fails_the_next_run_goes_on_there_and_ends_with_the_new_release(step: str) -> None:
    target = Somewhere(fails=step)
    failed, kept = await carried_out(target, planned())
    assert isinstance(failed, NotDeployed)
    assert (failed.exit_code, target.serving) == (1, BEFORE)
    assert ("put back" in target.done) == (step in deploy.TAKES_OVER)

    target.fails, target.done = "", []
    record, _ = await carried_out(target, planned(record=kept[-1]))

    before_take_over = itertools.takewhile(lambda name: name != step, deploy.ON_AWS)
    skipped = [name for name in before_take_over if name not in deploy.TAKES_OVER]
    assert isinstance(record, Record)
    assert target.done == [name for name in deploy.ON_AWS if name not in skipped]
    assert target.serving == AFTER


async def test_a_connection_that_breaks_is_gone_back_from_as_well() -> None:
    target = Somewhere(fails="smoke", breaks=True)
    failed, _ = await carried_out(target, planned())

    assert isinstance(failed, NotDeployed)
    assert "ReadError." in failed.why
    assert target.serving == BEFORE


async def test_a_failure_says_what_failed_what_was_put_back_what_stays_and_what_is_live() -> None:
    failed, _ = await carried_out(Somewhere(fails="smoke"), planned())

    assert isinstance(failed, NotDeployed)
    assert failed.message == "dev does not run 5d6f03e4b692: smoke test failed."
    assert failed.why.splitlines() == [
        "smoke did not work.",
        "It was told to.",
        "Put back: alphawolf-dev-api:6.",
        "It stays: the stack and the schema.",
        "Live now: alphawolf-dev-api:6.",
    ]
    assert failed.hint == f"Look at it. {AGAIN}"


async def test_when_going_back_fails_too_it_says_so_and_what_is_live_then() -> None:
    failed, _ = await carried_out(Somewhere(fails="smoke", cannot_go_back=True), planned())

    assert isinstance(failed, NotDeployed)
    assert failed.why.splitlines()[2:] == [
        "What was live, alphawolf-dev-api:6, could not be put back: ECS gave alphawolf-dev-api:6 up.",
        "It stays: the stack and the schema.",
        "Live now: alphawolf-dev-api:7.",
    ]


def test_what_will_be_done_at_80_columns() -> None:
    console = RichConsole(width=80, no_color=True, highlight=False)
    going_on = planned(
        observed=Observed(BEFORE, registry=True, pushed=DIGEST[:24]), record=cut_short("build", "push", "apply")
    )

    with console.capture() as printed:
        console.print(deploy_run.view(going_on, BEFORE))

    assert [line.rstrip() for line in printed.get().splitlines()] == [
        "Going on with 5d6f03e4b692 to dev; live: alphawolf-dev-api:6",
        " ✓  build the image and the zip                done",
        " ✓  push the image                             done",
        " ✓  plan, show, apply the stack                done",
        " +  migrate the database",
        " +  roll the API out behind its health checks",
        " +  smoke test",
    ]


async def test_what_was_done_as_data() -> None:
    deployment = planned(record=cut_short("build", "push", "apply"))
    record, _ = await carried_out(Somewhere(), deployment)
    assert isinstance(record, Record)

    document = deploy_run.document(deployment, record, AFTER)

    assert document["resumed"] is True
    assert [(step["name"], step["earlier"]) for step in document["steps"]] == [
        ("build", True),
        ("push", True),
        ("apply", True),
        ("migrate", False),
        ("roll_out", False),
        ("smoke", False),
    ]
    assert (document["before"], document["live"]) == (BEFORE.revision, AFTER.revision)
