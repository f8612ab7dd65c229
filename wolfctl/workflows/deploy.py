"""What deploying a release consists of: its steps in order, which of them are done, and what refuses it.

A release is a commit, and on this machine whatever the checkout holds. Stack and schema go before the code: they must
suit the code that is live as well (decision 75).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wolfctl.config.environment import Environment
from wolfctl.errors import Refused

TITLES: Mapping[str, str] = {
    "build": "build the image and the zip",
    "push": "push the image",
    "apply": "plan, show, apply the stack",
    "migrate": "migrate the database",
    "roll_out": "roll the API out behind its health checks",
    "smoke": "smoke test",
}
HERE: Mapping[str, str] = {
    "build": "build the zip, set the API's code aside",
    "smoke": "smoke test: press HELP",
}
ON_AWS = ("build", "push", "apply", "migrate", "roll_out", "smoke")
# The registry is part of the stack, so the first release is applied before it can be pushed.
FIRST_ON_AWS = ("build", "apply", "push", "migrate", "roll_out", "smoke")
ON_THIS_MACHINE = ("build", "apply", "migrate", "roll_out", "smoke")
# A failure from here on puts back what was live: before, nothing that serves has been touched.
TAKES_OVER = ("roll_out", "smoke")


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be live: `contents` is the SHA-256 of all that it is made of, `commit` is empty without git."""

    environment: str
    commit: str
    clean: bool
    contents: str

    @property
    def name(self) -> str:
        """How people call it."""
        commit = self.commit[:12] or "uncommitted"
        return commit if self.clean or not self.commit else f"{commit} with changes"


@dataclass(frozen=True, slots=True)
class Live:
    """What answers now: the task definition, and here also the folder of its code. Empty where nothing does."""

    revision: str = ""
    code: str = ""

    @property
    def name(self) -> str:
        """How people call it."""
        return self.revision.rpartition("/")[2] or "nothing"


@dataclass(frozen=True, slots=True)
class Record:
    """How far a deployment came; `done` is step → what came of it, `before` what was live when it began."""

    release: Release
    before: Live
    done: Mapping[str, str] = field(default_factory=dict)
    ended: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something to go on with."""
        return not self.ended

    def with_step(self, name: str, remark: str) -> "Record":
        """The record once a step is done."""
        return replace(self, done={**self.done, name: remark})

    def data(self) -> dict[str, Any]:
        """The content of deploy.json."""
        release, before = self.release, self.before
        return {
            "format": 1,
            "release": {
                "environment": release.environment,
                "commit": release.commit,
                "clean": release.clean,
                "contents": release.contents,
            },
            "before": {"revision": before.revision, "code": before.code},
            "done": dict(self.done),
            "ended": self.ended,
        }


def from_data(data: Mapping[str, Any]) -> Record | None:
    """The record that `Record.data` wrote; None for nothing, or for what is not one."""
    try:
        done = {str(name): str(remark) for name, remark in data["done"].items()}
        return Record(Release(**data["release"]), Live(**data["before"]), done, str(data["ended"]))
    except (KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Observed:
    """What there is: what is live, whether the registry exists, and the digest of this commit's image in it.

    `registry` is None where no image is needed.
    """

    live: Live
    registry: bool | None = None
    pushed: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work; `done` is what came of it already, empty while it is to be done."""

    name: str
    title: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """The whole plan; `record` is where it stands, and is written down after each step."""

    release: Release
    steps: tuple[Step, ...]
    record: Record
    resumed: bool

    @property
    def left(self) -> tuple[Step, ...]:
        """What is to be done."""
        return tuple(step for step in self.steps if not step.done)


def plan(
    environment: Environment, release: Release, observed: Observed, record: Record | None, *, saved: bool, anew: bool
) -> Deployment:
    """The steps of a deployment, those of an earlier run that was cut short taken over.

    `saved` says that a saved plan was handed in, `anew` that an unfinished deployment is given up. Raises Refused.
    """
    _require_deployable(environment, release)
    resumed = record is not None and record.is_open and bool(record.done) and not anew
    if resumed and record is not None:
        _require_same(record, release)
    else:
        record = Record(release, observed.live)
    done = dict(record.done)
    if observed.pushed:
        done |= {"build": done.get("build", "in the registry already"), "push": done.get("push", observed.pushed)}
    _require_saved(environment, applied="apply" in done, saved=saved)
    titles = TITLES if environment.on_aws else {**TITLES, **HERE}
    steps = tuple(Step(name, titles[name], done.get(name, "")) for name in _order(environment, observed))
    return Deployment(release, steps, replace(record, done=done), resumed)


def _order(environment: Environment, observed: Observed) -> tuple[str, ...]:
    if not environment.on_aws:
        return ON_THIS_MACHINE
    return ON_AWS if observed.registry else FIRST_ON_AWS


def _require_deployable(environment: Environment, release: Release) -> None:
    if environment.on_aws and not (release.commit and release.clean):
        raise Refused(
            f"{environment.environment} is given commits alone.",
            why="Tracked files differ from the commit." if release.commit else "This is no git checkout.",
            hint="Commit them, or put them back; `git status` lists them.",
        )


def _require_same(record: Record, release: Release) -> None:
    if (record.release.commit, record.release.contents) == (release.commit, release.contents):
        return
    begun, last = record.release.name, TITLES[list(record.done)[-1]]
    moved = (
        f"This is {release.name}."
        if record.release.commit != release.commit
        else "What it is made of has been changed since: api/, modules/, infra/, envs/ or the zip."
    )
    raise Refused(
        f"A deployment of {begun} to {release.environment} is not finished: it came as far as “{last}”.",
        why=moved,
        hint="Check that out again to go on with it, or give it up with --anew.",
    )


def _require_saved(environment: Environment, *, applied: bool, saved: bool) -> None:
    name = environment.environment
    if name == "prod" and not saved and not applied:
        raise Refused(
            "prod is deployed to with a saved plan alone.",
            why="What is applied must be what was looked at, by whoever had to look at it.",
            hint="Type `wolfctl plan prod --out prod-plan`, then `wolfctl deploy prod --plan prod-plan`.",
        )
    if saved and applied:
        raise Refused(
            f"The stack of {name} has been applied by the run that this one goes on with.",
            why="A saved plan would be applied a second time.",
            hint="Leave --plan out to go on, or begin with --anew.",
        )
