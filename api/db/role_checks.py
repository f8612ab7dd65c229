"""What a rotation of passwords asks of the database: who is signed in, and whether a user can do its work."""

from uuid import uuid4

import asyncpg

from api.db.dead_letters import DeadLetter, insert_dead_letter
from api.db.pool import Connection, Context
from api.db.roles import ACCESS_ROLE

PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")


class RoleUnfit(Exception):
    """A user signs in but may do too little or too much; the message says what, never a password."""


async def count_sessions(connection: Connection, user: str) -> int:
    """Return how many sessions a user has at this moment."""
    found: int = await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE usename = $1", user)
    return found


async def check_application_user(connection: Connection) -> None:
    """Try what the application does, as the user that is signed in, and undo it.

    Raises RoleUnfit for a user that could do less than its twin, or more than the application may.
    """
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", ACCESS_ROLE):
        raise RoleUnfit("the database was never migrated: nobody holds the application's privileges yet")
    if too_much := await _too_much(connection):
        raise RoleUnfit(f"the application's user may too much: {', '.join(too_much)}")
    if lacking := await _lacking(connection):
        raise RoleUnfit(f"the application's user lacks {', '.join(lacking)}")
    await _write_and_undo(connection)


async def check_owner(connection: Connection) -> None:
    """Check that the user that is signed in can migrate the database; raises RoleUnfit."""
    [able] = await connection.fetch(
        """
        SELECT (SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user) AS makes_roles,
               has_schema_privilege('public', 'CREATE') AS makes_tables,
               NOT EXISTS (SELECT FROM pg_tables
                           WHERE schemaname = 'public' AND NOT pg_has_role(tableowner, 'USAGE')) AS owns_tables
        """
    )
    if missing := [name for name, has in able.items() if not has]:
        raise RoleUnfit(f"the owner cannot migrate the database: not so {', '.join(missing)}")


async def _too_much(connection: Connection) -> list[str]:
    """Name what sets a user above row-level security or above its twin."""
    [might] = await connection.fetch(
        """
        SELECT rolsuper AS superuser, rolbypassrls AS bypassrls, rolcreaterole AS createrole, rolcreatedb AS createdb,
               has_schema_privilege('public', 'CREATE') AS makes_tables,
               EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns_tables
        FROM pg_roles r WHERE rolname = current_user
        """
    )
    return [name for name, has in might.items() if has]


async def _lacking(connection: Connection) -> list[str]:
    """Name the privileges that the shared role has and this user has not; one name for all when there are none."""
    rows = await connection.fetch(
        """
        SELECT relname || ' ' || privilege AS lacks, has_table_privilege(c.oid, privilege) AS held
        FROM pg_class c, unnest($2::text[]) privilege
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
          AND has_table_privilege($1, c.oid, privilege)
        ORDER BY 1
        """,
        ACCESS_ROLE,
        list(PRIVILEGES),
    )
    return [row["lacks"] for row in rows if not row["held"]] if rows else ["every privilege"]


async def _write_and_undo(connection: Connection) -> None:
    """Do a worker's real work in a transaction that is never committed."""
    await connection.execute(Context.worker().begin(read_only=False))
    try:
        letter = DeadLetter(f"probe-{uuid4()}", None, None, 1, bytes(32))
        if not await insert_dead_letter(connection, letter):
            raise RoleUnfit("the application's user wrote a row that did not arrive")
        await connection.fetchval("SELECT count(*) FROM (SELECT FROM person LIMIT 1) rows")
    except asyncpg.InsufficientPrivilegeError as error:
        raise RoleUnfit("the application's user may not do the application's work") from error
    finally:
        await connection.execute("ROLLBACK")
