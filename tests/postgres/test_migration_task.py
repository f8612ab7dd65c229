"""A migration as a one-off task: what it printed and how it ended come back from a cluster that really runs it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import boto3
import pytest

from api.settings import DatabaseSettings
from tests.postgres.running_api import environment
from tests.postgres.small_ecs import NETWORK, SmallEcs, serving
from wolfctl import config
from wolfctl.adapters import migration_task
from wolfctl.adapters.migration_task import Outcome
from wolfctl.errors import Refused, ToolFailed

ROOT = Path(__file__).parents[2]
OUTPUTS = {"ecs_cluster": "alphawolf", "ecs_service": "api", "migrate_task_definition": "migrate:7"}


@pytest.fixture
async def ecs(make_database: Callable[[], Awaitable[DatabaseSettings]]) -> AsyncIterator[SmallEcs]:
    """Run tasks against an empty database."""
    with serving(environment(await make_database())) as cluster:
        yield cluster


async def migrate(ecs: SmallEcs, verb: str, said: list[str] | None = None) -> Outcome:
    dev = config.load("dev", ROOT).model_copy(update={"account_id": "111122223333"})
    session = boto3.Session("AKIDEXAMPLE", "secret")
    heard = [] if said is None else said
    return await migration_task.run(dev, ROOT, OUTPUTS, verb, note=heard.append, session=session, endpoint=ecs.url)


async def test_a_verb_runs_in_the_services_network_and_its_last_line_is_the_result(ecs: SmallEcs) -> None:
    said: list[str] = []
    ecs.log_is_late = 3
    done = await migrate(ecs, "up", said)
    assert done.document["verb"] == "up"
    assert done.document["applied"][0] == "0001_accounts_and_care"
    assert ecs.ran == [["python", "-m", "api.db.migrate", "up", "--json"]]
    assert ecs.networks == [NETWORK]
    assert said == ["migrate: this server has no pgaudit: changes of structure and of roles are not audited"]
    assert (await migrate(ecs, "up")).document["applied"] == []


async def test_what_failed_is_told_in_the_migrations_own_words(ecs: SmallEcs) -> None:
    ecs.environment = {**ecs.environment, "DATABASE_HOSTS": "127.0.0.1:1"}
    with pytest.raises(ToolFailed, match="no database host takes writes"):
        await migrate(ecs, "up")


async def test_a_task_that_cannot_start_says_why(ecs: SmallEcs) -> None:
    ecs.refuses = "RESOURCE:FARGATE"
    with pytest.raises(ToolFailed) as failed:
        await migrate(ecs, "up")
    assert (failed.value.message, failed.value.why) == ("ECS starts no task.", "RESOURCE:FARGATE")
    ecs.refuses, ecs.never_starts = "", "CannotPullContainerError: not found"
    with pytest.raises(ToolFailed, match="without an exit code") as failed:
        await migrate(ecs, "up")
    assert failed.value.why == "CannotPullContainerError: not found"


async def test_nothing_runs_in_another_account(ecs: SmallEcs) -> None:
    ecs.account = "999999999999"
    with pytest.raises(Refused, match="of account 999999999999"):
        await migrate(ecs, "up")
    assert ecs.ran == []


def test_a_result_that_the_log_driver_broke_is_put_together_again() -> None:
    whole = '{"verb": "plan", "files": "' + "x" * 40_000 + '"}'
    pieces = [whole[at : at + 16384] for at in range(0, len(whole), 16384)]
    assert migration_task.result(["progress", "{not json", *pieces]) is not None
    assert migration_task.result(["progress", *pieces[:-1]]) is None
    assert migration_task.result([]) is None
