"""What a schema consists of, each part in PostgreSQL's own words, and the schema that the files would make.

The second is made for real: in a database of its own, by the files themselves, and dropped afterwards.
"""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import asyncpg

from api.db.connect import connect
from api.db.migrator import runner
from api.db.migrator.files import Migration
from api.settings import DatabaseSettings

SHADOW = "alphawolf_shadow_"
Parts = Mapping[str, str]

# Partitions come and go by the month, and follow their table; the history itself is not of the schema.
PARTS = """
WITH relation AS (
  SELECT c.* FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relkind IN ('r', 'p', 'v', 'm')
    AND c.relname <> 'schema_migrations'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), routine AS (
  SELECT p.*, p.oid::regprocedure::text AS signature FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
), reader AS (
  SELECT oid FROM pg_roles WHERE rolname = 'alphawolf_access'
)
SELECT 'table ' || relname, format('kind %s, row security %s, forced %s, %s',
    relkind, relrowsecurity, relforcerowsecurity, pg_get_viewdef(oid))
  FROM relation
UNION ALL SELECT format('column %s.%s', relname, attname),
    format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END || ' ' || attidentity::text
    || attgenerated::text || coalesce(' ' || (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
      WHERE adrelid = a.attrelid AND adnum = a.attnum), '')
  FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid WHERE attnum > 0 AND NOT attisdropped
UNION ALL SELECT format('constraint %s on %s', conname, relname), pg_get_constraintdef(o.oid)
  FROM relation r JOIN pg_constraint o ON o.conrelid = r.oid
UNION ALL SELECT format('index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
  FROM relation r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL SELECT format('trigger %s on %s', tgname, relname), pg_get_triggerdef(t.oid) || tgenabled::text
  FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT tgisinternal
UNION ALL SELECT format('policy %s on %s', polname, relname),
    format('%s %s %s using %s check %s', polcmd, polpermissive,
      (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE oid = ANY (polroles)),
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL SELECT 'function ' || signature, pg_get_functiondef(oid) FROM routine
UNION ALL SELECT format('grant on %s', relname), string_agg(privilege_type, ',' ORDER BY privilege_type)
  FROM relation, aclexplode(relacl), reader WHERE grantee = reader.oid GROUP BY relname
UNION ALL SELECT format('grant on %s.%s', relname, attname), string_agg(privilege_type, ',' ORDER BY privilege_type)
  FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid, aclexplode(attacl), reader
  WHERE grantee = reader.oid AND NOT attisdropped GROUP BY relname, attname
UNION ALL SELECT format('grant on %s', signature), string_agg(privilege_type || grantee::regrole::text, ',')
  FROM routine, aclexplode(proacl), reader WHERE grantee = reader.oid GROUP BY signature
"""


async def parts(connection: asyncpg.Connection) -> Parts:
    """Return each part of the schema: what it is called, and how PostgreSQL defines it."""
    return {row[0]: row[1] or "" for row in await connection.fetch(PARTS)}


def differences(wanted: Parts, found: Parts) -> list[str]:
    """Return what is missing, what is there besides, and what is otherwise than wanted."""
    return [
        *(f"{name} is missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name} is in no file" for name in sorted(found.keys() - wanted.keys())),
        *(
            f"{name} is not as the files make it"
            for name in sorted(wanted)
            if found.get(name, wanted[name]) != wanted[name]
        ),
    ]


async def made_by(connection: asyncpg.Connection, settings: DatabaseSettings, files: Sequence[Migration]) -> Parts:
    """Return the schema that files make; `connection` may make databases, and is in no transaction."""
    async with shadow(connection, settings) as empty:
        await runner.Run().up(empty, files)
        return await parts(empty)


@asynccontextmanager
async def shadow(connection: asyncpg.Connection, settings: DatabaseSettings) -> AsyncIterator[asyncpg.Connection]:
    """Make an empty database beside the real one, and drop it; so also those of programs that were killed."""
    left = await connection.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", SHADOW)
    for row in left:
        with suppress(asyncpg.ObjectInUseError):
            await connection.execute(f"DROP DATABASE IF EXISTS {row['datname']}")
    name = f"{SHADOW}{secrets.token_hex(6)}"
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        inside = await connect(replace(settings, name=name), application="alphawolf-migrate shadow")
        try:
            await inside.execute("SET synchronous_commit = off")
            yield inside
        finally:
            await inside.close()
    finally:
        # FORCE may not end a worker of autovacuum; a plain drop asks such a worker to leave, and waits for it.
        await connection.execute(f"DROP DATABASE {name}")
