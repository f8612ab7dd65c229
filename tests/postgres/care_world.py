"""A person with everybody who can stand to them in any way, and one of each thing that can be asked for."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import asyncpg

from api.domain.contact_methods import code_hash
from api.domain.escalation_policy import BOTH, EVERYONE, Policy, Step, document_of
from api.domain.rotations import Period, Rotation

CODE = "123456"
PERSONS = ("self", "other_person")
RELATED = ("viewer", "editor", "manager")
REVOKED = ("revoked_viewer", "revoked_editor", "revoked_manager")
CALLERS = (
    *("self", *RELATED, "break_glass", "admin"),
    *(*REVOKED, "expired_break_glass", "revoked_admin", "stranger", "other_person"),
)
BOARD = {
    "name": "Board",
    "locale": "en",
    "grid": {"rows": 1, "columns": 1, "order": [["a"]]},
    "buttons": [{"id": "a", "label": "hello"}],
}

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = f"data:image/png;base64,{PIXEL}"


@dataclass(frozen=True)
class World:
    """Accounts by what they are to the person, and the things by the names that routes are tested with."""

    accounts: dict[str, UUID]
    things: dict[str, str] = field(default_factory=dict)

    def subject(self, caller: str) -> str:
        """Return the subject that a caller signs in as."""
        return f"sub-{self.accounts[caller]}"

    def has_second_factor(self, caller: str) -> bool:
        """Tell whether a caller signs in through the caregivers' pool."""
        return caller not in PERSONS


async def as_worker(connection: asyncpg.Connection) -> None:
    """Let a connection of the owner's see and write everything, until it is closed."""
    await connection.execute("SELECT set_config('app.role', 'worker', false)")


async def make_world(connection: asyncpg.Connection) -> World:
    """Write a world; `connection` is one that `as_worker` has opened the wall for."""
    world = World({caller: uuid4() for caller in CALLERS})
    async with connection.transaction():
        await _accounts(connection, world)
        await _people(connection, world)
        await _boards(connection, world)
        await _tasks(connection, world)
        await _relations(connection, world)
        await _break_glass(connection, world)
        await _invitations(connection, world)
        await _contact_method(connection, world)
        await _alert(connection, world)
        await _escalation(connection, world)
        await _clip(connection, world)
    return world


async def _accounts(connection: asyncpg.Connection, world: World) -> None:
    ids = list(world.accounts.values())
    await connection.execute(
        "INSERT INTO account (id, subject) SELECT id, 'sub-' || id FROM unnest($1::uuid[]) id", ids
    )
    caregivers = [world.accounts[caller] for caller in CALLERS if caller not in PERSONS]
    await connection.execute(
        "INSERT INTO caregiver (account_id, name) SELECT id, 'Somebody' FROM unnest($1::uuid[]) id", caregivers
    )


async def _people(connection: asyncpg.Connection, world: World) -> None:
    organisation: UUID = await connection.fetchval(
        "INSERT INTO organisation (name, commercial) VALUES ('School', false) RETURNING id"
    )
    admin = world.accounts["admin"]
    for caller in ("admin", "break_glass", "expired_break_glass", "revoked_admin"):
        row: UUID = await connection.fetchval(
            """
            INSERT INTO organisation_admin (organisation_id, account_id, granted_by, valid_from, valid_to)
            VALUES ($1, $2, $3, now() - interval '2 days', CASE WHEN $4 THEN now() - interval '1 day' END) RETURNING id
            """,
            organisation,
            world.accounts[caller],
            admin,
            caller == "revoked_admin" or caller == "expired_break_glass",
        )
        if caller == "admin":
            world.things["organisation_admin"] = str(row)
    person, other = uuid4(), uuid4()
    await connection.execute(
        "INSERT INTO person (id, name, organisation_id) VALUES ($1, 'Somebody', $2), ($3, 'Other', NULL)",
        person,
        organisation,
        other,
    )
    world.things.update(person=str(person), other_person=str(other), organisation=str(organisation))
    world.things["stranger_account"] = str(world.accounts["stranger"])


