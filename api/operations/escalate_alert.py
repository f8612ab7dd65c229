"""The clock moves an alert: its next step, a reminder to whoever answered, or an answer that lapses."""

from datetime import datetime
from uuid import UUID

from api.db import alerts, escalation, escalation_policies
from api.db.announcements import announce
from api.db.pool import Connection
from api.domain.alerts import State
from api.domain.escalation import Move, What, due
from api.domain.notifications import (
    LAPSED,
    UNANSWERED,
    Kind,
    Notice,
    notices_of_calls,
    notices_to_the_person,
)

EVENT_OF = {What.STEP: "step", What.REMINDER: "reminder", What.LAPSE: "lapsed", What.OVER: "cancelled"}


async def escalate_alert(connection: Connection, alert_id: UUID, *, now: datetime) -> Move | None:
    """Return what was done with an alert that is due; None when another worker has done it, or it is due no more."""
    found = await escalation.claim_alert(connection, alert_id, now)
    if found is None:
        return None
    before = found.alert
    around = await escalation_policies.around_person(connection, before.person_id, now, found.policy)
    superseded = before.state is State.ACKNOWLEDGED and await escalation.is_superseded(connection, before)
    move = due(before, found.policy, around, now, superseded=superseded)
    if move is None or not await alerts.update_alert(connection, move.alert):
        return None
    kind = Kind.REMINDED if move.what is What.REMINDER else Kind.RAISED
    notices = notices_of_calls(move.alert, found.person, move.calls, kind=kind)
    told: list[Notice] = []
    if move.what is What.LAPSE:
        told = notices_to_the_person(Kind.LAPSED, LAPSED, before.acknowledged_by_name or "", around.circle)
    elif move.alert.state is State.UNANSWERED and before.state is not State.UNANSWERED:
        told = notices_to_the_person(Kind.UNANSWERED, UNANSWERED, "", around.circle)
    timeline = [(name, now, detail) for name, detail in move.events]
    await announce(connection, move.alert, EVENT_OF[move.what], [*notices, *told], timeline, now=now)
    return move
