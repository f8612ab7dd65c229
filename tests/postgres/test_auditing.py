"""pgaudit is made where the server has it, and said where it has not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import asyncpg
import pytest

from api.db.auditing import ROLE, start_auditing
from api.db.connect import connect
from api.settings import DatabaseSettings
from tests.postgres.conftest import EXTENDER
from tests.postgres.running_api import environment, run_module

MakeDatabase = Callable[[], Awaitable[DatabaseSettings]]


@pytest.fixture
async def connection(make_database: MakeDatabase) -> AsyncIterator[asyncpg.Connection]:
    """Connect as the owner of an empty database."""
    made = await connect(await make_database(), application="tests")
    yield made
    await made.close()


async def test_a_server_without_it_is_migrated_and_says_that_nothing_is_audited(make_database: MakeDatabase) -> None:
    done = run_module("api.db.migrate", "up", variables=environment(await make_database()))
    assert done.returncode == 0
    obstacle = "this server has no pgaudit: changes of structure and of roles are not audited"
    assert done.stderr.splitlines()[-1] == f"migrate: {obstacle}"
    assert done.stdout.splitlines()[-1] == f"notes {obstacle}"


async def test_one_that_is_not_loaded_asks_for_a_reboot(connection: asyncpg.Connection) -> None:
    assert "reboot the instance" in str(await start_auditing(connection, "plpgsql"))


async def test_one_that_is_loaded_is_made_with_its_role_and_only_once(
    make_database: MakeDatabase,
) -> None:
    able = await connect(replace(await make_database(), user=EXTENDER), application="tests")
    for _ in range(2):
        assert await start_auditing(able, "vector") is None
    assert await able.fetchval("SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == 1
    assert await able.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = $1", ROLE) is False
    await able.execute(f"DROP ROLE {ROLE}")
    await able.close()
