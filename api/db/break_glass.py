"""Access in an emergency: for a while, with a reason, and looked at afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.db.data_keys import FieldKeys
from api.db.pool import Connection
from api.field_encryption import FieldCipher, is_sealed

REASON, NOTE = "break_glass_access.reason", "break_glass_access.note"


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """One access, as it is begun."""

    id: UUID
    person_id: UUID
    account_id: UUID
    reason_code: str
    reason: str
    minutes: int


@dataclass(frozen=True, slots=True)
class BreakGlassSeen:
    """One access, as somebody who may see it finds it."""

    id: UUID
    person_id: UUID
    account_id: UUID
    relation_id: UUID
    running: bool
    reviewed: bool


ACCESS = """json_build_object(
  'id', b.id, 'person_id', b.person_id, 'account_id', b.account_id, 'reason_code', b.reason_code, 'reason', b.reason,
  'began_at', b.began_at, 'ends_at', b.ends_at, 'ended_at', b.ended_at, 'reviewed_at', b.reviewed_at,
  'reviewed_by', b.reviewed_by, 'justified', b.justified, 'note', b.note, 'sealed', b.sealed)"""


async def insert_break_glass(connection: Connection, access: BreakGlass, cipher: FieldCipher | None) -> str:
    """Add the relation and the record of why, sealed if there is a cipher, and return the record as JSON text."""
    # Two statements: the wall lets the second through because of what the first has written.
    relation = await connection.fetchrow(
        """
        INSERT INTO care_relation (account_id, person_id, role, valid_to, granted_by)
        VALUES ($1, $2, 'break_glass', now() + make_interval(mins => $3), $1) RETURNING id, valid_to
        """,
        access.account_id,
        access.person_id,
        access.minutes,
    )
    if relation is None:
        raise LookupError("a relation vanished as it was written")
    text: str = await connection.fetchval(
        f"""
        INSERT INTO break_glass_access AS b
          (id, person_id, account_id, relation_id, reason_code, reason, ends_at, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING {ACCESS}::text
        """,
        access.id,
        access.person_id,
        access.account_id,
        relation["id"],
        access.reason_code,
        access.reason if cipher is None else cipher.seal(access.reason, REASON, access.id),
        relation["valid_to"],
        cipher is not None,
    )
    return text


async def break_glass_json(connection: Connection, person_id: UUID, limit: int) -> str:
    """Return, as JSON text, the newest accesses to a person as they are kept; those not reviewed come first."""
    text: str = await connection.fetchval(
        f"""
        SELECT json_build_object('accesses', coalesce(json_agg({ACCESS}
          ORDER BY b.reviewed_at IS NOT NULL, b.began_at DESC, b.id), '[]'))::text
        FROM (SELECT * FROM break_glass_access WHERE person_id = $1
              ORDER BY reviewed_at IS NOT NULL, began_at DESC, id LIMIT $2) b
        """,
        person_id,
        limit,
    )
    return text


async def break_glass_seen(connection: Connection, access_id: UUID) -> BreakGlassSeen | None:
    """Return an access if the caller may see it."""
    row = await connection.fetchrow(
        """
        SELECT id, person_id, account_id, relation_id, ended_at IS NULL AND ends_at > now(), reviewed_at IS NOT NULL
        FROM break_glass_access WHERE id = $1
        """,
        access_id,
    )
    return None if row is None else BreakGlassSeen(*row)


async def end_break_glass(connection: Connection, access_id: UUID) -> None:
    """Note that an access has ended; its relation is ended with it by the caller."""
    await connection.execute("UPDATE break_glass_access SET ended_at = now() WHERE id = $1", access_id)


async def review_break_glass(
    connection: Connection, access_id: UUID, reviewer: UUID, *, justified: bool, note: str | None, at: datetime
) -> str | None:
    """Note what came of a review and return the record as JSON text; None when somebody reviewed it before.

    `note` comes sealed.
    """
    text: str | None = await connection.fetchval(
        f"""
        UPDATE break_glass_access AS b SET reviewed_at = $5, reviewed_by = $2, justified = $3, note = $4
        WHERE b.id = $1 AND b.reviewed_at IS NULL RETURNING {ACCESS}::text
        """,
        access_id,
        reviewer,
        justified,
        note,
        at,
    )
    return text


async def opened(keys: FieldKeys, access: dict[str, Any]) -> dict[str, Any]:
    """Return an access with its reason and its note as they were written. Raises KeysUnavailable."""
    owner, note, sealed = UUID(access["id"]), access["note"], access["sealed"]
    reason = await keys.open(access["reason"], REASON, owner) if sealed else access["reason"]
    note = None if note is None else await keys.open(note, NOTE, owner)
    return {**{name: value for name, value in access.items() if name != "sealed"}, "reason": reason, "note": note}


async def seal_plain_reasons(connection: Connection, cipher: FieldCipher, most: int) -> int:
    """Seal reasons and notes that were kept in the clear; return of how many accesses."""
    rows = await connection.fetch(
        "SELECT id, reason, note FROM break_glass_access WHERE NOT sealed ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
        most,
    )
    for row in rows:
        note = row["note"]
        if note is not None and not is_sealed(note):
            note = cipher.seal(note, NOTE, row["id"])
        await connection.execute(
            "SELECT seal_break_glass($1, $2, $3)", row["id"], cipher.seal(row["reason"], REASON, row["id"]), note
        )
    return len(rows)
