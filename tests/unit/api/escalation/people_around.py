"""Sam, and who cares for Sam."""

from datetime import UTC, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from api.domain.alerts import Alert, Severity, press, raised
from api.domain.escalation import Around
from api.domain.notifications import Member
from api.domain.permissions import Relation
from api.domain.quiet_hours import QuietHours

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
SAM, ANA, BEN, EVA = (UUID(int=number) for number in (1, 2, 3, 4))
QUIET = QuietHours(time(22), time(7), ZoneInfo("Europe/Madrid"))


def member(account: UUID, *, quiet: bool = False, has_number: bool = True) -> Member:
    """Return a caregiver, who may sleep at night or have no telephone."""
    return Member(account, Relation.EDITOR, "en", QUIET if quiet else None, has_number)


def around(*caregivers: Member) -> Around:
    """Return Sam's circle."""
    return Around((Member(SAM, Relation.SELF, "es"), *caregivers))


def new_alert(severity: Severity = Severity.NEED, at: datetime = NOON, *, drill: bool = False) -> Alert:
    """Return the alert of a first press."""
    first = press(
        uuid4(), pressed_by=SAM, pressed_at=None, received_at=at, severity=severity, sentence="Ow.", symbols=[]
    )
    return raised(uuid4(), SAM, None, first, drill=drill)
