"""The hot queries read by their indexes: as the application runs them, behind row-level security.

The small crowd belongs to every run. The large one, a million tasks and ten million events, is built once when it is
asked for: `pytest tests/postgres/test_index_use.py -m slow -s`, which prints the table of docs/performance.md.
"""

import asyncio
import json
import statistics
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from api.db import logs, task_watch, tasks
from api.db.connect import connect
from api.db.pool import Connection, Context
from tests.postgres.conftest import Server, create_database

pytestmark = pytest.mark.timeout(2400)

DAYS = 60
ROUNDS = 3
PATIENCE_S = 300.0  # a query without its index takes longer than the application would wait
SCANS = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
Query = Callable[[Connection], Awaitable[object]]


@dataclass(frozen=True)
class Crowd:
    """A database full of people: the account and the person that the queries are about."""

    server: Server
    database: str
    account: UUID
    person: UUID


@dataclass
class Explained:
    """A connection that runs each query under EXPLAIN ANALYZE first and keeps the plan."""

    connection: Connection
    plans: list[dict[str, Any]] = field(default_factory=list)

    async def explain(self, query: str, arguments: tuple[object, ...]) -> None:
        text = await self.connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *arguments)
        self.plans += json.loads(text)

    async def fetch(self, query: str, *arguments: object) -> object:
        await self.explain(query, arguments)
        return await self.connection.fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: object) -> object:
        await self.explain(query, arguments)
        return await self.connection.fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: object) -> object:
        await self.explain(query, arguments)
        return await self.connection.fetchval(query, *arguments)


async def build(server: Server, name: str, people: int, task_count: int, event_count: int) -> Crowd:
    """Fill a database by one statement a table, events in the order of their time as they would come."""
    await create_database(server, name, "migrated")
    connection = await server.connect(name, as_owner=True)
    await connection.execute("SELECT set_config('app.role', 'worker', false)")
    await connection.execute(
        """
        CREATE TEMPORARY TABLE crowd AS SELECT n - 1 AS n, gen_random_uuid() AS person FROM generate_series(1, $1) n
        """.replace("$1", str(people))
    )
    await connection.execute("CREATE INDEX ON crowd (n); ANALYZE crowd")
    await connection.execute("INSERT INTO person (id, name) SELECT person, 'Person ' || n FROM crowd")
    [(account, person)] = await connection.fetch(
        """
        WITH made AS (INSERT INTO account (subject) VALUES ('sub-crowd') RETURNING id)
        SELECT made.id, person FROM made, crowd WHERE n = 7
        """
    )
    await connection.execute(
        "INSERT INTO care_relation (account_id, person_id, role) VALUES ($1, $2, 'manager')", account, person
    )
    await connection.execute(
        """
        INSERT INTO tasks (user_id, title, starts_at, rrule, ends_at, watch_at)
        SELECT person, 'Task ' || i, now() + make_interval(mins => i % 1440), 'FREQ=DAILY', NULL,
          CASE WHEN i % 10 = 0 THEN now() + make_interval(mins => i % 1440) END
        FROM generate_series(1, $1::int) i JOIN crowd ON n = i % $2::int
        """,
        task_count,
        people,
        timeout=2000,
    )
    await connection.execute(
        """
        INSERT INTO logs (user_id, "timestamp", id, event, symbols, label, account_id)
        SELECT person, now() - make_interval(secs => ($1::int - i) * (86400.0 * $3::int / $1::int)),
          gen_random_uuid(), 'button', ARRAY['symbol_' || (i % 97)], 'label', $4
        FROM generate_series(1, $1::int) i JOIN crowd ON n = (i::bigint * 7919) % $2::int
        """,
        event_count,
        people,
        DAYS,
        account,
        timeout=2000,
    )
    await connection.execute("VACUUM (ANALYZE) tasks, logs, care_relation, person", timeout=600)
    await connection.close()
    return Crowd(server, name, account, person)


@pytest.fixture(scope="module")
def small(server: Server) -> Crowd:
    return asyncio.run(build(server, "small_crowd", 250, 50_000, 50_000))


