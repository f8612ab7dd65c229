"""How alerts end: resolved, or cancelled because they were none."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.domain.alerts import OPEN, Alert, State
from api.domain.errors import StateConflict

# So long after a press its person may take it back; later, somebody should look.
GRACE = timedelta(minutes=2)


class Resolution(StrEnum):
    """How an alert ended well."""

    HELPED = "helped"
    NOTHING_NEEDED = "nothing_needed"
    HANDED_OVER = "handed_over"
    OTHER = "other"


class Cancellation(StrEnum):
    """Why an alert was none; the last two are the system's own."""

    MISTAKE = "mistake"
    FALSE_ALARM = "false_alarm"
    DRILL_OVER = "drill_over"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Closing:
    """Who says that an alert is over, why, and in words of their own."""

    by: UUID
    name: str
    reason: Resolution | Cancellation
    note: str | None = None


def resolved(alert: Alert, closing: Closing, at: datetime) -> Alert:
    """Return the alert as done; one that is done is returned as it is. Raises StateConflict for a cancelled one."""
    if alert.state is State.RESOLVED:
        return alert
    if alert.state not in OPEN:
        raise StateConflict(f"The alert is {alert.state} and cannot be resolved any more.")
    return closed(alert, State.RESOLVED, closing.reason, at, closing)


def cancelled(alert: Alert, closing: Closing, at: datetime, *, by_person: bool) -> Alert:
    """Return the alert as none; one that is cancelled is returned as it is.

    Raises StateConflict for a resolved one, and for a person who waited too long: then somebody should look.
    """
    if alert.state is State.CANCELLED:
        return alert
    if alert.state not in OPEN:
        raise StateConflict(f"The alert is {alert.state} and cannot be cancelled any more.")
    if by_person and not alert.drill and at - alert.last_pressed_at > GRACE:
        raise StateConflict("It is too late to take the call back; tell a caregiver that all is well.")
    return closed(alert, State.CANCELLED, closing.reason, at, closing)


def closed(
    alert: Alert, state: State, reason: Resolution | Cancellation, at: datetime, closing: Closing | None = None
) -> Alert:
    """Return the alert as over; nothing follows. Without a `closing` the system itself says so."""
    return replace(
        alert,
        state=state,
        closed_by=None if closing is None else closing.by,
        closed_by_name=None if closing is None else closing.name,
        closed_at=at,
        close_reason=reason.value,
        close_note=None if closing is None else closing.note,
        next_step_at=None,
        version=alert.version + 1,
    )
