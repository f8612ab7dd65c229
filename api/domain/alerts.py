"""The life of an alert: raised → acknowledged → resolved, with the side exits cancelled and unanswered.

Every function is pure: it takes the alert, the time and the ids, and returns the alert as it is afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.domain.errors import Invalid, StateConflict

LATE_AFTER = timedelta(minutes=10)
INSISTENCE_WINDOW = timedelta(seconds=60)
INSISTENT_PRESSES = 3


class Severity(StrEnum):
    """How pressing an alert is, mildest first."""

    INFO = "info"
    NEED = "need"
    URGENT = "urgent"


SEVERITIES = tuple(Severity)


class State(StrEnum):
    """Where an alert stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"


OPEN = frozenset({State.RAISED, State.ACKNOWLEDGED, State.UNANSWERED})
CALLING = frozenset({State.RAISED, State.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the person (or somebody, or a rule, for them); `at` is the device's time, `received_at` ours."""

    id: UUID
    pressed_by: UUID
    at: datetime
    received_at: datetime
    severity: Severity
    sentence: str
    symbols: tuple[str, ...]
    by_rule: bool = False

    @property
    def late(self) -> bool:
        """Tell whether it waited long on the way: it is still an alert, and says so."""
        return self.received_at - self.at > LATE_AFTER


@dataclass(frozen=True, slots=True)
class Alert:
    """A call for somebody, folding every press of the same meaning until it is answered."""

    id: UUID
    person_id: UUID
    state: State
    severity: Severity
    intent: str | None
    sentence: str
    press_count: int
    raised_at: datetime
    last_pressed_at: datetime
    version: int
    acknowledged_by: UUID | None = None
    acknowledged_by_name: str | None = None
    acknowledged_at: datetime | None = None
    reminded_at: datetime | None = None
    # The step of the policy that ran last, -1 for none yet, and how often the policy began again.
    level: int = -1
    loop: int = 0
    next_step_at: datetime | None = None
    drill: bool = False
    closed_by: UUID | None = None
    closed_by_name: str | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    close_note: str | None = None

    @property
    def dedup_key(self) -> str:
        """What makes two presses the same call: the same meaning in the same words."""
        return dedup_key(self.intent, self.sentence, drill=self.drill)

    @property
    def waits_for_nobody(self) -> bool:
        """Tell whether it may stand without a next step: what is over, or mere information that somebody has seen."""
        return self.state not in OPEN or (self.state is State.ACKNOWLEDGED and self.severity is Severity.INFO)


def dedup_key(intent: str | None, sentence: str, *, drill: bool = False) -> str:
    """Return the key under which presses of one person fold into one unanswered alert; a drill never hides a call."""
    said = f"{intent or ''}\n{' '.join(sentence.split()).casefold()}"
    return f"drill\n{said}" if drill else said


def press(
    press_id: UUID,
    *,
    pressed_by: UUID,
    pressed_at: datetime | None,
    received_at: datetime,
    severity: Severity,
    sentence: str,
    symbols: Sequence[str],
    by_rule: bool = False,
) -> Press:
    """Return a press; a device's clock that runs ahead is set back to ours."""
    if not sentence.strip():
        raise Invalid("sentence", "must not be empty")
    at = min(pressed_at or received_at, received_at)
    return Press(press_id, pressed_by, at, received_at, severity, sentence, tuple(symbols), by_rule)


def raised(alert_id: UUID, person_id: UUID, intent: str | None, first: Press, *, drill: bool = False) -> Alert:
    """Return the new alert of a first press."""
    return Alert(
        id=alert_id,
        person_id=person_id,
        state=State.RAISED,
        severity=first.severity,
        intent=intent,
        sentence=first.sentence,
        press_count=1,
        raised_at=first.received_at,
        last_pressed_at=first.received_at,
        version=1,
        drill=drill,
    )


def pressed_again(alert: Alert, again: Press, earlier_presses: Sequence[datetime]) -> Alert:
    """Return the alert after another press: never milder, and one step more severe when the person insists.

    `earlier_presses` are the times of the presses before this one. What became graver, or had been given up, is called
    for from the first step again.
    """
    if alert.state not in CALLING:
        raise StateConflict("Only an unanswered alert takes further presses.")
    severity = max(alert.severity, again.severity, key=SEVERITIES.index)
    if insists(again.received_at, earlier_presses):
        severity = SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]
    anew = severity is not alert.severity or alert.state is State.UNANSWERED
    return replace(
        alert,
        state=State.RAISED,
        severity=severity,
        press_count=alert.press_count + 1,
        last_pressed_at=again.received_at,
        level=-1 if anew else alert.level,
        loop=0 if anew else alert.loop,
        version=alert.version + 1,
    )


def insists(at: datetime, earlier_presses: Sequence[datetime]) -> bool:
    """Tell whether a press is at least the third within a minute."""
    return sum(at - earlier <= INSISTENCE_WINDOW for earlier in earlier_presses) + 1 >= INSISTENT_PRESSES


def acknowledged(alert: Alert, by: UUID, name: str, at: datetime, remind_after: timedelta) -> Alert:
    """Return the alert with somebody on the way; one that somebody has answered before is returned as it is.

    Whoever says once more that they come, after they were reminded, has that much time again.
    """
    renews = alert.state is State.ACKNOWLEDGED and alert.acknowledged_by == by and alert.reminded_at is not None
    if alert.state is State.ACKNOWLEDGED and not renews:
        return alert
    if alert.state not in OPEN:
        raise StateConflict(f"The alert is {alert.state} and cannot be acknowledged any more.")
    return replace(
        alert,
        state=State.ACKNOWLEDGED,
        acknowledged_by=by,
        acknowledged_by_name=name,
        acknowledged_at=at,
        reminded_at=None,
        next_step_at=None if alert.severity is Severity.INFO else at + remind_after,
        version=alert.version + 1,
    )


def reminded(alert: Alert, at: datetime, lapse_after: timedelta) -> Alert:
    """Return the alert after whoever answered was asked whether they are still coming."""
    return replace(alert, reminded_at=at, next_step_at=at + lapse_after, version=alert.version + 1)


def lapsed(alert: Alert) -> Alert:
    """Return the alert as one that nobody has answered: who did is not heard of any more."""
    return replace(
        alert,
        state=State.RAISED,
        acknowledged_by=None,
        acknowledged_by_name=None,
        acknowledged_at=None,
        reminded_at=None,
        version=alert.version + 1,
    )
