"""pgaudit, which writes down changes of structure and of roles: made wherever the server has it.

Not a migration file: a file runs once, and a server may be given the library later, or be restored without it.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.pgaudit.basic-setup.html
"""

import asyncpg

EXTENSION = "pgaudit"
# Named by the parameter pgaudit.role. Nothing is granted to it: the application's own work is not audited here.
ROLE = "rds_pgaudit"


async def start_auditing(connection: asyncpg.Connection, extension: str = EXTENSION) -> str | None:
    """Make the extension and the role that the server's parameters name; return why not, where it cannot be.

    RDS's owner may read which libraries are loaded; an owner who may not is on a server without the extension.
    """
    if not await connection.fetchval("SELECT true FROM pg_available_extensions WHERE name = $1", extension):
        return f"this server has no {extension}: changes of structure and of roles are not audited"
    libraries: str = await connection.fetchval("SHOW shared_preload_libraries")
    if extension not in libraries.replace(" ", "").split(","):
        return f"{extension} is not loaded: reboot the instance, then migrate again; until then nothing is audited"
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", ROLE):
        await connection.execute(f"CREATE ROLE {ROLE} NOLOGIN")
    await connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{extension}"')
    return None
