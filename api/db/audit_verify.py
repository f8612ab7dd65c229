"""Check every chain of the audit: `python -m api.db.audit_verify [LOG]`; exit code 2 when one does not hold.

LOG holds lines of the API's log: the ends of the chains that it wrote down there are then looked for as well, which
shows what even somebody who rules the database cannot hide.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg

from api.db.audit import every_entry, every_head
from api.db.connect import DatabaseUnavailable
from api.db.pool import Connection, Context, Database
from api.domain.audit import Verification
from api.settings import DatabaseSettings, SettingsError


def anchors_in(lines: Iterable[str]) -> frozenset[bytes]:
    """Return the ends of chains in lines of a log; lines of other kinds are passed over."""
    found: set[bytes] = set()
    for line in lines:
        try:
            parsed = json.loads(line)
            if parsed["event"] == "audit_sealed":
                found |= {bytes.fromhex(head) for head in parsed["heads"]}
        except (ValueError, TypeError, KeyError):
            continue
    return frozenset(found)


async def verify(connection: Connection, anchors: frozenset[bytes] = frozenset()) -> Verification:
    """Check all chains."""
    verification = Verification(await every_head(connection), anchors)
    async for entry in every_entry(connection):
        verification.see(entry)
    verification.finish()
    return verification


async def main(anchors: frozenset[bytes], environ: Mapping[str, str]) -> Verification:
    """Check the database that the environment names."""
    database = Database(DatabaseSettings.from_environment(environ), application="alphawolf-audit-verify", size=1)
    await database.open()
    try:
        async with database.transaction(Context.worker(), read_only=True) as connection:
            return await verify(connection, anchors)
    finally:
        await database.close()


def command(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Run the command line and return its exit code."""
    try:
        lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines() if arguments else []
        done = asyncio.run(main(anchors_in(lines), environ))
    except (OSError, SettingsError, DatabaseUnavailable, asyncpg.PostgresError) as error:
        sys.stderr.write(f"audit_verify: {error}\n")
        return 1
    for found in done.breaks:
        where = "log" if found.person_id is None else f"{found.person_id} {found.seq}"
        sys.stdout.write(f"{where}: {found.what}\n")
    sys.stdout.write(f"{done.entries} entries checked, {len(done.breaks)} breaks\n")
    return 2 if done.breaks else 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:], os.environ))
