"""A rotated password needs no restart: who is refused reads the secret once and goes on, and nobody notices."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.database_secret import follow_for_ever
from api.db.connect import CredentialsRefused
from api.db.credentials import Credentials, CurrentCredentials
from api.db.pool import Context, Database
from api.settings import DatabaseSettings
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.rotating_world import APP_SECRET, USER, World, rotating
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving
from workers.rotate_secret import twin
from workers.runtime import Container

WHO = "SELECT current_user, pg_sleep(0.02)"
HARMS = {
    "28P01, a password that is not this one any more": "ALTER ROLE {user} PASSWORD 'another'",
    "28000, a user that may not sign in any more": "ALTER ROLE {user} NOLOGIN",
}


@pytest.fixture
async def world(server: Server, settings: DatabaseSettings) -> AsyncIterator[World]:
    """Prepare a user whose secret rotates."""
    async with rotating(settings, server.owner_password) as made:
        yield made


@pytest.fixture
async def opened(world: World) -> AsyncIterator[Database]:
    """Open the database as the application does, with the secret at hand."""

    async def fetch() -> Credentials:
        return world.current()

    database = Database(
        world.settings, application="tests", size=8, credentials=CurrentCredentials(world.current(), fetch)
    )
    await database.open()
    yield database
    await database.close()


async def users(database: Database, times: int = 8) -> set[str]:
    """Run transactions side by side, as many as there are connections, and tell as whom they ran."""

    async def one() -> str:
        async with database.transaction(Context.worker()) as connection:
            return str(await connection.fetchval(WHO))

    return set(await asyncio.gather(*(one() for _ in range(times))))


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
async def test_who_is_refused_goes_on_as_the_one_that_the_secret_names(
    world: World, opened: Database, harm: str
) -> None:
    assert await users(opened, 1) == {USER}
    await world.rotate()
    await world.as_owner(harm.format(user=USER))
    assert twin(USER) in await users(opened)
    assert await users(opened) == {twin(USER)}


async def test_transactions_under_way_during_rotations_all_succeed(world: World, opened: Database) -> None:
    following = asyncio.create_task(follow_for_ever(opened, 0.05))
    rotated = asyncio.Event()
    seen: list[str] = []

    async def press_on() -> None:
        while not rotated.is_set():
            async with opened.transaction(Context.worker()) as connection:
                seen.append(await connection.fetchval(WHO))

    async def rotate_twice() -> None:
        for user in (twin(USER), USER):
            await asyncio.sleep(0.2)
            await world.rotate()
            await world.nobody_signed_in(twin(user))
        rotated.set()

    await asyncio.gather(rotate_twice(), *(press_on() for _ in range(8)))
    following.cancel()
    changes = [user for before, user in zip(["", *seen], seen, strict=False) if user != before]
    assert (changes[0], changes[-1], twin(USER) in changes) == (USER, USER, True)


async def test_a_secret_that_names_a_wrong_password_is_said_and_not_tried_in_a_storm(
    world: World, opened: Database
) -> None:
    await world.as_owner(HARMS["28P01, a password that is not this one any more"].format(user=USER))
    tries = 0
    original = opened._signed_in

    async def counted(*arguments: Any, **more: Any) -> asyncpg.Connection:
        nonlocal tries
        tries += 1
        return await original(*arguments, **more)

    opened._signed_in = counted  # type: ignore[method-assign] # counts, and does what it did
    with pytest.raises(Exception, match="refuses what its secret holds") as failed:
        await users(opened, 1)
    assert isinstance(failed.value.__cause__, CredentialsRefused)
    assert 2 <= tries <= 4


async def test_a_container_of_a_function_takes_up_the_new_user(world: World) -> None:
    def everything() -> None:
        container = Container(world.environ, lambda _: world.current().text())

        async def who() -> str:
            transaction = await container.transaction_factory()
            async with transaction() as connection:
                return str(await connection.fetchval(WHO))

        async def side_by_side() -> set[str]:
            return set(await asyncio.gather(*(who() for _ in range(4))))

        assert container.run(who()) == USER
        done(world.rotate())
        done(world.as_owner(f"ALTER ROLE {USER} NOLOGIN"))
        assert twin(USER) in container.run(side_by_side())
        assert container.run(side_by_side()) == {twin(USER)}
        container.close()

    loop = asyncio.get_running_loop()

    def done(work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(20)

    await asyncio.to_thread(everything)


@pytest.fixture
def rotated_api(world: World, tmp_path: Path) -> Iterator[Api]:
    """Start the API as its task would be: with the credentials of its start, and the secret's name."""
    first = world.current()
    settings = DatabaseSettings(world.settings.hosts, world.settings.name, "disable", first.username, first.password)
    with serving() as aws, published(Issuer()) as issuer:
        aws.secret = lambda: world.current().text()
        more = {"DATABASE_SECRET_ARN": APP_SECRET}
        with running_api(settings, issuer, aws, free_port(), tmp_path / "api.log", more) as api:
            yield api


async def test_the_running_api_answers_every_request_across_a_rotation(world: World, rotated_api: Api) -> None:
    answers: list[int] = []
    stop = asyncio.Event()
    token = f"Bearer {rotated_api.issuer.token('sub-sam')}"
    body = {"person_id": rotated_api.person("Sam"), "severity": "urgent", "sentence": "I need help."}

    async def press_on(client: httpx.AsyncClient, who: int) -> None:
        while not stop.is_set():
            key = {"idempotency-key": f"{who}-{len(answers)}-rotation"}
            answers.append((await client.get("/me")).status_code)
            answers.append((await client.post("/alerts", json=body, headers=key)).status_code)

    async def rotate() -> None:
        await asyncio.sleep(0.5)
        await world.rotate()
        await world.as_owner(f"ALTER ROLE {USER} PASSWORD 'another'")
        more = [asyncio.create_task(press_on(client, who)) for who in range(2, 12)]
        # Its listener for the outbox moves on as well: nobody is left who would hold up the next rotation.
        await world.nobody_signed_in(USER)
        begun = len(answers)
        for _ in range(600):
            if len(answers) > begun + 40:
                break
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*more)

    async with httpx.AsyncClient(base_url=rotated_api.url, headers={"authorization": token}, timeout=10) as client:
        await asyncio.gather(rotate(), *(press_on(client, who) for who in range(2)))
    assert set(answers) <= {200, 201}, {status: answers.count(status) for status in set(answers)}
    assert len(answers) > 40
    assert rotated_api.aws.secret_reads == 1
