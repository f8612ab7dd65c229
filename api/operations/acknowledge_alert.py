"""A caregiver answers: the person learns who is coming, the others that it is handled."""

import json
from datetime import datetime
from uuid import UUID

from api.db import alerts, audit, care
from api.db.announcements import announce
from api.db.pool import Connection
from api.domain.alerts import Alert, State, acknowledged
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.notifications import notices_of_acknowledgement
from api.domain.permissions import Action, permit


async def acknowledge_alert(
    connection: Connection, caller: UUID, alert_id: UUID, *, now: datetime, via: str = "app"
) -> str:
    """Return the answer as JSON text; whoever comes second learns who came first. `via` is app or sms."""
    kept = await alerts.alert_to_change(connection, alert_id)
    if kept is None:
        raise NotFound("There is no such alert, or you do not care for the person.")
    before, policy = kept
    permit(await care.relation_to(connection, caller, before.person_id), Action.ACKNOWLEDGE)
    name = await care.caregiver_name(connection, caller)
    if name is None:
        raise NotFound("Your account belongs to no caregiver.")
    alert = acknowledged(before, caller, name, now, policy.remind_after)
    await care.note_contact_proved(connection, caller, now)
    if alert is before:
        return answer_of(alert, already=True)
    if not await alerts.update_alert(connection, alert):
        raise StateConflict("The alert changed at the same moment; try again.")
    # Whoever only says that they are still coming has told the others before.
    again = before.state is State.ACKNOWLEDGED
    around = [] if again else await care.circle_of(connection, alert.person_id)
    notices = notices_of_acknowledgement(alert, around)
    event = "acknowledged_again" if again else "acknowledged"
    timeline = [(event, now, {"by": name, "via": via})]
    await announce(connection, alert, "acknowledged", notices, timeline, now=now)
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
