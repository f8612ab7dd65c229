"""Values that lie under keys which another has taken over from: how many there are, and sealing them again.

Each walk goes by row identifier and takes a row only if it still is what was read: a walk that was killed is begun
again and finds what is left, two at once take different rows, and nobody else waits longer than a batch.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.db.break_glass import NOTE, REASON
from api.db.contact_methods import ADDRESS
from api.db.idempotency import ANSWER
from api.db.pool import Connection
from api.field_encryption import FieldCipher, FieldError

Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows were sealed again, how many could not be, and where the next batch begins; None after the last."""

    moved: int
    left: int
    end: Place | None


@dataclass(frozen=True, slots=True)
class Walk:
    """One table's walk."""

    table: str
    begin: Place
    batch: Callable[[Connection, FieldCipher, Place, int], Awaitable[Batch]]
    count: str

    async def left(self, connection: Connection, sealing: int, indexing: int) -> int:
        """Return how many rows hold something of an older key than these."""
        arguments = (sealing, indexing)[: 2 if "$2" in self.count else 1]
        found: int = await connection.fetchval(self.count, *arguments)
        return found


async def reseal_addresses(connection: Connection, cipher: FieldCipher, after: Place, most: int) -> Batch:
    """Seal telephone numbers again and make their indexes anew.

    A number that its account has twice, which only a process cut off from the database for minutes can have stored,
    keeps its older index.
    """
    rows = await connection.fetch(
        """
        SELECT id, account_id, address FROM contact_methods
        WHERE id > $1 AND (address NOT LIKE 'v1.' || $2::text || '.%' OR address_index_key IS DISTINCT FROM $3)
        ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED
        """,
        *after,
        str(cipher.sealing),
        cipher.indexing,
        most,
    )
    moved = 0
    for row in rows:
        number = _opened(cipher, row["address"], ADDRESS, row["account_id"])
        if number is None:
            continue
        status = await connection.execute(
            """
            UPDATE contact_methods c SET address = $2, address_index = $3, address_index_key = $4
            WHERE id = $1 AND NOT EXISTS (
              SELECT FROM contact_methods o WHERE o.account_id = c.account_id AND o.channel = c.channel
                AND o.address_index = $3 AND o.id <> c.id)
            """,
            row["id"],
            cipher.seal(number, ADDRESS, row["account_id"]),
            cipher.index(number, ADDRESS),
            cipher.indexing,
        )
        moved += status == "UPDATE 1"
    return _batch(rows, moved, most, "id")


async def reseal_reasons(connection: Connection, cipher: FieldCipher, after: Place, most: int) -> Batch:
    """Seal reasons and notes of emergency access again."""
    rows = await connection.fetch(
        """
        SELECT id, reason, note FROM break_glass_access WHERE id > $1 AND sealed
          AND (reason NOT LIKE 'v1.' || $2::text || '.%' OR note NOT LIKE 'v1.' || $2::text || '.%')
        ORDER BY id LIMIT $3
        """,
        *after,
        str(cipher.sealing),
        most,
    )
    moved = 0
    for row in rows:
        reason, note = (
            None if row[name] is None else _opened(cipher, row[name], field, row["id"])
            for name, field in (("reason", REASON), ("note", NOTE))
        )
        if reason is None or (note is None and row["note"] is not None):
            continue
        moved += await connection.fetchval(
            "SELECT reseal_break_glass($1, $2, $3, $4, $5)",
            row["id"],
            row["reason"],
            cipher.seal(reason, REASON, row["id"]),
            row["note"],
            None if note is None else cipher.seal(note, NOTE, row["id"]),
        )
    return _batch(rows, moved, most, "id")


async def reseal_answers(connection: Connection, cipher: FieldCipher, after: Place, most: int) -> Batch:
    """Seal kept answers again, those that are sealed at all."""
    rows = await connection.fetch(
        """
        SELECT account_id, key, answer #>> '{}' AS answer FROM idempotency
        WHERE (account_id, key) > ($1, $2) AND answer::text LIKE '"v1.%' AND answer::text NOT LIKE '"v1.' || $3 || '.%'
        ORDER BY account_id, key LIMIT $4 FOR UPDATE SKIP LOCKED
        """,
        *after,
        str(cipher.sealing),
        most,
    )
    moved = 0
    for row in rows:
        answer = _opened(cipher, row["answer"], ANSWER, row["account_id"])
        if answer is None:
            continue
        moved += 1
        await connection.execute(
            "UPDATE idempotency SET answer = $3::json WHERE account_id = $1 AND key = $2",
            row["account_id"],
            row["key"],
            json.dumps(cipher.seal(answer, ANSWER, row["account_id"])),
        )
    return _batch(rows, moved, most, "account_id", "key")


def _opened(cipher: FieldCipher, stored: str, field: str, owner: UUID) -> str | None:
    """Return a text; None for one that was changed or moved, which stays as it is and is counted as left."""
    try:
        return cipher.open(stored, field, owner)
    except FieldError:
        return None


def _batch(rows: list[Any], moved: int, most: int, *place: str) -> Batch:
    end = tuple(rows[-1][name] for name in place) if len(rows) == most else None
    return Batch(moved, len(rows) - moved, end)


FIRST = "00000000-0000-0000-0000-000000000000"
WALKS = (
    Walk(
        "contact_methods",
        (FIRST,),
        reseal_addresses,
        """
        SELECT count(*) FROM contact_methods
        WHERE address NOT LIKE 'v1.' || $1::integer || '.%' OR address_index_key IS DISTINCT FROM $2::integer
        """,
    ),
    Walk(
        "break_glass_access",
        (FIRST,),
        reseal_reasons,
        """
        SELECT count(*) FROM break_glass_access WHERE sealed
          AND (reason NOT LIKE 'v1.' || $1::integer || '.%' OR note NOT LIKE 'v1.' || $1::integer || '.%')
        """,
    ),
    Walk(
        "idempotency",
        (FIRST, ""),
        reseal_answers,
        """
        SELECT count(*) FROM idempotency
        WHERE answer::text LIKE '"v1.%' AND answer::text NOT LIKE '"v1.' || $1::integer || '.%'
        """,
    ),
)


async def values_by_key(connection: Connection) -> dict[int, int]:
    """Return how many values are sealed under each data key."""
    rows = await connection.fetch(
        """
        SELECT split_part(value, '.', 2)::integer AS key, count(*) AS times FROM (
          SELECT address FROM contact_methods
          UNION ALL SELECT reason FROM break_glass_access WHERE sealed
          UNION ALL SELECT note FROM break_glass_access WHERE sealed AND note IS NOT NULL
          UNION ALL SELECT answer #>> '{}' FROM idempotency WHERE answer::text LIKE '"v1.%'
        ) AS sealed (value) WHERE value LIKE 'v1.%' GROUP BY 1
        """
    )
    return {row["key"]: row["times"] for row in rows}


async def indexes_by_key(connection: Connection) -> dict[int, int]:
    """Return how many indexes each index key has made; 0 stands for one that nobody noted."""
    rows = await connection.fetch(
        """
        SELECT coalesce(address_index_key, 0) AS key, count(*) AS times FROM contact_methods GROUP BY 1
        """
    )
    return {row["key"]: row["times"] for row in rows}
