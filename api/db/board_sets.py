"""Packages of boards that were imported: their records of pictures and sounds, and the contents, once each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.db.pool import Connection

# asyncpg sends a batch as one message stream; a few at a time keep its memory bounded.
MEDIA_AT_A_TIME = 16


@dataclass(frozen=True, slots=True)
class StoredSet:
    """An imported package; `package` and `report` are JSON values."""

    id: UUID
    root_id: UUID
    package: dict[str, Any]
    report: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A board with the package that it came in, if any, and what it is called there."""

    id: UUID
    set_id: UUID | None
    source_id: str | None
    path: str | None


async def set_by_fingerprint(connection: Connection, person_id: UUID, fingerprint: str) -> StoredSet | None:
    """Return the package that a person imported from just these bytes."""
    row = await connection.fetchrow(
        """
        SELECT id, root_id, package::text, report::text FROM board_sets WHERE user_id = $1 AND fingerprint = $2
        """,
        person_id,
        fingerprint,
    )
    return None if row is None else StoredSet(row[0], row[1], json.loads(row[2]), json.loads(row[3]))


async def packages_of(connection: Connection, person_id: UUID, set_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the packages with these ids."""
    rows = await connection.fetch(
        "SELECT id, package::text FROM board_sets WHERE user_id = $1 AND id = ANY ($2::uuid[])",
        person_id,
        list(set_ids),
    )
    return {row["id"]: json.loads(row["package"]) for row in rows}


async def media_names(connection: Connection, person_id: UUID, set_id: UUID) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of a package's pictures and those of its sounds."""
    row = await connection.fetchrow(
        """
        SELECT ARRAY(SELECT jsonb_object_keys(package->'images')) AS images,
          ARRAY(SELECT jsonb_object_keys(package->'sounds')) AS sounds
        FROM board_sets WHERE user_id = $1 AND id = $2
        """,
        person_id,
        set_id,
    )
    return (frozenset(), frozenset()) if row is None else (frozenset(row["images"]), frozenset(row["sounds"]))


async def media_record(
    connection: Connection, person_id: UUID, board_id: UUID, kind: str, name: str
) -> tuple[dict[str, Any], dict[str, str]] | None:
    """Return one picture's or sound's record (`kind` is images or sounds) and the files of the package by path."""
    row = await connection.fetchrow(
        """
        SELECT (s.package->$3->$4)::text AS record, (s.package->'files')::text AS files
        FROM boards b JOIN board_sets s ON s.user_id = b.user_id AND s.id = b.set_id
        WHERE b.user_id = $1 AND b.id = $2 AND s.package->$3 ? $4
        """,
        person_id,
        board_id,
        kind,
        name,
    )
    return None if row is None else (json.loads(row["record"]), json.loads(row["files"]))


async def insert_set(
    connection: Connection, person_id: UUID, imported: StoredSet, fingerprint: str, imported_by: UUID
) -> None:
    """Add a package."""
    await connection.execute(
        """
        INSERT INTO board_sets (user_id, id, root_id, fingerprint, package, report, imported_by)
        VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7)
        """,
        person_id,
        imported.id,
        imported.root_id,
        fingerprint,
        json.dumps(imported.package),
        json.dumps(imported.report),
        imported_by,
    )


async def insert_media(connection: Connection, person_id: UUID, contents: Mapping[str, bytes]) -> int:
    """Keep contents by their SHA-256 in hexadecimal; return how many bytes a person's contents now are."""
    named = [(person_id, bytes.fromhex(name), content) for name, content in contents.items()]
    for start in range(0, len(named), MEDIA_AT_A_TIME):
        await connection.executemany(
            "INSERT INTO board_media (user_id, sha256, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            named[start : start + MEDIA_AT_A_TIME],
        )
    size: int = await connection.fetchval(
        "SELECT coalesce(sum(octet_length(content)), 0)::bigint FROM board_media WHERE user_id = $1", person_id
    )
    return size


async def media_contents(connection: Connection, person_id: UUID, names: Iterable[str]) -> dict[str, bytes]:
    """Return contents by their SHA-256 in hexadecimal."""
    wanted = [bytes.fromhex(name) for name in names]
    rows = await connection.fetch(
        "SELECT sha256, content FROM board_media WHERE user_id = $1 AND sha256 = ANY ($2::bytea[])", person_id, wanted
    )
    return {row["sha256"].hex(): row["content"] for row in rows}


async def placed_boards(connection: Connection, person_id: UUID) -> list[Placed]:
    """Return where each board of a person came from, deleted ones too, in the order in which they came."""
    rows = await connection.fetch(
        "SELECT id, set_id, source_id, path FROM boards WHERE user_id = $1 ORDER BY created_at, id", person_id
    )
    return [Placed(*row) for row in rows]