async def _boards(connection: asyncpg.Connection, world: World) -> None:
    """Write a home board, and one that came with a picture and was changed once."""
    person, board, package = UUID(world.things["person"]), uuid4(), uuid4()
    picture = hashlib.sha256(PICTURE.encode())
    images = {"dot": {"id": "dot", "data": picture.hexdigest(), "content_type": "image/png", "width": 1, "height": 1}}
    await connection.execute(
        "INSERT INTO board_media (user_id, sha256, content) VALUES ($1, $2, $3)",
        person,
        picture.digest(),
        PICTURE.encode(),
    )
    await connection.execute(
        """
        INSERT INTO board_sets (user_id, id, root_id, fingerprint, package, report)
        VALUES ($1, $2, $3, $4, $5::jsonb, '[]')
        """,
        person,
        package,
        board,
        uuid4().hex,
        json.dumps({"images": images, "sounds": {}, "files": {}, "extra": "{}", "paths_extra": "{}"}),
    )
    await connection.execute(
        """
        WITH kept AS (
          INSERT INTO boards (user_id, id, is_home, set_id)
          VALUES ($1, gen_random_uuid(), true, NULL), ($1, $2, false, $3) RETURNING user_id, id, is_home)
        INSERT INTO symbol_configs (user_id, board_id, version, board)
        SELECT user_id, id, version, $4::jsonb FROM kept, generate_series(1, 3) version WHERE is_home = (version = 1)
        """,
        person,
        board,
        package,
        json.dumps(BOARD),
    )
    world.things["board"] = str(board)


async def _tasks(connection: asyncpg.Connection, world: World) -> None:
    task = await connection.fetchrow(
        """
        INSERT INTO tasks (user_id, title, starts_at) VALUES ($1, 'Breakfast', date_trunc('second', now()))
        RETURNING id::text, to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
        """,
        UUID(world.things["person"]),
    )
    assert task is not None
    template = await connection.fetchval(
        """
        INSERT INTO task_templates (id, account_id, title, body)
        VALUES (gen_random_uuid(), $1, 'Morning', '{"title": "Morning"}') RETURNING id::text
        """,
        world.accounts["viewer"],
    )
    world.things.update(task=task["id"], task_at=task["at"], template=template)


async def _relations(connection: asyncpg.Connection, world: World) -> None:
    person, other = UUID(world.things["person"]), UUID(world.things["other_person"])
    ended = {**{caller: caller.removeprefix("revoked_") for caller in REVOKED}, "expired_break_glass": "break_glass"}
    open_ended = {caller: caller for caller in ("self", *RELATED)}
    rows = [(person, caller, role, False) for caller, role in open_ended.items()]
    rows += [(person, caller, role, True) for caller, role in ended.items()]
    rows += [(other, "stranger", "manager", False), (other, "other_person", "self", False)]
    for whom, caller, role, over in rows:
        relation: UUID = await connection.fetchval(
            """
            INSERT INTO care_relation (account_id, person_id, role, valid_from, valid_to)
            VALUES ($1, $2, $3, now() - interval '2 days', CASE WHEN $4 THEN now() - interval '1 day' END) RETURNING id
            """,
            world.accounts[caller],
            whom,
            role,
            over,
        )
        world.things[f"relation_of_{caller}"] = str(relation)


async def _break_glass(connection: asyncpg.Connection, world: World) -> None:
    person, breaker = UUID(world.things["person"]), world.accounts["break_glass"]
    relation: UUID = await connection.fetchval(
        """
        INSERT INTO care_relation (account_id, person_id, role, valid_from, valid_to)
        VALUES ($1, $2, 'break_glass', now() - interval '1 minute', now() + interval '1 hour') RETURNING id
        """,
        breaker,
        person,
    )
    for name, ends in (("access", "1 hour"), ("past_access", "-1 minute")):
        world.things[name] = str(uuid4())
        await connection.execute(
            """
            INSERT INTO break_glass_access
              (id, person_id, account_id, relation_id, reason_code, reason, began_at, ends_at)
            VALUES ($1, $2, $3, $4, 'safety', 'Nobody answers.', now() - interval '1 hour', now() + $5::text::interval)
            """,
            UUID(world.things[name]),
            person,
            breaker,
            relation,
            ends,
        )


