"""Which caregivers have not been heard of for long, and are to be tested."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class SilentCaregiver:
    """A caregiver of whom nothing was heard, and a person whom they care for."""

    account_id: UUID
    person_id: UUID


async def silent_caregivers(connection: Connection, since: datetime, limit: int) -> list[SilentCaregiver]:
    """Return whom nobody has heard of or tested since, each with the person whom they have cared for longest."""
    rows = await connection.fetch(
        """
        SELECT c.account_id, of.person_id FROM caregiver c CROSS JOIN LATERAL (
          SELECT r.person_id FROM care_relation r WHERE r.account_id = c.account_id
            AND r.role IN ('viewer', 'editor', 'manager')
            AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
          ORDER BY r.valid_from, r.id LIMIT 1) AS of
        WHERE c.contact_proved_at < $1 AND c.contact_tested_at < $1 ORDER BY c.contact_tested_at LIMIT $2
        """,
        since,
        limit,
    )
    return [SilentCaregiver(*row) for row in rows]


async def claim_test(connection: Connection, account_id: UUID, before: datetime, now: datetime) -> bool:
    """Note that a caregiver is tested now; return False if somebody has just done so."""
    status = await connection.execute(
        "UPDATE caregiver SET contact_tested_at = $3 WHERE account_id = $1 AND contact_tested_at < $2",
        account_id,
        before,
        now,
    )
    return status == "UPDATE 1"
