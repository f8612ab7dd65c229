"""Who is called, in which order, how long each step waits: policies as data, as they are sent, saved and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from api.domain.alerts import SEVERITIES, Severity
from api.domain.errors import Invalid
from api.domain.notifications import Channel
from api.domain.rotations import Period, Rotation

BOTH = (Channel.WEBSOCKET, Channel.SMS)


class TargetKind(StrEnum):
    """Whom a step calls."""

    EVERYONE = "everyone"
    CAREGIVER = "caregiver"
    ROTATION = "rotation"


@dataclass(frozen=True, slots=True)
class Target:
    """Everyone of the circle, one caregiver, or who is on duty in a rotation."""

    kind: TargetKind
    account_id: UUID | None = None
    rotation: str | None = None


EVERYONE = Target(TargetKind.EVERYONE)


@dataclass(frozen=True, slots=True)
class Step:
    """Calls its targets, then waits so many seconds for an answer; only for the severities that it names."""

    targets: tuple[Target, ...]
    channels: tuple[Channel, ...]
    wait_s: int
    severities: frozenset[Severity] = frozenset(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Policy:
    """The steps of a call. After the last it begins again; after `repeats` repetitions the alert counts as unanswered.

    Whoever has answered is reminded after `remind_after_s`; another `lapse_after_s` later the call goes on.
    """

    steps: tuple[Step, ...]
    repeats: int = 2
    remind_after_s: int = 900
    lapse_after_s: int = 300
    rotations: Mapping[str, Rotation] = field(default_factory=dict)

    def steps_for(self, severity: Severity) -> list[int]:
        """Return the places of the steps that a severity goes through; all of them rather than none."""
        places = [place for place, step in enumerate(self.steps) if severity in step.severities]
        return places or list(range(len(self.steps)))

    @property
    def remind_after(self) -> timedelta:
        """Return how long an answer counts before its giver is reminded."""
        return timedelta(seconds=self.remind_after_s)

    @property
    def lapse_after(self) -> timedelta:
        """Return how long the reminded has."""
        return timedelta(seconds=self.lapse_after_s)


def _for(*severities: Severity) -> frozenset[Severity]:
    return frozenset(severities)


# For whoever has none: everybody, at once. Text messages at once for what is urgent, after a minute for a need.
DEFAULT = Policy(
    steps=(
        Step((EVERYONE,), BOTH, 120, _for(Severity.URGENT)),
        Step((EVERYONE,), (Channel.WEBSOCKET,), 60, _for(Severity.NEED)),
        Step((EVERYONE,), BOTH, 600, _for(Severity.NEED)),
        Step((EVERYONE,), (Channel.WEBSOCKET,), 3600, _for(Severity.INFO)),
    )
)


def policy_of(document: Mapping[str, Any]) -> Policy:
    """Return the policy that a document of JSON values describes. Raises Invalid for what does not fit together."""
    rotations = {each["name"]: rotation_of(each) for each in document["rotations"]}
    if len(rotations) < len(document["rotations"]):
        raise Invalid("rotations", "two of them have the same name")
    steps = tuple(step_of(each) for each in document["steps"])
    for place, step in enumerate(steps):
        for target in step.targets:
            if target.kind is TargetKind.ROTATION and target.rotation not in rotations:
                raise Invalid(f"steps.{place}.targets", "names a rotation that the policy does not have")
    return Policy(steps, document["repeats"], document["remind_after_s"], document["lapse_after_s"], rotations)


def step_of(document: Mapping[str, Any]) -> Step:
    """Return a step of a policy's document."""
    targets = tuple(
        Target(
            TargetKind(each["kind"]),
            UUID(each["account_id"]) if each.get("account_id") else None,
            each.get("rotation"),
        )
        for each in document["targets"]
    )
    channels = tuple(Channel(each) for each in document["channels"])
    return Step(targets, channels, document["wait_s"], frozenset(Severity(each) for each in document["severities"]))


def rotation_of(document: Mapping[str, Any]) -> Rotation:
    """Return a rotation of a policy's document."""
    return Rotation(
        name=document["name"],
        members=tuple(UUID(each) for each in document["members"]),
        period=Period(document["period"]),
        hands_off_at=time.fromisoformat(document["hands_off_at"]),
        starts_on=date.fromisoformat(document["starts_on"]),
        time_zone=document["time_zone"],
    )


def document_of(policy: Policy) -> dict[str, Any]:
    """Return a policy as JSON values, from which `policy_of` makes the same policy."""
    return {
        "steps": [
            {
                "targets": [
                    {"kind": each.kind.value}
                    | ({"account_id": str(each.account_id)} if each.account_id else {})
                    | ({"rotation": each.rotation} if each.rotation else {})
                    for each in step.targets
                ],
                "channels": [channel.value for channel in step.channels],
                "wait_s": step.wait_s,
                "severities": [severity.value for severity in SEVERITIES if severity in step.severities],
            }
            for step in policy.steps
        ],
        "repeats": policy.repeats,
        "remind_after_s": policy.remind_after_s,
        "lapse_after_s": policy.lapse_after_s,
        "rotations": [
            {
                "name": each.name,
                "members": [str(member) for member in each.members],
                "period": each.period.value,
                "hands_off_at": f"{each.hands_off_at:%H:%M}",
                "starts_on": each.starts_on.isoformat(),
                "time_zone": each.time_zone,
            }
            for each in policy.rotations.values()
        ],
    }
