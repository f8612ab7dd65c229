"""A person presses: the alert, its notices and its outbox event are committed together, once for each key."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import alerts, audit, care, idempotency, inbox, outbox
from api.db.pool import Connection
from api.domain.alerts import Alert, Severity, dedup_key, press, pressed_again, raised
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.notifications import notices_of_raise
from api.domain.permissions import Action, permit


@dataclass(frozen=True, slots=True)
class PressRequest:
    """What was pressed, for whom, and under which key; `pressed_at` is the device's time.

    `by_rule` says that nobody pressed: a rule did, in the caller's name, and the caller is to be told like the others.
    """

    idempotency_key: str
    person_id: UUID
    severity: Severity
    sentence: str
    symbols: tuple[str, ...]
    intent: str | None
    pressed_at: datetime | None
    by_rule: bool = False

    @property
    def fingerprint(self) -> bytes:
        """Return a hash of all but the key: the same key must come with the same press."""
        parts = [
            str(self.person_id),
            self.severity,
            self.sentence,
            list(self.symbols),
            self.intent,
            self.pressed_at and self.pressed_at.isoformat(),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).digest()


async def raise_alert(
    connection: Connection, caller: UUID, request: PressRequest, *, now: datetime, new_id: Callable[[], UUID]
) -> str:
    """Return the answer as JSON text: the alert as this press made it, or the answer given before under this key."""
    person = await care.person_seen(connection, caller, request.person_id)
    permit(None if person is None else person.relation, Action.RAISE)
    if person is None:
        raise NotFound
    await care.lock_presses(connection, person.id)
    answered = await idempotency.answer_before(connection, caller, request.idempotency_key, request.fingerprint)
    if answered is not None:
        return answered

    pressed = press(
        new_id(),
        pressed_by=caller,
        pressed_at=request.pressed_at,
        received_at=now,
        severity=request.severity,
        sentence=request.sentence,
        symbols=request.symbols,
        by_rule=request.by_rule,
    )
    before = await alerts.unanswered_alert(connection, person.id, dedup_key(request.intent, request.sentence))
    if before is None:
        alert = raised(new_id(), person.id, request.intent, pressed)
        await alerts.insert_alert(connection, alert)
    else:
        alert = pressed_again(before, pressed, await alerts.press_times(connection, before.id))
        if not await alerts.update_alert(connection, alert):
            raise StateConflict("The alert changed at the same moment; press again.")
    await alerts.insert_press(connection, alert, pressed, request.idempotency_key)

    event = await outbox.insert_event(connection, alert.id, "raised")
    circle = await care.circle_of(connection, person.id)
    notices = notices_of_raise(alert, pressed, before, person.name, circle)
    await inbox.append(connection, alert.id, person.id, event, now, notices)
    await alerts.record_events(connection, alert.id, [("committed", str(event), None, '{"of": "raised"}')])
    await audit.note(connection, person.id, Audited.ALERT_RAISED, alert.id)
    answer = answer_of(alert)
    await idempotency.keep_answer(connection, caller, request.idempotency_key, answer)
    return answer


def answer_of(alert: Alert) -> str:
    """Return, as JSON text, what the one who pressed needs to know."""
    return json.dumps(
        {
            "id": str(alert.id),
            "state": alert.state,
            "severity": alert.severity,
            "sentence": alert.sentence,
            "raised_at": alert.raised_at.isoformat(),
            "press_count": alert.press_count,
        }
    )
