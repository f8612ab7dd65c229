"""An alert ends: resolved by a caregiver, or cancelled by its person in time or by a caregiver who knows better."""

import json
from datetime import datetime
from uuid import UUID

from api.db import alerts, audit, care
from api.db.announcements import announce
from api.db.pool import Connection
from api.domain.alert_endings import Cancellation, Closing, Resolution, cancelled, resolved
from api.domain.alerts import Alert
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.notifications import CANCELLED, RESOLVED, Kind, notices_to_all
from api.domain.permissions import Action, Relation, permit


async def close_alert(
    connection: Connection,
    caller: UUID,
    alert_id: UUID,
    reason: Resolution | Cancellation,
    note: str | None,
    *,
    now: datetime,
    via: str = "app",
) -> str:
    """Return the answer as JSON text; whoever comes second learns who came first. The reason tells which end it is."""
    kept = await alerts.alert_to_change(connection, alert_id)
    if kept is None:
        raise NotFound("There is no such alert, or you do not care for the person.")
    before, _ = kept
    relation = await care.relation_to(connection, caller, before.person_id)
    resolves = isinstance(reason, Resolution)
    permit(relation, Action.ACKNOWLEDGE if resolves else Action.CANCEL)
    by_person = relation == Relation.SELF
    name = await care.name_in_circle(connection, before.person_id, caller)
    closing = Closing(caller, name, reason, note)
    alert = resolved(before, closing, now) if resolves else cancelled(before, closing, now, by_person=by_person)
    if not by_person:
        await care.note_contact_proved(connection, caller, now)
    if alert is before:
        return answer_of(alert, already=True)
    if not await alerts.update_alert(connection, alert):
        raise StateConflict("The alert changed at the same moment; try again.")
    circle = await care.circle_of(connection, alert.person_id)
    kind, texts = (Kind.RESOLVED, RESOLVED) if resolves else (Kind.CANCELLED, CANCELLED)
    notices = notices_to_all(kind, texts, name, alert, circle, by=caller)
    timeline = [(alert.state.value, now, {"by": name, "reason": reason.value, "via": via})]
    await announce(connection, alert, alert.state.value, notices, timeline, now=now)
    action = Audited.ALERT_RESOLVED if resolves else Audited.ALERT_CANCELLED
    await audit.note(connection, alert.person_id, action, alert.id)
    return answer_of(alert, already=False)


def answer_of(alert: Alert, *, already: bool) -> str:
    """Return, as JSON text, where the alert stands and through whom."""
    return json.dumps(
        {
            "id": str(alert.id),
            "state": alert.state,
            "closed_by": alert.closed_by_name,
            "reason": alert.close_reason,
            "already": already,
        }
    )
