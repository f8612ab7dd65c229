"""The relay publishes what is committed, at least once, and forgets nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from api.db.outbox import OutboxRow
from api.db.pool import Context, Database
from api.domain.alerts import Severity
from api.operations.raise_alert import PressRequest, raise_alert
from api.relay import OutboxRelay, PublishFailed
from tests.postgres.people import People, seeded


class Topic:
    """Takes events, or refuses them."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.refuses = False

    async def publish(self, rows: Sequence[OutboxRow]) -> list[int]:
        """Take all of them."""
        await asyncio.sleep(0.005)
        if self.refuses:
            raise ConnectionError
        self.taken += [row.id for row in rows]
        return [row.id for row in rows]


@pytest.fixture
async def people(database: Database) -> People:
    """Seed the people; begin with an empty outbox."""
    people = await seeded(database)
    async with database.transaction(Context.worker()) as connection:
        await connection.execute("UPDATE outbox SET published_at = now() WHERE published_at IS NULL")
    return people


async def press(database: Database, people: People, count: int = 1) -> None:
    """Press for Sam."""
    sam = people.accounts["Sam"]
    for _ in range(count):
        request = PressRequest(uuid4().hex, people.persons["Sam"], Severity.NEED, uuid4().hex, (), None, None)
        async with database.transaction(Context(sam)) as connection:
            await raise_alert(connection, sam, request, now=datetime.now(UTC), new_id=uuid4)


async def unpublished(database: Database) -> int:
    """Return how many events wait."""
    async with database.transaction(Context.worker()) as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")
        return count


async def until(condition: Callable[[], bool], patience_s: float = 5.0) -> None:
    """Wait for a condition."""
    for _ in range(int(patience_s / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the condition never came true")


@asynccontextmanager
async def running(*relays: OutboxRelay) -> AsyncIterator[None]:
    """Run relays in the background."""
    tasks = [asyncio.create_task(relay.run_for_ever()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(result, asyncio.CancelledError), result


async def test_relays_share_the_work_and_publish_each_event_once(database: Database, people: People) -> None:
    await press(database, people, 35)
    topic = Topic()
    relays = [OutboxRelay(database, topic.publish) for _ in range(3)]

    async def drain(relay: OutboxRelay) -> None:
        while await relay.drain():
            pass

    await asyncio.gather(*(drain(relay) for relay in relays))
    assert len(topic.taken) == len(set(topic.taken)) == 35
    assert await unpublished(database) == 0


async def test_a_commit_wakes_the_relay(database: Database, people: People) -> None:
    topic = Topic()
    async with running(OutboxRelay(database, topic.publish)):
        await asyncio.sleep(1.5)  # past the first poll, with the listener in place
        loop = asyncio.get_running_loop()
        waits = []
        for number in range(1, 6):
            began = loop.time()
            await press(database, people)
            await until(lambda n=number: len(topic.taken) == n)  # type: ignore[misc] # the default binds the number
            waits.append(loop.time() - began)
    assert sorted(waits)[2] < 0.5  # a poll alone would take half a second on the average, and one at the worst


async def test_what_the_topic_refuses_stays_and_goes_out_later(database: Database, people: People) -> None:
    await press(database, people, 3)
    topic = Topic()
    topic.refuses = True
    with pytest.raises(PublishFailed):
        await OutboxRelay(database, topic.publish).drain()
    assert await unpublished(database) == 3
    async with running(OutboxRelay(database, topic.publish)):
        await asyncio.sleep(0.3)
        topic.refuses = False
        await until(lambda: len(topic.taken) == 3)
        await asyncio.sleep(0.2)  # between the topic's yes and the commit that marks it
    assert await unpublished(database) == 0


async def test_what_the_topic_takes_in_part_is_marked_in_part(database: Database, people: People) -> None:
    await press(database, people, 4)

    async def half(rows: Sequence[OutboxRow]) -> list[int]:
        return [row.id for row in rows[: len(rows) // 2]]

    assert await OutboxRelay(database, half).drain() == 2
    assert await unpublished(database) == 2


async def test_it_goes_on_after_the_server_has_thrown_everybody_out(database: Database, people: People) -> None:
    topic = Topic()
    async with running(OutboxRelay(database, topic.publish)):
        await press(database, people)
        await until(lambda: len(topic.taken) == 1)
        async with database.transaction(Context.worker()) as connection:
            with contextlib.suppress(Exception):
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()"
                )
        await press(database, people)
        await until(lambda: len(set(topic.taken)) == 2)
