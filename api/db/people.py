"""What is kept of a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited

# The columns that a change may name, which is also what makes them safe to put into a statement.
CHANGEABLE = frozenset(
    {
        "name",
        "locale",
        "time_zone",
        "languages",
        "voice",
        "quiet_from",
        "quiet_to",
        "grid_rows",
        "grid_columns",
        "high_contrast",
        "speech_language",
        "speech_rate",
        "speech_pitch",
    }
)
PERSON = """json_build_object(
  'id', p.id, 'name', p.name, 'locale', p.locale, 'time_zone', p.time_zone, 'languages', p.languages,
  'voice', p.voice, 'organisation_id', p.organisation_id, 'preferences', json_build_object(
    'quiet_hours', CASE WHEN p.quiet_from IS NULL THEN NULL ELSE json_build_object(
      'from', to_char(p.quiet_from, 'HH24:MI'), 'to', to_char(p.quiet_to, 'HH24:MI')) END,
    'grid', CASE WHEN p.grid_rows IS NULL OR p.grid_columns IS NULL THEN NULL ELSE json_build_object(
      'rows', p.grid_rows, 'columns', p.grid_columns) END,
    'high_contrast', p.high_contrast, 'speech', CASE
      WHEN p.speech_language IS NULL AND p.speech_rate IS NULL AND p.speech_pitch IS NULL THEN NULL
      ELSE json_build_object('language', p.speech_language, 'rate', p.speech_rate, 'pitch', p.speech_pitch) END),
  'role', r.role)"""
MINE = """person p JOIN care_relation r ON r.person_id = p.id
  AND r.account_id = $1 AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())"""


async def found_person(
    connection: Connection, name: str, locale: str, time_zone: str, organisation_id: UUID | None, role: str
) -> UUID:
    """Add a person whom the caller is or manages, as `role` says, and return the id."""
    person: UUID = await connection.fetchval(
        "SELECT found_person($1, $2, $3, $4, $5)", name, locale, time_zone, organisation_id, role
    )
    return person


async def people_seen(connection: Connection, account_id: UUID) -> str:
    """Return, as JSON text, everybody whom an account may see now; of each it is noted in the audit."""
    text: str = await connection.fetchval(
        f"""
        WITH seen AS (SELECT p.id, p.name, {PERSON} AS person FROM {MINE}), {noting(Audited.PERSON_READ, "id", "seen")}
        SELECT json_build_object('people', coalesce(json_agg(person ORDER BY name, id), '[]'))::text FROM seen
        """,
        account_id,
    )
    return text


async def person_described(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, str]:
    """Return the account's relation to a person, and the person as JSON text."""
    row = await connection.fetchrow(f"SELECT r.role, {PERSON}::text FROM {MINE} WHERE p.id = $2", account_id, person_id)
    return (None, "") if row is None else (row[0], row[1])


async def person_looked_at(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, str]:
    """Return what `person_described` does, noted in the audit: one round trip."""
    row = await connection.fetchrow(
        f"""
        WITH seen AS (SELECT p.id, r.role, {PERSON}::text AS person FROM {MINE} WHERE p.id = $2),
          {noting(Audited.PERSON_READ, "id", "seen")}
        SELECT role, person FROM seen
        """,
        account_id,
        person_id,
    )
    return (None, "") if row is None else (row[0], row[1])


async def update_person(connection: Connection, person_id: UUID, changes: Mapping[str, Any]) -> None:
    """Change what is named and leave the rest. Raises KeyError for a column that is nobody's to change."""
    if unknown := changes.keys() - CHANGEABLE:
        raise KeyError(*unknown)
    if changes:
        assignments = ", ".join(f"{column} = ${place}" for place, column in enumerate(changes, 2))
        await connection.execute(f"UPDATE person SET {assignments} WHERE id = $1", person_id, *changes.values())


async def place_person(connection: Connection, person_id: UUID, organisation_id: UUID | None) -> None:
    """Let a person join an organisation, or leave the one they are in."""
    await connection.execute("SELECT place_person($1, $2)", person_id, organisation_id)


async def organisation_of_person(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, bool]:
    """Return the account's relation to a person, and whether it is an admin of the person's organisation."""
    row = await connection.fetchrow(
        """
        SELECT
          (SELECT role FROM care_relation WHERE account_id = $1 AND person_id = $2
             AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())),
          EXISTS (SELECT FROM person WHERE id = $2 AND organisation_id = ANY ((SELECT my_organisations())::uuid[]))
        """,
        account_id,
        person_id,
    )
    return (None, False) if row is None else (row[0], row[1])
