"""Who cares for whom: the circle of a person, and how it changes."""

from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.domain.permissions import CareRelation, Relation


async def circle_json(connection: Connection, person_id: UUID) -> str:
    """Return, as JSON text, everybody with a valid relation to a person whom the caller may see."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('relations', coalesce(json_agg(json_build_object(
          'id', id, 'account_id', account_id, 'name', name, 'role', role, 'since', since, 'until', until,
          'granted_by', granted_by)), '[]'))::text
        FROM relations_of($1)
        """,
        person_id,
    )
    return text


async def lock_circle(connection: Connection, person_id: UUID) -> None:
    """Let one change at a time decide about a person's circle; the lock ends with the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 2))", str(person_id))


async def person_of_relation(connection: Connection, relation_id: UUID) -> UUID | None:
    """Return whom a valid relation that the caller may see is about."""
    person: UUID | None = await connection.fetchval(
        """
        SELECT person_id FROM care_relation
        WHERE id = $1 AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
        """,
        relation_id,
    )
    return person


async def circle_of_person(connection: Connection, person_id: UUID) -> list[CareRelation]:
    """Return every valid relation to a person whom the caller may see."""
    rows = await connection.fetch("SELECT id, account_id, role, until FROM relations_of($1)", person_id)
    return [
        CareRelation(row["id"], person_id, row["account_id"], Relation(row["role"]), row["until"] is not None)
        for row in rows
    ]


async def end_relation(connection: Connection, relation_id: UUID) -> None:
    """Let a relation end now; the next request finds it ended."""
    await connection.execute(
        "UPDATE care_relation SET valid_to = greatest(now(), valid_from + interval '1 microsecond') WHERE id = $1",
        relation_id,
    )


async def insert_relation(
    connection: Connection, target: CareRelation, role: Relation, until: datetime | None, granted_by: UUID
) -> UUID:
    """Add a relation in the place of one that was ended, and return its id."""
    made: UUID = await connection.fetchval(
        """
        INSERT INTO care_relation (account_id, person_id, role, valid_to, granted_by) VALUES ($1, $2, $3, $4, $5)
        RETURNING id
        """,
        target.account_id,
        target.person_id,
        role,
        until,
        granted_by,
    )
    return made
