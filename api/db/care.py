"""People, their caregivers, and the relations between them that count now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.notifications import Member
from api.domain.permissions import Relation

VALID_NOW = "r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())"


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person as one account sees them."""

    id: UUID
    name: str
    locale: str
    relation: str


async def person_seen(connection: Connection, account_id: UUID, person_id: UUID) -> PersonSeen | None:
    """Return the person and the account's relation to them, None without a valid one."""
    row = await connection.fetchrow(
        f"""
        SELECT p.id, p.name, p.locale, r.role FROM care_relation r JOIN person p ON p.id = r.person_id
        WHERE r.account_id = $1 AND r.person_id = $2 AND {VALID_NOW}
        """,
        account_id,
        person_id,
    )
    return None if row is None else PersonSeen(*row)


async def relation_to(connection: Connection, account_id: UUID, person_id: UUID) -> str | None:
    """Return the role of the account's valid relation to a person."""
    role: str | None = await connection.fetchval(
        f"SELECT r.role FROM care_relation r WHERE r.account_id = $1 AND r.person_id = $2 AND {VALID_NOW}",
        account_id,
        person_id,
    )
    return role


async def relation_noted(
    connection: Connection, account_id: UUID, person_id: UUID, action: Audited, object_id: UUID | None = None
) -> str | None:
    """Return the role of the account's valid relation to a person, and note in the audit what it is asked for.

    One round trip, as without the note; whoever is refused afterwards rolls the note back.
    """
    role: str | None = await connection.fetchval(
        f"""
        WITH seen AS (
          SELECT r.person_id, r.role FROM care_relation r WHERE r.account_id = $1 AND r.person_id = $2 AND {VALID_NOW}
        ), {noting(action, "person_id", "seen", "$3")}
        SELECT role FROM seen
        """,
        account_id,
        person_id,
        None if object_id is None else str(object_id),
    )
    return role


async def lock_presses(connection: Connection, person_id: UUID) -> None:
    """Let one press of a person at a time decide whether it is a new alert; the lock ends with the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 1))", str(person_id))


async def circle_of(connection: Connection, person_id: UUID) -> list[Member]:
    """Return every account with a valid relation to a person whom the caller may see."""
    rows = await connection.fetch("SELECT account_id, role, locale FROM care_circle($1)", person_id)
    return [Member(row["account_id"], Relation(row["role"]), row["locale"]) for row in rows]


async def name_in_circle(connection: Connection, person_id: UUID, account_id: UUID) -> str:
    """Return how an account of a person's circle is called, empty if it has no name."""
    name: str | None = await connection.fetchval(
        "SELECT name FROM care_circle($1) WHERE account_id = $2", person_id, account_id
    )
    return name or ""


async def note_contact_proved(connection: Connection, account_id: UUID, now: datetime) -> None:
    """Note that a caregiver was reached and answered."""
    await connection.execute(
        "UPDATE caregiver SET contact_proved_at = greatest(contact_proved_at, $2) WHERE account_id = $1",
        account_id,
        now,
    )


async def caregiver_name(connection: Connection, account_id: UUID) -> str | None:
    """Return the display name of the caregiver with this account."""
    name: str | None = await connection.fetchval("SELECT name FROM caregiver WHERE account_id = $1", account_id)
    return name


async def caregiver_locale(connection: Connection, account_id: UUID) -> str:
    """Return the language of the caregiver with this account, English for anybody else."""
    locale: str | None = await connection.fetchval("SELECT locale FROM caregiver WHERE account_id = $1", account_id)
    return locale or "en"


async def relations_of(connection: Connection, account_id: UUID) -> dict[UUID, Relation]:
    """Return what an account is now to each person whom it may see."""
    rows = await connection.fetch(
        f"SELECT r.person_id, r.role FROM care_relation r WHERE r.account_id = $1 AND {VALID_NOW} ORDER BY 1",
        account_id,
    )
    return {row["person_id"]: Relation(row["role"]) for row in rows}


async def save_person(connection: Connection, account_id: UUID, name: str, locale: str, time_zone: str) -> UUID:
    """Return the person whose own account this is, made or renamed now."""
    known: UUID | None = await connection.fetchval(
        "SELECT person_id FROM care_relation WHERE account_id = $1 AND role = 'self' AND valid_to IS NULL", account_id
    )
    if known is not None:
        await connection.execute(
            "UPDATE person SET name = $2, locale = $3, time_zone = $4 WHERE id = $1", known, name, locale, time_zone
        )
        return known
    person: UUID = await connection.fetchval(
        "INSERT INTO person (name, locale, time_zone) VALUES ($1, $2, $3) RETURNING id", name, locale, time_zone
    )
    await save_relation(connection, account_id, person, Relation.SELF)
    return person


async def save_caregiver(connection: Connection, account_id: UUID, name: str, locale: str = "en") -> UUID:
    """Return the caregiver with this account, made or renamed now."""
    caregiver: UUID = await connection.fetchval(
        """
        INSERT INTO caregiver (account_id, name, locale) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO UPDATE SET name = excluded.name RETURNING id
        """,
        account_id,
        name,
        locale,
    )
    return caregiver


async def save_relation(connection: Connection, account_id: UUID, person_id: UUID, relation: Relation) -> None:
    """Make sure that an open relation exists."""
    await connection.execute(
        "INSERT INTO care_relation (account_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        account_id,
        person_id,
        relation,
    )


async def time_zone_of(connection: Connection, person_id: UUID) -> str:
    """Return the name of the time zone that a person lives in."""
    name: str = await connection.fetchval("SELECT time_zone FROM person WHERE id = $1", person_id)
    return name
