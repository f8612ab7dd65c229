"""A person presses: the alert, its notices and its outbox event are committed together, once for each key."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import alerts, audit, care, escalation_policies, idempotency
from api.db.announcements import announce
from api.db.pool import Connection
from api.domain.alerts import Alert, Severity, dedup_key, insists, press, pressed_again, raised
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.escalation import after_press
from api.domain.notifications import notices_of_calls
from api.domain.permissions import Action, permit


@dataclass(frozen=True, slots=True)
class PressRequest:
    """What was pressed, for whom, and under which key; `pressed_at` is the device's time.

    `by_rule` says that nobody pressed: a rule did, in the caller's name, and the caller is to be told like the others.
    A `drill` goes the same way and says at each hop that it is a test.
    """

    idempotency_key: str
    person_id: UUID
    severity: Severity
    sentence: str
    symbols: tuple[str, ...]
    intent: str | None
    pressed_at: datetime | None
    by_rule: bool = False
    drill: bool = False

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
            *(["drill"] if self.drill else []),
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
    key = dedup_key(request.intent, request.sentence, drill=request.drill)
    calling = await alerts.calling_alert(connection, person.id, key)
    by = None if request.by_rule else caller
    if calling is None:
        before, times = None, []
        policy = (await escalation_policies.saved_policy(connection, person.id)).policy
        alert = raised(new_id(), person.id, request.intent, pressed, drill=request.drill)
    else:
        before, policy = calling
        times = await alerts.press_times(connection, before.id)
        alert = pressed_again(before, pressed, times)
    around = await escalation_policies.around_person(connection, person.id, now, policy)
    move = after_press(alert, before, policy, around, now, by=by, insists=insists(now, times))
    alert = move.alert
    if before is None:
        await alerts.insert_alert(connection, alert, policy)
    elif not await alerts.update_alert(connection, alert):
        raise StateConflict("The alert changed at the same moment; press again.")
    await alerts.insert_press(connection, alert, pressed, request.idempotency_key)

    notices = notices_of_calls(alert, person.name, move.calls, press=pressed)
    # That the first step was made is what "committed" says already.
    noted = [(name, now, detail) for name, detail in move.events if name != "step"]
    timeline = [("committed", None, {"of": "raised"}), *noted]
    await announce(connection, alert, "raised", notices, timeline, now=now)
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
            "drill": alert.drill,
        }
    )
