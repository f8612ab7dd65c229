"""A rotation changes passwords without cutting anybody off, and stops rather than do harm."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from api.db.credentials import Credentials
from api.db.role_checks import RoleUnfit
from api.settings import DatabaseSettings
from tests.postgres.conftest import OWNER, Server
from tests.postgres.rotating_world import APP_SECRET, OWNER_SECRET, STEPS, USER, World, rotating
from workers.rotate_secret import RotationRefused, twin


@pytest.fixture
async def world(server: Server, settings: DatabaseSettings) -> AsyncIterator[World]:
    """Prepare a user whose secret rotates."""
    async with rotating(settings, server.owner_password) as made:
        yield made


async def test_the_users_take_turns_and_who_was_current_stays_welcome(world: World) -> None:
    first = world.current()
    await world.rotate()
    second = world.current()
    assert second.username == twin(USER)
    assert await world.works(first)
    assert await world.works(second)
    await world.nobody_signed_in(first.username)
    await world.rotate()
    third = world.current()
    assert third.username == USER
    assert await world.works(second)
    assert await world.works(third)
    assert not await world.works(first)


async def test_every_step_may_be_repeated(world: World) -> None:
    token = world.secrets.begin_rotation(APP_SECRET)
    for name in STEPS:
        for _ in range(3):
            await world.step(name, token)
            await world.nobody_signed_in(twin(USER))
    assert world.secrets.drawn == 1
    assert await world.works(world.current())


async def test_a_rotation_waits_for_those_who_still_use_what_it_would_change(world: World) -> None:
    late = await world.connect(world.current())
    await world.rotate()
    between = world.current()
    with pytest.raises(RotationRefused, match="1 sessions still use"):
        await world.rotate(until="setSecret")
    assert world.current() == between
    assert await world.works(Credentials(USER, json.loads(first_text(world))["password"]))
    await late.close()
    await world.nobody_signed_in(USER)
    token = world.secrets.labels[APP_SECRET]["AWSPENDING"]
    for name in STEPS:
        await world.step(name, token)
    assert world.current().username == USER


def first_text(world: World) -> str:
    """Return the text of the secret's first version."""
    return next(iter(world.secrets.texts[APP_SECRET].values()))


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        ("REVOKE alphawolf_access FROM {twin}", "lacks .*person SELECT"),
        ("REVOKE alphawolf_access FROM {twin}; GRANT SELECT ON person TO {twin}", "lacks .*person INSERT"),
        ("ALTER ROLE {twin} CREATEDB", "too much: createdb"),
        ("GRANT CREATE ON SCHEMA public TO {twin}", "too much: makes_tables"),
    ],
)
async def test_a_user_that_cannot_do_just_its_work_never_becomes_current(
    world: World, harm: str, complaint: str
) -> None:
    before = world.current()
    token = await world.rotate(until="setSecret")
    await world.as_owner(harm.format(twin=twin(USER)))
    with pytest.raises(RoleUnfit, match=complaint):
        await world.step("testSecret", token)
    assert world.current() == before


async def test_the_trial_leaves_nothing_behind(world: World, owner: asyncpg.Connection) -> None:
    await world.rotate()
    assert await owner.fetchval("SELECT count(*) FROM dead_letters") == 0


async def test_the_twins_own_nothing_and_can_make_nothing(world: World) -> None:
    await world.rotate()
    connection = await world.connect(world.current())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE mine ()")
    await connection.close()


async def test_a_database_that_was_never_migrated_is_not_passed_off_as_working(
    world: World, make_database: Callable[[], Awaitable[DatabaseSettings]]
) -> None:
    empty = replace(world, settings=await make_database())
    with pytest.raises(RoleUnfit, match="lacks every privilege"):
        await empty.rotate()


async def test_the_owner_gets_its_new_password_in_place(world: World) -> None:
    before = world.current(OWNER_SECRET)
    await world.rotate(OWNER_SECRET)
    after = world.current(OWNER_SECRET)
    assert after.username == before.username == OWNER
    assert await world.works(after)
    assert not await world.works(before)


async def test_both_secrets_may_rotate_at_the_same_time(world: World) -> None:
    token = await world.rotate(OWNER_SECRET, until="setSecret")
    await world.rotate()
    assert world.current().username == twin(USER)
    await world.step("testSecret", token, OWNER_SECRET)
    await world.step("finishSecret", token, OWNER_SECRET)
    assert await world.works(world.current(OWNER_SECRET))


async def test_a_secret_that_the_database_refuses_changes_nothing(world: World) -> None:
    good = world.current()
    token = await world.rotate(until="createSecret")
    version = world.secrets.labels[APP_SECRET]["AWSCURRENT"]
    world.secrets.texts[APP_SECRET][version] = Credentials(USER, "made up").text()
    with pytest.raises(RotationRefused, match="refuses the current version") as refused:
        await world.step("setSecret", token)
    assert "made up" not in str(refused.value)
    assert await world.works(good)


async def test_a_pending_version_for_somebody_else_is_refused(world: World) -> None:
    token = await world.rotate(until="createSecret")
    world.secrets.texts[APP_SECRET][token] = Credentials(OWNER, "stolen").text()
    with pytest.raises(RotationRefused, match="another user"):
        await world.step("setSecret", token)
    assert await world.works(world.current(OWNER_SECRET))


async def test_only_a_pending_version_of_our_own_secrets_is_worked_on(world: World) -> None:
    token = world.secrets.begin_rotation(APP_SECRET)
    previous = world.secrets.labels[APP_SECRET]["AWSCURRENT"]
    world.secrets.create_secret(Name="arn:other", SecretString="{}")
    for name, version, secret, complaint in [
        ("createSecret", token, "arn:other", "none of the database's"),
        ("createSecret", str(uuid4()), APP_SECRET, "no such version"),
        ("rotateSecret", token, APP_SECRET, "no such step"),
    ]:
        with pytest.raises(RotationRefused, match=complaint):
            await world.step(name, version, secret)
    for name in STEPS:
        await world.step(name, token)
    with pytest.raises(RotationRefused, match="not the pending one"):
        await world.step("setSecret", previous)


def test_a_name_that_postgresql_would_cut_is_refused() -> None:
    assert twin(twin("a" * 57)) == "a" * 57
    with pytest.raises(RotationRefused):
        twin("a" * 58)
