"""Telephone numbers lie sealed in the database, under keys that lie wrapped beside them."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from api.db.contact_methods import ADDRESS, save_verified_number
from api.db.data_keys import LISTED_FOR_S, FieldKeys, KeysUnavailable
from api.db.pool import Context, Database
from api.field_sealer import seal_fields
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


async def test_numbers_from_before_are_sealed_where_they_lie_and_opened_until_then(
    database: Database, people: People
) -> None:
    ana, keys = people.accounts["Ana"], field_keys(database)
    plain = [f"+1555555{number}" for number in range(1000, 1250)]
    async with database.transaction(Context.worker()) as connection:
        await connection.executemany(
            "INSERT INTO contact_methods (account_id, channel, address) VALUES ($1, 'sms', $2)",
            [(ana, number) for number in plain],
        )
    assert await keys.open(plain[0], ADDRESS, ana) == plain[0]
    await asyncio.gather(*(seal_fields(database, keys) for _ in range(2)))
    stored = await addresses(database, ana)
    assert not any("5555" in address for address in stored)
    assert {await keys.open(address, ADDRESS, ana) for address in stored} == {NUMBER, *plain}


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
    newer = field_keys(database)
    sealed = (await newer.cipher()).seal(NUMBER, ADDRESS, ana)
    assert sealed.split(".")[1] != stored.split(".")[1]
    assert await newer.open(stored, ADDRESS, ana) == NUMBER
    assert await older.open(sealed, ADDRESS, ana) == NUMBER


async def test_no_account_sees_even_a_wrapped_key(database: Database, people: People) -> None:
    async with database.transaction(Context(people.accounts["Ana"])) as connection:
        assert await connection.fetchval("SELECT count(*) FROM data_keys") == 0
