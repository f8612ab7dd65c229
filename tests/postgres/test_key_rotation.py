"""Data keys and index keys take over from each other: nothing is unreadable or unfound at any moment of it."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.db import data_keys
from api.db.break_glass import NOTE, REASON
from api.db.contact_methods import ADDRESS, insert_number
from api.db.idempotency import ANSWER, once
from api.db.pool import Context, Database
from api.db.texts import texters
from api.field_encryption import FieldCipher, is_sealed
from api.key_rotation import Rotation, RotationStopped
from api.settings import DatabaseSettings
from api.speech.clip_store import Folder
from tests.postgres.care_world import World, as_worker, make_world
from tests.postgres.local_keys import LocalKeys, field_keys
from tests.postgres.people import seeded
from tests.postgres.running_api import environment, run_module
from tests.postgres.small_aws import serving
from tests.postgres.speech_rig import Rig, Tone

NUMBERS = [f"+1555555{number}" for number in range(2000, 2025)]


class Cut(Exception):
    """The process was killed."""


class Told(list[Mapping[str, Any]]):
    """What a rotation tells; `cut_at` kills it as it tells of a table."""

    cut_at: str = ""

    def __call__(self, line: Mapping[str, Any]) -> None:
        self.append(line)
        if line.get("table") == self.cut_at:
            raise Cut


@pytest.fixture
def told() -> Told:
    return Told()


def rotation(database: Database, told: Told, service: LocalKeys | None = None, **more: Any) -> Rotation:
    """Return a rotation that began now, in steps of ten rows."""
    return Rotation(
        lambda: database.transaction(Context.worker()),
        service or LocalKeys(),
        told,
        more.pop("since", datetime.now(UTC)),
        batch=10,
        **more,
    )


async def make_time_pass(owner: asyncpg.Connection, span: timedelta) -> None:
    """Let all keys be older by a span."""
    async with owner.transaction():
        await as_worker(owner)
        await owner.execute(
            "UPDATE data_keys SET made_at = made_at - $1::interval, active_from = active_from - $1::interval", span
        )


async def account_with_numbers(database: Database, cipher: FieldCipher) -> UUID:
    """Return an account that has every number."""
    ana = (await seeded(database)).accounts["Ana"]
    async with database.transaction(Context.worker()) as connection:
        for number in NUMBERS:
            await insert_number(connection, cipher, ana, uuid4(), number, datetime.now(UTC))
    return ana


async def stored(database: Database, account: UUID) -> dict[str, Any]:
    """Return what lies in the database of an account's numbers: value → key of its index."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch(
            "SELECT address, address_index_key FROM contact_methods WHERE account_id = $1", account
        )
    return {row[0]: row[1] for row in rows}


async def found(database: Database, cipher: FieldCipher, number: str) -> int:
    """Return how many accounts a cipher finds by a number, as an answered text message is looked up."""
    async with database.transaction(Context.worker()) as connection:
        return len(await texters(connection, cipher.indexes(number, ADDRESS), proved=False))


async def test_numbers_are_read_found_and_stored_once_before_during_and_after(
    database: Database, owner: asyncpg.Connection, told: Told
) -> None:
    before = await field_keys(database).cipher()
    ana = await account_with_numbers(database, before)
    steps = rotation(database, told)

    assert (await steps.announce())["made"] == ["field", "index"]
    assert (await steps.announce())["made"] == [], "a second run of the same rotation makes no second key"
    announced = await field_keys(database).cipher()
    assert (announced.sealing, announced.indexing) == (before.sealing, before.indexing)

    await make_time_pass(owner, timedelta(minutes=5))
    during = await field_keys(database).cipher()
    assert (during.sealing > before.sealing, during.indexing > before.indexing) == (True, True)
    async with database.transaction(Context.worker()) as connection:
        for late in (announced, during):
            assert not await insert_number(connection, late, ana, uuid4(), NUMBERS[0], datetime.now(UTC))
        assert await insert_number(connection, during, ana, uuid4(), "+15555553000", datetime.now(UTC))
    assert [await found(database, cipher, NUMBERS[1]) for cipher in (announced, during)] == [1, 1]
    assert await found(database, announced, "+15555553000") == 1, "who still seals with the old key finds by the new"

    moved = await steps.reseal()
    assert moved["left"] == {"contact_methods": 0, "break_glass_access": 0, "idempotency": 0}
    kept = await stored(database, ana)
    assert {address.split(".")[1] for address in kept} == {str(during.sealing)}
    assert set(kept.values()) == {during.indexing}
    assert {during.open(address, ADDRESS, ana) for address in kept} >= {*NUMBERS, "+15555553000"}
    assert [await found(database, cipher, NUMBERS[1]) for cipher in (announced, during)] == [1, 1]
    counts = {line["of"] for line in told if line.get("table") == "contact_methods"}
    assert counts == {moved["moved"]["contact_methods"]}


