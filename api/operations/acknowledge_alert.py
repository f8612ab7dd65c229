"""A caregiver answers: the person learns who is coming, the others that it is handled."""

import json
from datetime import datetime
from uuid import UUID

from api.db import alerts, audit, care, inbox, outbox
from api.db.pool import Connection
from api.domain.alerts import Alert, acknowledged
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.notifications import notices_of_acknowledgement
from api.domain.permissions import Action, permit


async def acknowledge_alert(connection: Connection, caller: UUID, alert_id: UUID, *, now: datetime) -> str:
    """Return the answer as JSON text; whoever comes second learns who came first."""
    before = await alerts.alert_to_change(connection, alert_id)
    if before is None:
        raise NotFound("There is no such alert, or you do not care for the person.")
    permit(await care.relation_to(connection, caller, before.person_id), Action.ACKNOWLEDGE)
    name = await care.caregiver_name(connection, caller)
    if name is None:
        raise NotFound("Your account belongs to no caregiver.")
    alert = acknowledged(before, caller, name, now)
    if alert is before:
        return answer_of(alert, already=True)
    if not await alerts.update_alert(connection, alert):
        raise StateConflict("The alert changed at the same moment; try again.")
    event = await outbox.insert_event(connection, alert.id, "acknowledged")
    circle = await care.circle_of(connection, alert.person_id)
    await inbox.append(connection, alert.id, alert.person_id, event, now, notices_of_acknowledgement(alert, circle))
    detail = json.dumps({"by": name})
    await alerts.record_events(connection, alert.id, [("acknowledged", str(event), now, detail)])
    await audit.note(connection, alert.person_id, Audited.ALERT_ACKNOWLEDGED, alert.id)
    return answer_of(alert, already=False)


def answer_of(alert: Alert, *, already: bool) -> str:
    """Return, as JSON text, where the alert stands and through whom."""
    return json.dumps(
        {
            "id": str(alert.id),
            "state": alert.state,
            "acknowledged_by": alert.acknowledged_by_name,
            "already": already,
        }
    )
