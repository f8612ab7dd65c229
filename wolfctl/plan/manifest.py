"""What a saved plan was made of: all that must still be so when it is applied, and until when it may be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from wolfctl.errors import Refused

VERSION = 1
LIFETIME = timedelta(hours=24)
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Origin:
    """All that a plan depends on; each is observed again before the plan is applied.

    Digests are SHA-256 in hexadecimal. `git_commit` is empty outside a git checkout, `state_lineage` before the first
    apply, `account_id` None where an emulator answers.
    """

    environment: str
    account_id: str | None
    region: str
    plan_sha256: str
    stack_sha256: str
    modules_sha256: str
    lambda_zip_sha256: str
    lock_sha256: str
    git_commit: str
    git_clean: bool
    state_lineage: str
    state_serial: int
    terraform_version: str


@dataclass(frozen=True, slots=True)
class GoesAway:
    """A resource that the plan deletes or replaces, and why."""

    address: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A saved plan's papers; `cost` is US dollars a month as [before, after], None where nothing is priced."""

    origin: Origin
    author: str
    created: datetime
    expires: datetime
    destroy: bool
    counts: Mapping[str, int]
    goes_away: tuple[GoesAway, ...]
    cost: tuple[float, float] | None = None

    def data(self) -> dict[str, Any]:
        """The content of manifest.json."""
        return {
            "format": VERSION,
            **asdict(self.origin),
            "author": self.author,
            "created": self.created.isoformat(),
            "expires": self.expires.isoformat(),
            "destroy": self.destroy,
            "counts": dict(self.counts),
            "goes_away": [asdict(one) for one in self.goes_away],
            "cost_a_month_usd": list(self.cost) if self.cost else None,
        }


def from_data(data: Mapping[str, Any]) -> Manifest:
    """The manifest that `Manifest.data` wrote. Raises Refused for anything else."""
    if data.get("format") != VERSION:
        raise Refused(
            f"The manifest is in format {data.get('format')!r}, and only format {VERSION} is understood.",
            hint="Plan again with this wolfctl.",
        )
    try:
        cost = data["cost_a_month_usd"]
        manifest = Manifest(
            origin=Origin(**{field.name: _typed(data[field.name], field) for field in fields(Origin)}),
            author=str(data["author"]),
            created=datetime.fromisoformat(data["created"]),
            expires=datetime.fromisoformat(data["expires"]),
            destroy=data["destroy"] is True,
            counts={str(action): int(number) for action, number in data["counts"].items()},
            goes_away=tuple(GoesAway(**one) for one in data["goes_away"]),
            cost=(float(cost[0]), float(cost[1])) if cost else None,
        )
        # a time without a zone cannot be compared with now
        if manifest.created.utcoffset() is None or manifest.expires.utcoffset() is None:
            raise ValueError("a time without its zone")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Refused(
            "The manifest is damaged.", why=f"{type(error).__name__}: {error}.", hint="Plan again."
        ) from error
    return manifest


def mismatches(manifest: Manifest, observed: Origin, now: datetime, *, destroy: bool) -> tuple[str, ...]:
    """Every reason why a plan cannot be applied to what is observed now, one sentence each; empty when it can be.

    `destroy` says whether it is to be applied by the verb that removes everything.
    """
    return (
        *_of_purpose(manifest, now, destroy),
        *_of_place(manifest.origin, observed),
        *_of_state(manifest.origin, observed),
    )


def _of_purpose(manifest: Manifest, now: datetime, destroy: bool) -> Iterator[str]:
    name = manifest.origin.environment
    if manifest.destroy and not destroy:
        yield f"It removes everything; `wolfctl destroy {name} --plan` carries such a plan out."
    if destroy and not manifest.destroy:
        yield f"It does not remove the environment; `wolfctl apply {name} --plan` carries such a plan out."
    if now >= manifest.expires:
        yield f"It expired {_spoken(now - manifest.expires)} ago, at {manifest.expires:%Y-%m-%d %H:%M} UTC."


def _of_place(made: Origin, observed: Origin) -> Iterator[str]:
    if made.environment != observed.environment:
        yield f"It is a plan of {made.environment}, not of {observed.environment}."
    if made.account_id != observed.account_id:
        yield f"It was made in account {made.account_id or '(none)'}; this is {observed.account_id or '(none)'}."
    if made.region != observed.region:
        yield f"It was made in {made.region}; this is {observed.region}."
    if made.plan_sha256 != observed.plan_sha256:
        yield "plan.tfplan is not the file that was planned."
    if made.terraform_version != observed.terraform_version:
        yield f"It was made by Terraform {made.terraform_version}; this is {observed.terraform_version}."
    if made.lock_sha256 != observed.lock_sha256:
        yield "infra/.terraform.lock.hcl has changed: other providers would run."


def _of_state(made: Origin, observed: Origin) -> Iterator[str]:
    if made.stack_sha256 != observed.stack_sha256:
        yield f"The rendered stack has changed: envs/{made.environment}.yaml, infra/ or the commit of the image."
    if made.modules_sha256 != observed.modules_sha256:
        yield "modules/ has changed."
    if made.lambda_zip_sha256 != observed.lambda_zip_sha256:
        yield "The Lambda zip has changed."
    if made.git_commit != observed.git_commit:
        yield f"It was made of commit {_short(made.git_commit)}; {_short(observed.git_commit)} is checked out."
    if made.git_clean and not observed.git_clean:
        yield "It was made of a clean checkout; tracked files have been changed since."
    if observed.git_clean and not made.git_clean:
        yield "It was made of a checkout with uncommitted changes; they are gone."
    if made.state_lineage != observed.state_lineage:
        yield "The state is another one than it was made from."
    elif made.state_serial != observed.state_serial:
        yield f"The state has moved from serial {made.state_serial} to {observed.state_serial}: somebody has applied."


def lifetime(text: str) -> timedelta:
    """How long a plan may be applied, from `90m`, `24h` or `3d`. Raises Refused."""
    match = re.fullmatch(r"(\d{1,5})([mhd])", text.strip())
    units = {"m": "minutes", "h": "hours", "d": "days"}
    found = timedelta(**{units[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta() < found <= LONGEST:
        raise Refused(
            f"A plan cannot be kept for {text!r}.",
            why="What it was made from goes on changing; seven days are the most.",
            hint="Write a number and m, h or d: 90m, 24h, 3d.",
        )
    return found


def _typed(value: Any, field: Field[Any]) -> Any:
    if not isinstance(value, field.type):  # type: ignore[arg-type]
        raise TypeError(f"{field.name} is {value!r}")
    return value


def _short(commit: str) -> str:
    return commit[:12] or "(none)"


def _spoken(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