async def test_a_walk_that_is_killed_is_gone_on_with_and_values_of_both_keys_are_read_meanwhile(
    database: Database, owner: asyncpg.Connection, told: Told
) -> None:
    ana = await account_with_numbers(database, await field_keys(database).cipher())
    steps = rotation(database, told)
    await steps.announce()
    await make_time_pass(owner, timedelta(minutes=5))
    told.cut_at = "contact_methods"
    with pytest.raises(Cut):
        await steps.reseal()
    keys = field_keys(database)
    half = await stored(database, ana)
    assert len({address.split(".")[1] for address in half}) == 2
    assert {await keys.open(address, ADDRESS, ana) for address in half} >= set(NUMBERS)
    assert [await found(database, await keys.cipher(), number) for number in NUMBERS] == [1] * len(NUMBERS)

    told.cut_at = ""
    wanted = told[0]["of"]
    moved = await steps.reseal()
    assert moved["moved"]["contact_methods"] == wanted - 10
    assert len({address.split(".")[1] for address in await stored(database, ana)}) == 1


async def test_reasons_notes_and_kept_answers_move_too_and_what_is_not_sealed_stays(
    database: Database, owner: asyncpg.Connection, told: Told
) -> None:
    await as_worker(owner)
    world = await make_world(owner)
    cipher = await field_keys(database).cipher()
    access, account = UUID(world.things["access"]), await owner.fetchval("SELECT id FROM account LIMIT 1")
    await owner.execute(
        "UPDATE break_glass_access SET reason = $2, note = $3, sealed = true WHERE id = $1",
        access,
        cipher.seal("Nobody answered.", REASON, access),
        cipher.seal("It was right.", NOTE, access),
    )

    async def answer() -> str:
        return '{"token": "t"}'

    async with database.transaction(Context.worker()) as connection:
        await once(connection, account, "sealed", cipher.index("q", "f"), answer, cipher)
        await once(connection, account, "plain", b"h", answer)
    steps = rotation(database, told)
    await steps.announce()
    await make_time_pass(owner, timedelta(minutes=5))
    moved = await steps.reseal()

    after = await field_keys(database).cipher()
    row = await owner.fetchrow("SELECT reason, note FROM break_glass_access WHERE id = $1", access)
    assert row is not None
    assert [after.is_current(row["reason"]), after.is_current(row["note"])] == [True, True]
    assert after.open(row["reason"], REASON, access) == "Nobody answered."
    assert after.open(row["note"], NOTE, access) == "It was right."
    rows = await owner.fetch("SELECT key, answer #>> '{}' FROM idempotency WHERE account_id = $1", account)
    answers: dict[str, str] = {row[0]: row[1] for row in rows}
    assert after.is_current(answers["sealed"])
    assert json.loads(after.open(answers["sealed"], ANSWER, account)) == {"token": "t"}
    assert json.loads(answers["plain"]) == {"token": "t"}
    assert moved["moved"]["idempotency"] == 1
    async with database.transaction(Context.worker()) as connection:
        hashed, *others = after.indexes("q", "f")
        told_again = await once(connection, account, "sealed", hashed, answer, after, others)
    assert told_again.before, "a request that is repeated under its key is known by its hash of before"


async def test_an_index_key_leaves_a_day_later_and_not_before_its_last_index(
    database: Database, owner: asyncpg.Connection, told: Told
) -> None:
    old = await field_keys(database).cipher()
    await account_with_numbers(database, old)
    steps = rotation(database, told)
    await steps.announce()
    await make_time_pass(owner, timedelta(days=2))
    assert old.indexing not in (await steps.retire())["retired"], "indexes are left under it"
    await steps.reseal()
    assert old.indexing in (await steps.retire())["retired"]
    after = await field_keys(database).cipher()
    assert len(after.indexes("x", "y")) == 1
    assert await found(database, after, NUMBERS[3]) == 1
    keys = (await steps.status())["keys"]
    assert {key["values"] for key in keys if key["retired_at"]} == {0}


