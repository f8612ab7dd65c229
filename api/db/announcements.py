"""Telling of an alert: an event for the relay, an entry in each inbox with its deliveries, and the timeline."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.db import alerts, inbox, outbox
from api.db.pool import Connection
from api.domain.alerts import Alert
from api.domain.notifications import Notice


async def announce(
    connection: Connection,
    alert: Alert,
    event: str,
    notices: Sequence[Notice],
    timeline: Sequence[tuple[str, datetime | None, Mapping[str, Any]]],
    *,
    now: datetime,
) -> int:
    """Add an event with its notices; the timeline gets (name, time or None for this moment, detail). Return its id."""
    outbox_id = await outbox.insert_event(connection, alert.id, event)
    await inbox.append(connection, alert.id, alert.person_id, outbox_id, now, notices)
    told = [(name, str(outbox_id), at, json.dumps(detail)) for name, at, detail in timeline]
    await alerts.record_events(connection, alert.id, told)
    return outbox_id