async def _invitations(connection: asyncpg.Connection, world: World) -> None:
    token = secrets.token_urlsafe(32)
    invitation: UUID = await connection.fetchval(
        """
        INSERT INTO invitation (id, person_id, role, token_hash, invited_by, consent, created_at, expires_at)
        VALUES ($1, $2, 'viewer', $3, $4, 'guardian', now(), now() + interval '1 day') RETURNING id
        """,
        uuid4(),
        UUID(world.things["person"]),
        hashlib.sha256(token.encode()).digest(),
        world.accounts["manager"],
    )
    world.things.update(invitation=str(invitation), token=token)


async def _contact_method(connection: asyncpg.Connection, world: World) -> None:
    method: UUID = await connection.fetchval(
        """
        INSERT INTO contact_methods (account_id, channel, address, consented_at)
        VALUES ($1, 'sms', '+15555550100', now()) RETURNING id
        """,
        world.accounts["viewer"],
    )
    code_id = uuid4()
    await connection.execute(
        """
        INSERT INTO contact_code (id, contact_method_id, account_id, code_hash, sent_at, expires_at)
        VALUES ($1, $2, $3, $4, now() - interval '2 minutes', now() + interval '8 minutes')
        """,
        code_id,
        method,
        world.accounts["viewer"],
        code_hash(CODE, code_id),
    )
    world.things.update(contact_method=str(method))


async def _alert(connection: asyncpg.Connection, world: World) -> None:
    alert = uuid4()
    await connection.execute(
        """
        INSERT INTO alerts (id, person_id, state, severity, sentence, dedup_key, press_count, raised_at,
          last_pressed_at, version)
        VALUES ($1, $2, 'raised', 'urgent', 'Help.', 'Help.', 1, now(), now(), 1)
        """,
        alert,
        UUID(world.things["person"]),
    )
    world.things["alert"] = str(alert)


async def _escalation(connection: asyncpg.Connection, world: World) -> None:
    person, viewer = UUID(world.things["person"]), world.accounts["viewer"]
    soon, cover = datetime.now(UTC) + timedelta(hours=1), uuid4()
    nights = Rotation("nights", (viewer,), Period.DAILY, time(20), soon.date(), "Europe/Madrid")
    policy = Policy((Step((EVERYONE,), BOTH, 60),), rotations={"nights": nights})
    await connection.execute(
        """
        INSERT INTO escalation_policies (person_id, version, policy, edited_by, edited_at)
        VALUES ($1, 1, $2::text::jsonb, $3, now())
        """,
        person,
        json.dumps(document_of(policy)),
        world.accounts["manager"],
    )
    await connection.execute(
        """
        INSERT INTO covers (id, person_id, rotation, account_id, begins_at, ends_at, made_by, made_at)
        VALUES ($1, $2, 'nights', $3, $4, $4::timestamptz + interval '1 hour', $3, now())
        """,
        cover,
        person,
        viewer,
        soon,
    )
    world.things.update(cover=str(cover), viewer_account=str(viewer), soon=soon.isoformat())
    world.things["later"] = (soon + timedelta(hours=2)).isoformat()


async def _clip(connection: asyncpg.Connection, world: World) -> None:
    world.things["clip"] = secrets.token_urlsafe(32)
    await connection.execute(
        """
        INSERT INTO speech_clips (user_id, key, content_type, bytes, source, made_at, last_used, refreshed_at)
        VALUES ($1, $2, 'audio/wav', 1, 'espeak', now(), now(), now())
        """,
        UUID(world.things["person"]),
        world.things["clip"],
    )
