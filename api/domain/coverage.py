"""Who would be reached if a call came: what is wrong with a policy, and where it has holes in the coming day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.domain.alerts import SEVERITIES, Severity
from api.domain.errors import Invalid
from api.domain.escalation import Around, calls_of, rings
from api.domain.escalation_policy import Policy, Target, TargetKind
from api.domain.notifications import Channel

AHEAD = timedelta(days=1)


class Hole(StrEnum):
    """What may keep a call from being heard."""

    NOBODY_CARES = "nobody_cares"
    NOBODY_REACHABLE = "nobody_reachable"
    NO_NUMBER = "no_number"
    NOT_AROUND = "not_around"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning; a span says when it is so."""

    hole: Hole
    message: str
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def check_reach(policy: Policy, around: Around) -> None:
    """Do nothing if the last step of each severity reaches somebody. Raises Invalid (reaches-nobody)."""
    caregivers = around.caregivers
    for severity in SEVERITIES:
        if not any(severity in step.severities for step in policy.steps):
            raise Invalid("steps", f"none of them is for what is {severity}", kind="reaches-nobody")
        place = policy.steps_for(severity)[-1]
        step = policy.steps[place]
        reached = [account for target in step.targets for account in _named(policy, target, caregivers)]
        if not any(Channel.WEBSOCKET in step.channels or caregivers[each].has_number for each in reached):
            raise Invalid(
                f"steps.{place}",
                f"is the last for what is {severity} and reaches nobody: name everyone, or somebody who cares for the "
                "person now, over a channel that they have",
                kind="reaches-nobody",
            )


def _named(policy: Policy, target: Target, caregivers: Iterable[UUID]) -> list[UUID]:
    """Return who of the caregivers a target may ever mean."""
    if target.kind is TargetKind.EVERYONE:
        return list(caregivers)
    if target.kind is TargetKind.CAREGIVER:
        return [each for each in caregivers if each == target.account_id]
    members = policy.rotations[target.rotation or ""].members
    return [each for each in caregivers if each in members]


def warnings_of(policy: Policy, around: Around, now: datetime, unproved: Sequence[UUID] = ()) -> list[Warned]:
    """Return what may keep calls from being heard, for good or within a day.

    `unproved` are caregivers of whom no answer has been had for long, to an alert or a test.
    """
    caregivers = around.caregivers
    if not caregivers:
        return [Warned(Hole.NOBODY_CARES, "Nobody cares for this person yet: a call would be heard by nobody.")]
    found = []
    texted = any(Channel.SMS in step.channels for step in policy.steps)
    if texted and not any(each.has_number for each in caregivers.values()):
        found.append(
            Warned(
                Hole.NO_NUMBER,
                "Nobody has a proved telephone number that texts may go to: without an open app nobody hears a call.",
            )
        )
    members = {each for rotation in policy.rotations.values() for each in rotation.members}
    named = {target.account_id for step in policy.steps for target in step.targets if target.account_id} | members
    if named - set(caregivers):
        found.append(Warned(Hole.NOT_AROUND, "The policy names somebody who does not care for the person any more."))
    if set(caregivers) <= set(unproved):
        found.append(Warned(Hole.UNPROVED, "Nobody has answered an alert or a test for long; try a drill."))
    found += [
        Warned(
            Hole.NOBODY_REACHABLE,
            "Nobody is called without breaking quiet hours: a need rings through them, information waits.",
            begins_at,
            ends_at,
        )
        for begins_at, ends_at in _silent_spans(policy, around, now)
    ]
    return found


def _silent_spans(policy: Policy, around: Around, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return when no step for a need rings anybody, within a day; who is on duty changes at the edges alone."""
    end = now + AHEAD
    edges = {now}
    for member in around.caregivers.values():
        edges |= set(member.quiet.edges(now, end)) if member.quiet else set()
    for rotation in policy.rotations.values():
        edges |= set(rotation.edges(now, end))
    edges |= {at for cover in around.covers for at in (cover.begins_at, cover.ends_at) if now < at < end}
    ordered = sorted(edges)
    spans: list[tuple[datetime, datetime]] = []
    for begins_at, ends_at in zip(ordered, [*ordered[1:], end], strict=True):
        steps = (policy.steps[place] for place in policy.steps_for(Severity.NEED))
        if any(rings(calls_of(step, policy, Severity.NEED, around, begins_at)) for step in steps):
            continue
        if spans and spans[-1][1] == begins_at:
            spans[-1] = (spans[-1][0], ends_at)
        else:
            spans.append((begins_at, ends_at))
    return spans