@pytest.fixture(scope="module")
def large(server: Server) -> Crowd:
    return asyncio.run(build(server, "large_crowd", 5_000, 1_000_000, 10_000_000))


def queries(crowd: Crowd, now: datetime) -> dict[str, tuple[str, Context, Query]]:
    """Return each hot query, the index that it is to use, and on whose behalf it runs."""
    mine, month = Context(crowd.account), now - timedelta(days=30)

    async def everybody(connection: Connection) -> object:
        return await connection.fetchval(
            'SELECT count(*) FROM logs WHERE "timestamp" >= $1 AND "timestamp" < $2', now - timedelta(hours=1), now
        )

    return {
        "a person's tasks": ("tasks_user_id", mine, lambda c: tasks.tasks_seen(c, crowd.account, crowd.person)),
        "tasks due to be watched": (
            "tasks_watch_at",
            Context.worker(),
            lambda c: task_watch.tasks_to_watch(c, now + timedelta(minutes=1), 500),
        ),
        "a person's activity of 30 days": ("_pkey", mine, lambda c: logs.activity(c, crowd.person, month, now)),
        "a person's log of 30 days": (
            "_pkey",
            mine,
            lambda c: logs.events_between(c, crowd.person, month, now, 20_001),
        ),
        "everybody's events of an hour": ("timestamp_idx", Context.worker(), everybody),
    }


async def run(crowd: Crowd, context: Context, query: Query, *, by_index: bool) -> dict[str, Any]:
    """Run a query as the application does, with its indexes or with none, and return its plan."""
    settings = crowd.server.settings(crowd.database)
    connection = await connect(settings, application="tests", command_timeout=PATIENCE_S)
    try:
        await connection.execute(context.begin(read_only=False, waits_for_disk=True))
        if not by_index:
            await connection.execute("; ".join(f"SET LOCAL {scan} = off" for scan in SCANS))
        explained = Explained(connection)
        await query(cast(Connection, explained))
        [plan] = explained.plans
        return plan
    finally:
        await connection.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every node of a plan that was run."""
    if plan.get("Actual Loops"):
        yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


async def assert_by_index(crowd: Crowd) -> None:
    """Fail if a hot query reads a large table in any other way than by the index that was made for it."""
    for name, (index, context, query) in queries(crowd, datetime.now(UTC)).items():
        plan = await run(crowd, context, query, by_index=True)
        used = {node["Index Name"] for node in nodes(plan["Plan"]) if "Index Name" in node}
        read_whole = {
            node["Relation Name"]
            for node in nodes(plan["Plan"])
            if node["Node Type"] == "Seq Scan" and node["Relation Name"].startswith(("tasks", "logs"))
        }
        assert any(found.endswith(index) for found in used), f"{name} uses {used}"
        assert not read_whole, f"{name} reads all of {read_whole}"


async def test_every_hot_query_uses_the_index_that_was_made_for_it(small: Crowd) -> None:
    await assert_by_index(small)


async def test_without_its_index_a_query_would_read_the_whole_table(small: Crowd) -> None:
    _, context, query = queries(small, datetime.now(UTC))["a person's tasks"]
    plan = await run(small, context, query, by_index=False)
    assert "Seq Scan" in {node["Node Type"] for node in nodes(plan["Plan"])}


@pytest.mark.slow
async def test_a_million_tasks_and_ten_million_events_are_read_by_index(
    large: Crowd, capsys: pytest.CaptureFixture[str]
) -> None:
    await assert_by_index(large)
    lines = ["", "| query | without index, ms | with index, ms | times quicker |", "|---|---|---|---|"]
    for name, (_, context, query) in queries(large, datetime.now(UTC)).items():
        took = {}
        for by_index in (False, True):
            plans = [await run(large, context, query, by_index=by_index) for _ in range(ROUNDS)]
            took[by_index] = statistics.median(plan["Execution Time"] for plan in plans)
        lines.append(f"| {name} | {took[False]:,.1f} | {took[True]:,.2f} | {took[False] / took[True]:,.0f} |")
        with capsys.disabled():
            print("\n".join(lines), flush=True)  # noqa: T201 - the figures are what the test is run for
        lines = []
