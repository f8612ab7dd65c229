"""What could not be delivered goes another way: over the recipient's other channel, or to the next who are called."""

from datetime import datetime
from uuid import UUID

from api.db import deliveries, escalation, outbox
from api.db.alerts import record_events
from api.db.pool import Connection

CALLING_EVENTS = frozenset({"raised", "step", "reminder", "lapsed", "moved_on"})


async def move_on(connection: Connection, alert_id: UUID, outbox_id: int, *, now: datetime) -> bool:
    """Give up what an event has not delivered yet, and return whether the alert's next step is due now.

    What was given up before is not given up again: a message that dies twice moves nothing twice.
    """
    given_up = await deliveries.give_up(connection, alert_id, outbox_id)
    source = await outbox.event_of(connection, outbox_id)
    if not given_up or source is None:
        return False
    event = await outbox.insert_event(connection, alert_id, "moved_on")
    rerouted = await deliveries.reroute(connection, event, given_up)
    detail = f'{{"given_up": {len(given_up)}, "rerouted": {rerouted}, "of": {outbox_id}}}'
    await record_events(connection, alert_id, [("moved_on", str(event), now, detail)])
    # A lost word that somebody is coming calls nobody else.
    calls = source.event in CALLING_EVENTS and rerouted < len(given_up)
    return calls and await escalation.make_due(connection, alert_id, now)
