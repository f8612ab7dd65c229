"""Organisations and those who administer them."""

from uuid import UUID

from api.db.pool import Connection

ORGANISATION = "json_build_object('id', o.id, 'name', o.name, 'commercial', o.commercial)"


async def found_organisation(connection: Connection, name: str, *, commercial: bool) -> str:
    """Add an organisation whose first admin is the caller, and return it as JSON text."""
    made: UUID = await connection.fetchval("SELECT found_organisation($1, $2)", name, commercial)
    text: str = await connection.fetchval(f"SELECT {ORGANISATION}::text FROM organisation o WHERE id = $1", made)
    return text


async def organisations_json(connection: Connection) -> str:
    """Return, as JSON text, the organisations that the caller administers."""
    text: str = await connection.fetchval(
        f"""
        SELECT json_build_object('organisations', coalesce(json_agg({ORGANISATION} ORDER BY o.name, o.id), '[]'))::text
        FROM organisation o WHERE o.id = ANY ((SELECT my_organisations())::uuid[])
        """
    )
    return text


async def administers(connection: Connection, organisation_id: UUID) -> bool:
    """Tell whether the caller is an admin of an organisation."""
    found: bool = await connection.fetchval("SELECT $1 = ANY (my_organisations())", organisation_id)
    return found


async def update_organisation(connection: Connection, organisation_id: UUID, name: str, *, commercial: bool) -> str:
    """Change an organisation and return it as JSON text."""
    text: str = await connection.fetchval(
        f"UPDATE organisation o SET name = $2, commercial = $3 WHERE id = $1 RETURNING {ORGANISATION}::text",
        organisation_id,
        name,
        commercial,
    )
    return text


async def people_of_organisation_json(connection: Connection, organisation_id: UUID) -> str:
    """Return, as JSON text, who is in an organisation: names, nothing that is known of them."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('people', coalesce(json_agg(json_build_object(
          'id', id, 'name', name) ORDER BY name, id), '[]'))::text
        FROM person WHERE organisation_id = $1
        """,
        organisation_id,
    )
    return text


async def admins_json(connection: Connection, organisation_id: UUID) -> str:
    """Return, as JSON text, the admins of an organisation."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('admins', coalesce(json_agg(json_build_object(
          'id', id, 'account_id', account_id, 'since', valid_from) ORDER BY valid_from, id), '[]'))::text
        FROM organisation_admin WHERE organisation_id = $1 AND valid_to IS NULL
        """,
        organisation_id,
    )
    return text


async def insert_admin(connection: Connection, organisation_id: UUID, account_id: UUID, granted_by: UUID) -> bool:
    """Make an account an admin; return False when there is no such account. Whoever is one stays one."""
    found: bool = await connection.fetchval(
        """
        WITH known AS (SELECT id FROM account WHERE id = $2),
        added AS (
          INSERT INTO organisation_admin (organisation_id, account_id, granted_by)
          SELECT $1, id, $3 FROM known ON CONFLICT DO NOTHING)
        SELECT EXISTS (SELECT FROM known)
        """,
        organisation_id,
        account_id,
        granted_by,
    )
    return found


async def lock_admins(connection: Connection, admin_id: UUID) -> tuple[UUID, int] | None:
    """Return the organisation of an admin whom the caller may see and how many it has, counted one at a time."""
    organisation: UUID | None = await connection.fetchval(
        "SELECT organisation_id FROM organisation_admin WHERE id = $1 AND valid_to IS NULL", admin_id
    )
    if organisation is None:
        return None
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 4))", str(organisation))
    count: int = await connection.fetchval(
        "SELECT count(*) FROM organisation_admin WHERE organisation_id = $1 AND valid_to IS NULL", organisation
    )
    return organisation, count


async def end_admin(connection: Connection, admin_id: UUID) -> None:
    """Let an admin be one no longer, from the next request on."""
    await connection.execute(
        """
        UPDATE organisation_admin SET valid_to = greatest(now(), valid_from + interval '1 microsecond')
        WHERE id = $1 AND valid_to IS NULL
        """,
        admin_id,
    )
