"""Carries a planned deployment out: each step is written down, and what was live is put back when one fails."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from wolfctl.errors import ToolFailed, WolfctlError
from wolfctl.workflows.deploy import TAKES_OVER, TITLES, Deployment, Live, Observed, Record, Step

AGAIN = "Running the same again goes on from there; if the checkout was changed, add --anew."


class Target(Protocol):
    """Where a release goes; each step returns what came of it, and raises WolfctlError."""

    async def observe(self) -> Observed:
        """What of this release is there already."""

    async def live(self) -> Live:
        """What serves now."""

    async def build(self) -> str:
        """Build the image and the zip; this and all that follow return what came of it, in words."""

    async def push(self) -> str:
        """Put the image where the tasks fetch it."""

    async def migrate(self) -> str:
        """Run the pending migrations."""

    async def roll_out(self) -> str:
        """Replace what serves, one healthy task after the other."""

    async def smoke(self) -> str:
        """Try the new release as its users do."""

    async def put_back(self, before: Live) -> str:
        """Have what was live before serve again."""


class NotDeployed(WolfctlError):
    """A step failed; what is live is said, and `record` says how far it came."""

    def __init__(self, failed: WolfctlError, step: Step, live: Live, record: Record, *, put_back: str) -> None:
        lines = [failed.message, *([failed.why] if failed.why else []), *([put_back] if put_back else [])]
        stays = [name for name in ("apply", "migrate") if name in record.done]
        if stays:
            lines.append(
                f"It stays: {' and '.join({'apply': 'the stack', 'migrate': 'the schema'}[n] for n in stays)}."
            )
        lines.append(f"Live now: {live.name}.")
        super().__init__(
            f"{record.release.environment} does not run {record.release.name}: {step.title} failed.",
            why="\n".join(lines),
            hint=" ".join(filter(None, [failed.hint, AGAIN])),
        )
        self.live = live
        self.record = record


async def carry_out(
    deployment: Deployment,
    target: Target,
    apply: Callable[[], Awaitable[str]],
    *,
    keep: Callable[[Record], None],
    begin: Callable[[Step], None],
    end: Callable[[Step], None],
) -> Record:
    """Do what is left to do, in order; `keep` writes the record down before the next step begins.

    Raises NotDeployed when a step fails; what was live is put back first, once something else may have taken its place.
    """
    record = deployment.record
    actions = {name: getattr(target, name) for name in TITLES if name != "apply"} | {"apply": apply}
    keep(record)
    for step in deployment.left:
        begin(step)
        try:
            remark = await actions[step.name]()
        except Exception as caught:
            failed, put_back = told(caught), ""
            if step.name in TAKES_OVER:
                put_back = await _put_back(target, record.before)
                # what has been taken back is to be done again
                record = replace(
                    record, done={name: told for name, told in record.done.items() if name not in TAKES_OVER}
                )
            keep(record)
            raise NotDeployed(failed, step, await target.live(), record, put_back=put_back) from caught
        record = record.with_step(step.name, remark or "done")
        keep(record)
        end(replace(step, done=record.done[step.name]))
    record = replace(record, ended="deployed")
    keep(record)
    return record


async def _put_back(target: Target, before: Live) -> str:
    """Put back what was live, and say how that went."""
    if not before.revision:
        return "Nothing was live before, so nothing was put back."
    try:
        return f"Put back: {await target.put_back(before)}."
    except Exception as caught:  # noqa: BLE001 - whatever it is, who deploys must hear what is live
        failed = told(caught)
        return f"What was live, {before.name}, could not be put back: {failed.message} {failed.why}".strip()


def told(caught: Exception) -> WolfctlError:
    """What to say of anything that ends a step: a broken connection is as good a reason to go back as a refusal."""
    return caught if isinstance(caught, WolfctlError) else ToolFailed(f"{type(caught).__name__}.", why=str(caught))
