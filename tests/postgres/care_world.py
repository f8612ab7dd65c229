"""A person with everybody who can stand to them in any way, and one of each thing that can be asked for."""

import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from api.db.contact_methods import ADDRESS
from api.db.data_keys import FieldKeys
from api.domain.contact_methods import code_hash
from api.domain.escalation_policy import BOTH, EVERYONE, Policy, Step, document_of
from api.domain.obf import importing
from api.domain.obf.storage import taken_apart
from api.domain.rotations import Period, Rotation
from tests.postgres.local_keys import LocalKeys

CODE = "123456"
NUMBER = "+15555550100"
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
BEFORE = {**BOARD, "name": "New board", "buttons": [{"id": "a", "label": "hi"}]}
# When the task happens.
MOMENT = "2026-11-02T08:00:00+00:00"
PICTURE = {
    "id": "i",
    "content_type": "image/gif",
    "data": "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==",
}
PACKAGED = {
    "format": "open-board-0.1",
    "id": "b",
    "locale": "en",
    "name": "Board",
    "grid": {"rows": 1, "columns": 1, "order": [["a"]]},
    "buttons": [{"id": "a", "label": "hello", "image_id": "i"}],
    "images": [PICTURE],
    "sounds": [],
}
# What has an id of its own; an account is named after what it is to the person.
IDS = (
    *("person", "other_person", "organisation", "organisation_admin", "broken_glass", "access", "past_access"),
    *(f"relation_of_{caller}" for caller in ("self", *RELATED)),
    *("invitation", "contact_method", "code", "board_set", "home_board", "board", "task", "template", "alert"),
)
ROWS = (Path(__file__).parent / "care_world.sql").read_text(encoding="utf-8")


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
    accounts = {caller: uuid4() for caller in CALLERS}
    things = {name: str(uuid4()) for name in IDS} | {"token": secrets.token_urlsafe(32), "moment": MOMENT}
    things |= {
        "key": secrets.token_urlsafe(32),
        "now": datetime.now(UTC).isoformat(),
        "version": "2",
        "kind": "image",
        "asset": "swagger-ui.css",
        "file": "board.html",
    }
    things |= {f"{caller}_account": str(account) for caller, account in accounts.items()}
    code = code_hash(CODE, UUID(things["code"])).hex()
    cipher = await FieldKeys(lambda: _itself(connection), LocalKeys()).cipher()
    number = {
        "address": cipher.seal(NUMBER, ADDRESS, accounts["viewer"]),
        "address_index": cipher.index(NUMBER, ADDRESS).hex(),
        "address_index_key": cipher.indexing,
    }
    await connection.execute(ROWS.format(**things, **lists(accounts), **packaged(), **number, code_hash=code))
    world = World(accounts, things)
    await _escalation(connection, world)
    return world


@asynccontextmanager
async def _itself(connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    async with connection.transaction():
        yield connection


def lists(accounts: dict[str, UUID]) -> dict[str, str]:
    """Return who has an account, and who of them is a caregiver, each as the items of an array."""
    caregivers = [str(account) for caller, account in accounts.items() if caller not in PERSONS]
    return {"accounts": ",".join(map(str, accounts.values())), "caregivers": ",".join(caregivers)}


def packaged() -> dict[str, str]:
    """Return the boards, and the package of one of them as an import would have kept it."""
    read = importing.read(json.dumps(PACKAGED).encode())
    assert read.board_set is not None, read.report
    package, contents = taken_apart(read.board_set)
    [(digest, content)] = contents.items()
    assert hashlib.sha256(content).hexdigest() == digest
    stored = {"package": json.dumps(package), "board_content": json.dumps(BOARD), "board_before": json.dumps(BEFORE)}
    return {**stored, "media_hash": digest, "media": content.hex()}


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
    world.things.update(cover=str(cover), soon=soon.isoformat())
    world.things["later"] = (soon + timedelta(hours=2)).isoformat()