async def test_wrapping_is_renewed_once_a_rotation_and_only_for_the_same_key(database: Database, told: Told) -> None:
    await seeded(database)
    stored_before = await wrapped(database)

    class Wrong(LocalKeys):
        async def rewrap(self, wrapped: bytes) -> bytes:  # noqa: ARG002
            return (await self.new_key())[1]

    with pytest.raises(RotationStopped, match="came back as another one; its old wrapping stays"):
        await rotation(database, told, Wrong()).rewrap()
    assert await wrapped(database) == stored_before

    steps = rotation(database, told)
    assert (await steps.rewrap())["rewrapped"] == len(stored_before)
    assert not set(await wrapped(database)) & set(stored_before)
    assert (await steps.rewrap())["rewrapped"] == 0
    assert is_sealed((await field_keys(database).cipher()).seal("x", ADDRESS, UUID(int=1)))


async def test_nobody_but_the_system_seals_a_reason_again_and_only_by_another_sealed_one(
    database: Database, owner: asyncpg.Connection
) -> None:
    await as_worker(owner)
    world = await make_world(owner)
    access = UUID(world.things["access"])
    await owner.execute("UPDATE break_glass_access SET reason = 'v1.1.abc', sealed = true WHERE id = $1", access)
    asked = "SELECT reseal_break_glass($1, $2, $3, NULL, NULL)"
    async with database.transaction(Context.worker()) as connection:
        assert not await connection.fetchval(asked, access, "v1.1.other", "v1.2.def"), "it is not what was read"
        assert not await connection.fetchval(asked, access, "v1.1.abc", "in the clear")
        assert await connection.fetchval(asked, access, "v1.1.abc", "v1.2.def")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context(UUID(int=1))) as connection:
            await connection.fetchval(asked, access, "v1.2.def", "v1.3.ghi")
    # It opens for nobody: another test's walk would tell of it.
    await owner.execute(
        "UPDATE break_glass_access SET reason = 'Nobody answers.', sealed = false WHERE id = $1", access
    )


async def test_what_was_said_before_is_found_by_its_old_name_until_the_key_leaves(
    database: Database, owner: asyncpg.Connection, told: Told, tmp_path: Path
) -> None:
    await as_worker(owner)
    world: World = await make_world(owner)
    person = UUID(world.things["person"])
    voice = Tone()
    first = await Rig(database, Folder(tmp_path), [voice]).say(person, "I am thirsty.")
    await rotation(database, told).announce()
    await make_time_pass(owner, timedelta(minutes=5))
    after = Rig(database, Folder(tmp_path), [voice])
    again = await after.say(person, "I am thirsty.")
    new = await after.say(person, "I am hungry.")
    assert (again.source, again.key) == ("cache", first.key)
    assert (new.source, voice.said) == ("espeak", ["I am thirsty.", "I am hungry."])


async def test_the_task_tells_its_steps_as_objects_a_line_and_no_value_in_any(
    settings: DatabaseSettings, database: Database, owner: asyncpg.Connection
) -> None:
    await account_with_numbers(database, await field_keys(database).cipher())

    async def task(*arguments: str) -> tuple[int, list[Any]]:
        done = await asyncio.to_thread(run_module, "api.key_rotation", *arguments, variables=variables)
        assert "+1555" not in done.stdout + done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    with serving() as aws:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-central-1"}
        variables = {**environment(settings), **keys, "AWS_ENDPOINT_URL": aws.url, "FIELD_KEY_ARN": "arn:fields"}
        since = datetime.now(UTC).isoformat()
        code, [*_, before] = await task("status")
        assert (code, set(before["result"]["left"])) == (0, {"contact_methods", "break_glass_access", "idempotency"})
        code, [first, *_, last] = await task("rewrap", "--since", since)
        assert (code, first["done"], last["result"]["rewrapped"]) == (0, 1, last["result"]["keys"])
        code, [made] = await task("announce", "--since", since, "--purpose", "field")
        assert (code, made["result"]["made"]) == (0, ["field"])
        await make_time_pass(owner, timedelta(minutes=5))
        code, lines = await task("reseal", "--since", since)
        assert code == 0
        assert lines[-1]["result"]["moved"]["contact_methods"] == len(await all_numbers(database))
        variables["DATABASE_PASSWORD"] = "another"
        code, [told] = await task("status")
        assert (code, told["error"].startswith("status was cut off")) == (1, True)
        del variables["FIELD_KEY_ARN"]
        assert await task("status") == (1, [{"error": "Missing environment variable: FIELD_KEY_ARN"}])


async def all_numbers(database: Database) -> list[Any]:
    """Return every sealed number."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch("SELECT id FROM contact_methods")
    return list(rows)


async def wrapped(database: Database) -> list[bytes]:
    """Return the wrapped keys."""
    async with database.transaction(Context.worker()) as connection:
        return [key.wrapped for key in await data_keys.usable_keys(connection)]
