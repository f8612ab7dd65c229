"""Escalation policies, all versions of them, and the covers of their rotations."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from api.db.pool import Connection
from api.domain.escalation import Around
from api.domain.escalation_policy import DEFAULT, Policy, document_of, policy_of
from api.domain.notifications import Member
from api.domain.permissions import Relation
from api.domain.quiet_hours import QuietHours
from api.domain.rotations import Cover

COVER = "id, rotation, account_id, begins_at, ends_at, made_at"


@dataclass(frozen=True, slots=True)
class SavedPolicy:
    """A person's policy; version 0 is the default of whoever has none."""

    version: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class CaregiverAround:
    """A caregiver of a person, by name, and when they last answered an alert or a test."""

    account_id: UUID
    name: str
    proved_at: datetime


def frozen_policy(text: str | None) -> Policy:
    """Return a policy that was kept; the default where there is none, or none that can be read: a call must go on."""
    if text is None:
        return DEFAULT
    try:
        return policy_of(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return DEFAULT


async def saved_policy(connection: Connection, person_id: UUID) -> SavedPolicy:
    """Return the policy that a person's next alert takes with it."""
    row = await connection.fetchrow(
        "SELECT version, policy::text FROM escalation_policies WHERE person_id = $1 ORDER BY version DESC LIMIT 1",
        person_id,
    )
    return SavedPolicy(0, DEFAULT) if row is None else SavedPolicy(row["version"], frozen_policy(row["policy"]))


async def save_policy(
    connection: Connection, person_id: UUID, version: int, policy: Policy, by: UUID, at: datetime
) -> bool:
    """Add a version of a policy; return False if there is one of that number already."""
    status = await connection.execute(
        """
        INSERT INTO escalation_policies (person_id, version, policy, edited_by, edited_at)
        VALUES ($1, $2, $3::text::jsonb, $4, $5) ON CONFLICT DO NOTHING
        """,
        person_id,
        version,
        json.dumps(document_of(policy)),
        by,
        at,
    )
    return status == "INSERT 0 1"


def to_member(row: asyncpg.Record) -> Member:
    """Return a row of care_circle() as the domain knows it."""
    quiet = None
    if row["quiet_from"] is not None and row["time_zone"] is not None:
        quiet = QuietHours(row["quiet_from"], row["quiet_to"], ZoneInfo(row["time_zone"]))
    return Member(row["account_id"], Relation(row["role"]), row["locale"], quiet, row["has_number"])


async def around_person(connection: Connection, person_id: UUID, now: datetime, policy: Policy = DEFAULT) -> Around:
    """Return who is around a person whom the caller may see, with covers if the policy has rotations."""
    rows = await connection.fetch("SELECT * FROM care_circle($1)", person_id)
    covers = await covers_of(connection, person_id, now) if policy.rotations else ()
    return Around(tuple(to_member(row) for row in rows), tuple(covers))


async def caregivers_around(connection: Connection, person_id: UUID) -> list[CaregiverAround]:
    """Return the caregivers of a person whom the caller may see, by name."""
    rows = await connection.fetch(
        """
        SELECT account_id, name, contact_proved_at FROM care_circle($1) WHERE role <> 'self' AND name IS NOT NULL
        ORDER BY name, account_id
        """,
        person_id,
    )
    return [CaregiverAround(*row) for row in rows]


async def covers_of(connection: Connection, person_id: UUID, now: datetime) -> Sequence[Cover]:
    """Return the covers of a person's rotations that are not over."""
    rows = await connection.fetch(
        f"""
        SELECT {COVER} FROM covers WHERE person_id = $1 AND ends_at > $2 AND taken_back_at IS NULL
        ORDER BY begins_at, id LIMIT 200
        """,
        person_id,
        now,
    )
    return [Cover(*row) for row in rows]


async def insert_cover(connection: Connection, person_id: UUID, cover: Cover, by: UUID) -> None:
    """Add a cover."""
    await connection.execute(
        """
        INSERT INTO covers (id, person_id, rotation, account_id, begins_at, ends_at, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        cover.id,
        person_id,
        cover.rotation,
        cover.account_id,
        cover.begins_at,
        cover.ends_at,
        by,
        cover.made_at,
    )


async def person_of_cover(connection: Connection, cover_id: UUID) -> UUID | None:
    """Return whose cover it is, None for one that the caller may not see or that was taken back."""
    person: UUID | None = await connection.fetchval(
        "SELECT person_id FROM covers WHERE id = $1 AND taken_back_at IS NULL", cover_id
    )
    return person


async def take_cover_back(connection: Connection, cover_id: UUID, at: datetime) -> None:
    """Let a cover count no more."""
    await connection.execute("UPDATE covers SET taken_back_at = $2 WHERE id = $1", cover_id, at)
