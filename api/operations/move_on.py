"""What could not be delivered goes another way: over the recipient's other channel, or to the next who are called."""

import json
from datetime import datetime
from uuid import UUID

from api.db import deliveries, escalation, outbox
from api.db.alerts import record_events
from api.db.pool import Connection
from api.domain.notifications import Kind

CALLS = frozenset({Kind.RAISED, Kind.REMINDED})


async def move_on(connection: Connection, alert_id: UUID, outbox_id: int, *, now: datetime) -> bool:
    """Give up what an event has not delivered yet, and return whether the alert's next step is due now.

    What was given up before is not given up again: a message that dies twice moves nothing twice. A lost word that
    somebody is coming is given up too, and calls nobody.
    """
    given_up = await deliveries.give_up(connection, alert_id, outbox_id)
    calls = [each for each in given_up if each.kind in CALLS]
    if not calls:
        return False
    event = await outbox.insert_event(connection, alert_id, "moved_on")
    rerouted = await deliveries.reroute(connection, event, calls)
    detail = json.dumps({"given_up": len(calls), "rerouted": rerouted})
    await record_events(connection, alert_id, [("moved_on", str(event), now, detail)])
    return rerouted < len(calls) and await escalation.make_due(connection, alert_id, now)
