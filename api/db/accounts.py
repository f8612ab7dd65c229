"""Accounts: who signs in."""

from uuid import UUID

from api.db.pool import Connection


async def account_of_subject(connection: Connection, subject: str) -> UUID | None:
    """Return the account of a Cognito subject."""
    account: UUID | None = await connection.fetchval("SELECT id FROM account WHERE subject = $1", subject)
    return account


async def save_account(connection: Connection, subject: str) -> UUID:
    """Return the account of a subject, made now if it is new."""
    await connection.execute("INSERT INTO account (subject) VALUES ($1) ON CONFLICT DO NOTHING", subject)
    account: UUID = await connection.fetchval("SELECT id FROM account WHERE subject = $1", subject)
    return account


async def insert_account(connection: Connection, account_id: UUID, subject: str) -> bool:
    """Add an account under an id of the caller's choice; return False if the subject has one already."""
    status = await connection.execute(
        "INSERT INTO account (id, subject) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING", account_id, subject
    )
    return status == "INSERT 0 1"


async def is_person(connection: Connection, account_id: UUID) -> bool:
    """Tell whether an account is somebody's own."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM care_relation WHERE account_id = $1 AND role = 'self' AND valid_to IS NULL)",
        account_id,
    )
    return found


async def describe_account(connection: Connection, account_id: UUID) -> str:
    """Return, as JSON text, who an account is and whom it may see."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object(
          'account_id', $1::uuid,
          'person', (
            SELECT json_build_object('id', p.id, 'name', p.name, 'locale', p.locale, 'time_zone', p.time_zone)
            FROM care_relation r JOIN person p ON p.id = r.person_id
            WHERE r.account_id = $1 AND r.role = 'self' AND p.id = ANY (my_people())),
          'caregiver', (
            SELECT json_build_object('id', id, 'name', name, 'locale', locale) FROM caregiver WHERE account_id = $1),
          'people', (
            SELECT coalesce(json_agg(json_build_object(
              'id', p.id, 'name', p.name, 'locale', p.locale, 'role', r.role) ORDER BY p.name, p.id), '[]')
            FROM care_relation r JOIN person p ON p.id = r.person_id
            WHERE r.account_id = $1 AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now()))
        )::text
        """,
        account_id,
    )
    return text
