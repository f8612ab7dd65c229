"""Alerts that do not stop: who is told now, when the next are told, and what becomes of an answer nobody follows up.

Every function is pure: the alert, its frozen policy, who is around the person now and the time go in; the alert as it
is afterwards comes out, with who is to be told and what the timeline shall say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from api.domain.alert_endings import Cancellation, closed
from api.domain.alerts import (
    CALLING,
    INSISTENCE_WINDOW,
    Alert,
    Severity,
    State,
    lapsed,
    reminded,
)
from api.domain.escalation_policy import BOTH, Policy, Step, TargetKind
from api.domain.notifications import Call, Channel, Member
from api.domain.permissions import Relation
from api.domain.rotations import Cover, on_duty

# An unanswered alert goes on for ever, at most so much slower than its policy says.
MOST_DOUBLINGS = 3


class What(StrEnum):
    """What a move is about."""

    STEP = "step"
    AGAIN = "again"
    REMINDER = "reminder"
    LAPSE = "lapse"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Around:
    """Who is around a person now, and who covers for whom."""

    circle: tuple[Member, ...]
    covers: tuple[Cover, ...] = ()

    @property
    def caregivers(self) -> dict[UUID, Member]:
        """Return everybody who may be called."""
        return {each.account_id: each for each in self.circle if each.relation is not Relation.SELF}


@dataclass(frozen=True, slots=True)
class Move:
    """One move of an alert: who is told, and (event, detail) for its timeline."""

    what: What
    alert: Alert
    calls: tuple[Call, ...] = ()
    events: tuple[tuple[str, dict[str, Any]], ...] = ()


def calls_of(
    step: Step, policy: Policy, severity: Severity, around: Around, now: datetime, not_to: UUID | None = None
) -> tuple[Call, ...]:
    """Return whom a step calls; in quiet hours it waits in the inbox alone unless it is urgent."""
    caregivers = around.caregivers
    named: list[UUID | None] = []
    for target in step.targets:
        if target.kind is TargetKind.EVERYONE:
            named += caregivers
        elif target.kind is TargetKind.CAREGIVER:
            named.append(target.account_id)
        else:
            rotation = policy.rotations[target.rotation or ""]
            named.append(on_duty(rotation, around.covers, frozenset(caregivers), now))
    channels = (Channel.WEBSOCKET,) if severity is Severity.INFO else step.channels
    return tuple(
        Call(caregivers[each], () if is_quiet(caregivers[each], severity, now) else channels)
        for each in dict.fromkeys(named)
        if each is not None and each in caregivers and each != not_to
    )


def is_quiet(member: Member, severity: Severity, now: datetime) -> bool:
    """Tell whether a caregiver's quiet hours keep a severity from ringing."""
    return severity is not Severity.URGENT and member.quiet is not None and member.quiet.hold(now)


def rings(calls: Iterable[Call]) -> bool:
    """Tell whether anybody hears of it: a text message needs a number."""
    return any(channel is Channel.WEBSOCKET or call.member.has_number for call in calls for channel in call.channels)


def next_step(alert: Alert, policy: Policy, around: Around, now: datetime, *, not_to: UUID | None = None) -> Move:
    """Return the next step that reaches somebody; those that reach nobody are passed over at once.

    When none of them would, everybody is called, a need through their quiet hours: silence is the worse mistake.
    """
    if not_to is not None and not set(around.caregivers) - {not_to}:
        not_to = None
    order = policy.steps_for(alert.severity)
    places = [(alert.loop, place) for place in order if place > alert.level]
    places = [*places, *((alert.loop + 1, place) for place in order)][: len(order)]
    passed: list[int] = []
    while True:
        loop, level = places[len(passed)]
        calls = calls_of(policy.steps[level], policy, alert.severity, around, now, not_to)
        if rings(calls):
            break
        passed.append(level)
        if len(passed) == len(places):
            calls = calls_of_last_resort(alert, around, not_to)
            break
    events: list[tuple[str, dict[str, Any]]] = [("nobody_on_call", {"steps": passed})] if passed else []
    if alert.drill and loop > policy.repeats:
        over = closed(alert, State.CANCELLED, Cancellation.DRILL_OVER, now)
        return Move(What.OVER, over, (), (("cancelled", {"reason": Cancellation.DRILL_OVER.value}),))
    if loop > policy.repeats and alert.state is not State.UNANSWERED:
        events.append(("unanswered", {}))
    events.append(("step", {"step": level, "loop": loop, "told": len(calls)}))
    slower = 2 ** min(max(0, loop - policy.repeats - 1), MOST_DOUBLINGS)
    moved = replace(
        alert,
        state=State.UNANSWERED if loop > policy.repeats else State.RAISED,
        level=level,
        loop=loop,
        next_step_at=now + slower * timedelta(seconds=policy.steps[level].wait_s),
        version=alert.version + 1,
    )
    return Move(What.STEP, moved, calls, tuple(events))


