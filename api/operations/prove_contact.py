"""A test alert for one caregiver: whoever does not answer it may not hear the real one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from api.db import alerts, contact_tests, escalation, escalation_policies
from api.db.announcements import announce
from api.db.contact_tests import SilentCaregiver
from api.db.pool import Connection
from api.domain.alerts import Severity, press, raised
from api.domain.escalation import after_press
from api.domain.escalation_policy import BOTH, Policy, Step, Target, TargetKind
from api.domain.notifications import notices_of_calls, translated

A_DAY_S = 86_400
SENTENCE = {"en": "This is a test. Nobody needs you.", "es": "Esto es una prueba. Nadie te necesita."}


async def prove_contact(
    connection: Connection,
    caregiver: SilentCaregiver,
    every: timedelta,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> bool:
    """Return whether a test was sent; in quiet hours it waits, and nobody is tested twice in `every`."""
    account, person = caregiver.account_id, caregiver.person_id
    around = await escalation_policies.around_person(connection, person, now)
    member = around.caregivers.get(account)
    if member is None or (member.quiet is not None and member.quiet.hold(now)):
        return False
    if not await contact_tests.claim_test(connection, account, now - every, now):
        return False
    pressed = press(
        new_id(),
        pressed_by=account,
        pressed_at=None,
        received_at=now,
        severity=Severity.NEED,
        sentence=translated(SENTENCE, member.locale),
        symbols=(),
        by_rule=True,
    )
    policy = Policy((Step((Target(TargetKind.CAREGIVER, account),), BOTH, A_DAY_S),), repeats=0)
    alert = raised(new_id(), person, f"contact_test:{account}", pressed, drill=True)
    move = after_press(alert, None, policy, around, now, by=None, insists=False)
    await alerts.insert_alert(connection, move.alert, policy)
    await alerts.insert_press(connection, move.alert, pressed, f"contact_test:{alert.id}")
    name = await escalation.person_name(connection, person)
    notices = notices_of_calls(move.alert, name, move.calls, press=pressed)
    await announce(connection, move.alert, "raised", notices, [("committed", None, {"of": "raised"})], now=now)
    return True
