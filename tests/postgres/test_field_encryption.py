"""Telephone numbers lie sealed in the database, under keys that lie wrapped beside them."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from api.db.connect import connect
from api.db.contact_methods import ADDRESS, save_verified_number
from api.db.data_keys import LISTED_FOR_S, FieldKeys, KeysUnavailable, usable_keys
from api.db.migrator.files import MigrationError, migrations
from api.db.migrator.runner import Run
from api.db.pool import Context, Database
from api.settings import DatabaseSettings
from tests.postgres.local_keys import LocalKeys, field_keys
from tests.postgres.people import People, seeded

NUMBER = "+15555550142"


@pytest.fixture
async def people(database: Database) -> People:
    """Seed the people."""
    return await seeded(database)


async def addresses(database: Database, account: UUID) -> list[str]:
    """Return what is stored of an account's numbers."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch("SELECT address FROM contact_methods WHERE account_id = $1", account)
    return [row["address"] for row in rows]


async def test_no_number_is_stored_in_the_clear_and_each_opens_for_its_account(
    database: Database, people: People
) -> None:
    [stored] = await addresses(database, people.accounts["Ana"])
    assert "5555" not in stored
    assert await field_keys(database).open(stored, ADDRESS, people.accounts["Ana"]) == NUMBER


async def test_the_same_number_is_stored_once_and_found_by_its_index(database: Database, people: People) -> None:
    ana, cipher = people.accounts["Ana"], await field_keys(database).cipher()
    async with database.transaction(Context.worker()) as connection:
        await save_verified_number(connection, cipher, ana, NUMBER)
        found = await connection.fetch(
            "SELECT account_id FROM contact_methods WHERE address_index = $1", cipher.index(NUMBER, ADDRESS)
        )
    assert [row["account_id"] for row in found] == [ana]


async def test_a_plain_number_cannot_be_stored(owner: asyncpg.Connection, people: People) -> None:
    store = "INSERT INTO contact_methods (account_id, channel, address, address_index) VALUES ($1, 'sms', $2, $3)"
    for address, index, refused in (
        ("+15555551000", b"index", asyncpg.CheckViolationError),
        ("v1.1.+15555551000", b"index", asyncpg.CheckViolationError),
        ("+15555551000", None, asyncpg.NotNullViolationError),
    ):
        async with owner.transaction():
            await owner.execute("SELECT set_config('app.role', 'worker', true)")
            with pytest.raises(refused):
                await owner.execute(store, people.accounts["Ana"], address, index)


async def test_numbers_that_are_not_sealed_yet_stop_the_migration_and_are_kept(
    make_database: Callable[[], Awaitable[DatabaseSettings]],
) -> None:
    connection = await connect(await make_database(), application="tests")
    try:
        files = migrations()
        await Run().up(connection, [file for file in files if file.version < 82])
        await connection.execute("SELECT set_config('app.role', 'worker', false)")
        await connection.execute(
            """
            WITH made AS (INSERT INTO account (subject) VALUES ('sub-ana') RETURNING id)
            INSERT INTO contact_methods (account_id, channel, address) SELECT id, 'sms', $1 FROM made
            """,
            NUMBER,
        )
        with pytest.raises(MigrationError, match="until its log says fields_sealed") as stopped:
            await Run().up(connection, files)
        assert NUMBER not in str(stopped.value)
        assert await connection.fetchval("SELECT address FROM contact_methods") == NUMBER
        await connection.execute(
            "UPDATE contact_methods SET address = 'v1.1.' || repeat('A', 56), address_index = sha256('x')"
        )
        await (run := Run()).up(connection, files)
        assert run.applied
    finally:
        await connection.close()


async def test_processes_that_start_together_share_one_index_key(database: Database, owner: asyncpg.Connection) -> None:
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        await owner.execute("DELETE FROM contact_methods")
        await owner.execute("DELETE FROM data_keys")
    ciphers = await asyncio.gather(*(field_keys(database).cipher() for _ in range(6)))
    ana = UUID(int=1)
    assert len({cipher.index(NUMBER, ADDRESS) for cipher in ciphers}) == 1
    late = field_keys(database)
    assert {await late.open(cipher.seal(NUMBER, ADDRESS, ana), ADDRESS, ana) for cipher in ciphers} == {NUMBER}


async def test_a_key_made_while_another_process_already_looks_is_in_use_for_it(
    database: Database, owner: asyncpg.Connection
) -> None:
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        await owner.execute("DELETE FROM contact_methods")
        await owner.execute("DELETE FROM data_keys")
    async with database.transaction(Context.worker()) as early:
        await early.fetchval("SELECT now()")
        made = await field_keys(database).cipher()
        keys = await usable_keys(early)
    assert {key.purpose for key in keys if key.active} == {"field", "index"}
    assert made.indexing in {key.id for key in keys}


async def test_a_key_service_that_is_out_stops_who_starts_and_not_who_runs(database: Database, people: People) -> None:
    [stored] = await addresses(database, people.accounts["Ana"])
    service, now = LocalKeys(), [0.0]
    keys = FieldKeys(lambda: database.transaction(Context.worker()), service, clock=lambda: now[0])
    service.down = True
    with pytest.raises(KeysUnavailable):
        await keys.open(stored, ADDRESS, people.accounts["Ana"])
    service.down = False
    assert await keys.open(stored, ADDRESS, people.accounts["Ana"]) == NUMBER
    service.down, asked = True, service.calls
    now[0] += 2 * LISTED_FOR_S
    assert await keys.open(stored, ADDRESS, people.accounts["Ana"]) == NUMBER
    assert service.calls == asked


async def test_a_key_of_ninety_days_seals_no_more_and_opens_still(
    database: Database, owner: asyncpg.Connection, people: People
) -> None:
    ana = people.accounts["Ana"]
    [stored] = await addresses(database, ana)
    older = field_keys(database)
    await older.cipher()
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        await owner.execute("UPDATE data_keys SET made_at = made_at - interval '91 days' WHERE purpose = 'field'")
    first = await field_keys(database).cipher()
    assert str(first.sealing) == stored.split(".")[1], "every process is to know the new key before it seals"
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        await owner.execute("UPDATE data_keys SET active_from = active_from - interval '2 minutes'")
    newer = field_keys(database)
    sealed = (await newer.cipher()).seal(NUMBER, ADDRESS, ana)
    assert sealed.split(".")[1] != stored.split(".")[1]
    assert await newer.open(stored, ADDRESS, ana) == NUMBER
    assert await older.open(sealed, ADDRESS, ana) == NUMBER


async def test_no_account_sees_even_a_wrapped_key(database: Database, people: People) -> None:
    async with database.transaction(Context(people.accounts["Ana"])) as connection:
        assert await connection.fetchval("SELECT count(*) FROM data_keys") == 0