def calls_of_last_resort(alert: Alert, around: Around, not_to: UUID | None) -> tuple[Call, ...]:
    """Return everybody, whatever the steps and the hours say; mere information still wakes nobody."""
    channels = () if alert.severity is Severity.INFO else BOTH
    return tuple(Call(each, channels) for account, each in around.caregivers.items() if account != not_to)


def after_press(
    alert: Alert,
    before: Alert | None,
    policy: Policy,
    around: Around,
    now: datetime,
    *,
    by: UUID | None,
    insists: bool,
) -> Move:
    """Return whom a press calls, `by` left out: the first step's, or once more those who were called last.

    `before` is the alert without this press. Whoever insists on what cannot get graver is passed on to the next step.
    """
    first = before is None or alert.level < 0
    later = [place for place in policy.steps_for(alert.severity) if place > alert.level]
    if first or (insists and alert.press_count % 3 == 0 and later):
        move = next_step(alert, policy, around, now, not_to=by)
        # The press and its step are one change of the alert.
        return replace(move, alert=replace(move.alert, version=alert.version))
    last = policy.steps[min(alert.level, len(policy.steps) - 1)]
    calls = calls_of(last, policy, alert.severity, around, now, by)
    if before is not None and alert.last_pressed_at - before.last_pressed_at <= INSISTENCE_WINDOW:
        # Text messages cost attention: one for a burst of presses, not one for each.
        calls = tuple(replace(call, channels=tuple(c for c in call.channels if c is not Channel.SMS)) for call in calls)
    return Move(What.AGAIN, alert, calls)


def due(alert: Alert, policy: Policy, around: Around, now: datetime, *, superseded: bool = False) -> Move | None:
    """Return what is to be done with an alert now, None when nothing is.

    `superseded` says that the person has called anew for the same since somebody answered: then that call goes on.
    """
    if alert.next_step_at is None or alert.next_step_at > now:
        return None
    if alert.state in CALLING:
        return next_step(alert, policy, around, now)
    if alert.state is not State.ACKNOWLEDGED:
        return None
    coming = around.caregivers.get(alert.acknowledged_by) if alert.acknowledged_by else None
    if alert.reminded_at is None and coming is not None:
        calls = (Call(coming, BOTH),)
        return Move(What.REMINDER, reminded(alert, now, policy.lapse_after), calls, (("reminded", {}),))
    gone = lapsed(alert)
    events = (("lapsed", {"by": alert.acknowledged_by_name}),)
    if superseded:
        over = closed(alert, State.CANCELLED, Cancellation.SUPERSEDED, now)
        return Move(What.OVER, over, (), (*events, ("cancelled", {"reason": Cancellation.SUPERSEDED.value})))
    step = next_step(gone, policy, around, now)
    moved = replace(step.alert, version=alert.version + 1)
    return Move(What.OVER if step.what is What.OVER else What.LAPSE, moved, step.calls, (*events, *step.events))


def healed(alert: Alert, now: datetime) -> Alert:
    """Return an open alert that has lost its next step with one that is due at once."""
    return replace(alert, next_step_at=now, version=alert.version + 1)
