"""A migration as a one-off task: what it printed and how it ended come back from a cluster that really runs it."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import boto3
import pytest

from api.settings import DatabaseSettings
from tests.postgres.running_api import environment
from tests.postgres.small_ecs import NETWORK, SmallEcs, serving
from wolfctl import config
from wolfctl.adapters import migration_task
from wolfctl.adapters.migration_task import Outcome
from wolfctl.cli import load
from wolfctl.console import account_doctor
from wolfctl.errors import Refused, ToolFailed
from wolfctl.workflows.migration import Request

ROOT = Path(__file__).parents[2]
OUTPUTS = {"ecs_cluster": "alphawolf", "ecs_service": "api", "migrate_task_definition": "migrate:7"}


@pytest.fixture
async def ecs(make_database: Callable[[], Awaitable[DatabaseSettings]]) -> AsyncIterator[SmallEcs]:
    """Run tasks against an empty database."""
    with serving(environment(await make_database())) as cluster:
        yield cluster


async def migrate(ecs: SmallEcs, verb: str, said: list[str] | None = None, *words: str) -> Outcome:
    dev = config.load("dev", ROOT).model_copy(update={"account_id": "111122223333"})
    session = boto3.Session("AKIDEXAMPLE", "secret")
    heard = [] if said is None else said
    return await migration_task.run(
        dev, ROOT, OUTPUTS, verb, *words, note=heard.append, session=session, endpoint=ecs.url
    )


async def test_a_verb_runs_in_the_services_network_and_its_last_line_is_the_result(ecs: SmallEcs) -> None:
    said: list[str] = []
    ecs.log_is_late = 3
    done = await migrate(ecs, "up", said)
    assert done.document["verb"] == "up"
    assert done.document["applied"][0] == "0001_accounts_and_care"
    assert ecs.ran == [["python", "-m", "api.db.migrate", "up", "--json"]]
    assert ecs.networks == [NETWORK]
    assert said[0].startswith("migrate: 0001_accounts_and_care: applied in ")
    assert said[-1] == "migrate: this server has no pgaudit: changes of structure and of roles are not audited"
    assert (await migrate(ecs, "up")).document["applied"] == []


async def test_doctor_tells_which_migrations_of_the_checkout_have_not_run(ecs: SmallEcs) -> None:
    dev = config.load("dev", ROOT).model_copy(update={"account_id": "111122223333"})
    session = boto3.Session("AKIDEXAMPLE", "secret")

    async def found(outputs: dict[str, str]) -> tuple[str, str]:
        look = partial(account_doctor.migrations, dev, ROOT, session, lambda: outputs, endpoint=ecs.url)
        finding = await asyncio.to_thread(look)
        return finding.level, finding.text

    level, text = await found(OUTPUTS)
    assert (level, text[:37]) == ("warn", "Not run yet: 0001_accounts_and_care, ")
    await migrate(ecs, "up")
    level, text = await found(OUTPUTS)
    assert (level, text[:4]) == ("ok", "All ")
    assert (await found({}))[0] == "skip"


HISTORY = "This database has a history."
UNKNOWN = "0072 is not in the history, or has no file."


async def test_the_commands_of_the_runbook_do_what_it_says(ecs: SmallEcs) -> None:
    """In the order in which they stand there; wolfctl's own options are read by wolfctl's own command line."""
    page = (ROOT / "docs" / "runbooks" / "migrate.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("wolfctl migrate")]
    ended: list[int | str] = []
    for line in lines:
        given = load("migrate").make_context("migrate", shlex.split(line)[2:]).params
        assert given.pop("env") == "staging"
        request = Request(**{name: value for name, value in given.items() if name not in ("yes", "json")})
        try:
            ended.append((await migrate(ecs, request.verb, None, *request.words("robin"))).exit_code)
        except ToolFailed as failed:
            ended.append(failed.message)
    #                status plan up verify
    assert ended == [2, 2, 0, 0, UNKNOWN, 0, UNKNOWN, HISTORY]


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
    with pytest.raises(Refused) as refused:
        await migrate(ecs, "up")
    assert "of account 999999999999" in refused.value.why
    assert ecs.ran == []


def test_a_result_that_the_log_driver_broke_is_put_together_again() -> None:
    whole = '{"verb": "plan", "files": "' + "x" * 40_000 + '"}'
    pieces = [whole[at : at + 16384] for at in range(0, len(whole), 16384)]
    assert migration_task.result(["progress", "{not json", *pieces]) is not None
    assert migration_task.result(["progress", *pieces[:-1]]) is None
    assert migration_task.result([]) is None
