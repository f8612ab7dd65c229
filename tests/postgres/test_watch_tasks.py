"""The watch over tasks, as its function runs it: reminders, misses, and the alerts of misses."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.db.connections import save_connection
from api.db.pool import Context, Database
from api.domain.alerts import Severity
from api.domain.notifications import ConnectionGone
from api.domain.routines import Event, TaskEvent
from api.operations.change_task import remove_task
from api.operations.create_task import TaskRequest, create_task
from api.operations.record_task_event import record_task_event
from api.settings import DatabaseSettings
from tests.postgres.people import People, seeded
from workers.runtime import Container
from workers.watch_tasks import Round, watch

NOW = datetime.now(UTC).replace(microsecond=0)
IN_AN_HOUR = NOW + timedelta(hours=1)
LATER = IN_AN_HOUR + timedelta(minutes=31)


@pytest.fixture
def container(settings: DatabaseSettings) -> Iterator[Container]:
    host, port = settings.hosts[0]
    variables = {"DATABASE_HOSTS": f"{host}:{port}", "DATABASE_NAME": settings.name, "DATABASE_SSLMODE": "disable"}
    made = Container(variables, lambda _: json.dumps({"username": settings.user, "password": settings.password}))
    yield made
    made.close()


class Sockets:
    """What API Gateway's sockets were told; some of them are gone, some fail."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    async def push(self, connection_id: str, frame: str) -> None:
        """Take a frame."""
        if connection_id == "gone":
            raise ConnectionGone
        if connection_id == "failing":
            raise ConnectionError("what was to be said")
        self.told.append((connection_id, json.loads(frame)))


class World:
    """Sam's day in a database, and the function that watches it."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.sockets = Sockets()

        async def seed() -> tuple[Database, People]:
            database = await container.database()
            people = await seeded(database)
            async with database.transaction(Context.worker()) as connection:
                await connection.execute("UPDATE tasks SET removed_at = now(), watch_at = NULL")
            return database, people

        self.database, self.people = container.run(seed())
        self.sam, self.me = self.people.persons["Sam"], self.people.accounts["Sam"]

    def plan(self, **fields: object) -> UUID:
        """Plan the tablets for Sam, in an hour."""
        tablets = {
            "title": "Tablets",
            "starts_at": IN_AN_HOUR,
            "remind_minutes": 10,
            "alert": {"after_minutes": 30, "severity": "urgent"},
            **fields,
        }

        async def make() -> UUID:
            request = TaskRequest(uuid4().hex, self.sam, None, tablets)
            async with self.database.transaction(Context(self.me)) as connection:
                return await create_task(connection, self.me, request, task_id=uuid4(), now=NOW)

        return self.container.run(make())

    def tell(self, task: UUID, event: Event, at: datetime = IN_AN_HOUR) -> None:
        """Say, as Sam, what was done."""

        async def say() -> None:
            async with self.database.transaction(Context(self.me)) as connection:
                told = TaskEvent(at, event, None, at)
                await record_task_event(connection, self.me, task, uuid4(), told, now=at)

        self.container.run(say())

    def look(self, now: datetime) -> Round:
        """Run the function at a time."""
        return self.container.run(watch(self.container, now, lambda _: self.sockets))

    def rows(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask the database as the functions do."""

        async def ask() -> list[asyncpg.Record]:
            async with self.database.transaction(Context.worker()) as connection:
                return await connection.fetch(query, *arguments)

        return self.container.run(ask())

    def connect(self, sockets: Mapping[str, UUID], until: datetime | None = None) -> None:
        """Let these and no other sockets be open, for as long as their sign-in holds."""

        async def save() -> None:
            async with self.database.transaction(Context.worker()) as connection:
                await connection.execute("DELETE FROM connections")
                for connection_id, account in sockets.items():
                    await save_connection(connection, connection_id, account, until)

        self.container.run(save())

    def last_numbers(self) -> dict[UUID, int]:
        """Return the number of each inbox's last entry."""
        return {row[0]: row[1] for row in self.rows("SELECT account_id, last_seq FROM inbox_counter")}

    def reminders(self, task: UUID) -> list[asyncpg.Record]:
        """Return what inboxes hold about a task to be done."""
        return self.rows(
            "SELECT recipient, seq FROM inbox WHERE kind = 'task_reminder' AND body -> 'task' ->> 'id' = $1", str(task)
        )

    def alerts(self, task: UUID) -> list[asyncpg.Record]:
        """Return the alerts that a task's misses raised."""
        return self.rows(
            """
            SELECT a.sentence, a.severity, a.id FROM alert_presses p JOIN alerts a ON a.id = p.alert_id
            WHERE p.idempotency_key LIKE 'missed:' || $1 || ':%'
            """,
            str(task),
        )


@pytest.fixture
def world(container: Container) -> World:
    return World(container)


def test_a_reminder_is_noted_at_its_minute_and_once(world: World) -> None:
    task = world.plan()
    assert world.look(IN_AN_HOUR - timedelta(minutes=11)) == Round()
    assert world.look(IN_AN_HOUR - timedelta(minutes=10)) == Round(looked=1, reminded=1)
    assert world.look(IN_AN_HOUR - timedelta(minutes=9)) == Round()
    kept = world.rows("SELECT occurrence_at, account_id FROM task_events WHERE task_id = $1", task)
    assert [tuple(row) for row in kept] == [(IN_AN_HOUR, None)]


def test_the_person_and_every_caregiver_are_reminded_in_their_inboxes_and_at_their_sockets(world: World) -> None:
    accounts = world.people.accounts
    world.connect({"sam-1": accounts["Sam"], "ana-1": accounts["Ana"], "gone": accounts["Ben"], "luz": accounts["Luz"]})
    before = world.last_numbers()
    task = world.plan(title="Tablets at noon")
    world.look(IN_AN_HOUR - timedelta(minutes=10))
    circle = {accounts[name] for name in ("Sam", "Ana", "Ben")}
    told = world.reminders(task)
    assert {row["recipient"]: row["seq"] - before.get(row["recipient"], 0) for row in told} == dict.fromkeys(circle, 1)
    assert sorted(connection for connection, _ in world.sockets.told) == ["ana-1", "sam-1"]
    frame = dict(world.sockets.told)["ana-1"]
    assert (frame["kind"], frame["alert_id"]) == ("task_reminder", None)
    assert frame["body"] == {
        "person": {"id": str(world.sam), "name": "Sam"},
        "task": {"id": str(task), "title": "Tablets at noon", "symbol": None},
        "occurrence_at": IN_AN_HOUR.isoformat(),
        "message": "To do: Tablets at noon.",
    }
    # Nobody is texted, nothing escalates, and the socket that is gone is forgotten.
    assert not world.rows(
        "SELECT 1 FROM deliveries d JOIN inbox i USING (recipient, seq) WHERE i.kind = 'task_reminder'"
    )
    assert {row[0] for row in world.rows("SELECT connection_id FROM connections")} == {"sam-1", "ana-1", "luz"}


def test_a_reminder_that_cannot_be_pushed_waits_in_the_inbox(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.connect({"failing": world.people.accounts["Ana"]})
    task = world.plan(title="A secret")
    assert world.look(IN_AN_HOUR - timedelta(minutes=10)) == Round(looked=1, reminded=1)
    assert len(world.reminders(task)) == 3
    out = capsys.readouterr().out
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["reminders_not_pushed"]
    assert "secret" not in out
    assert "what was" not in out


def test_a_socket_whose_sign_in_has_ended_is_told_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.connect({"failing": world.people.accounts["Ana"]}, until=datetime.now(UTC) - timedelta(seconds=1))
    world.plan(title="A secret")
    assert world.look(IN_AN_HOUR - timedelta(minutes=10)) == Round(looked=1, reminded=1)
    assert capsys.readouterr().out == ""


def test_one_look_reminds_of_the_next_and_raises_the_alert_of_the_last(world: World) -> None:
    task = world.plan(title="Walk", rrule="FREQ=DAILY", remind_minutes=600)
    late = IN_AN_HOUR + timedelta(hours=20)
    assert world.look(late) == Round(looked=1, reminded=1, missed=1, alerts=1)
    assert world.look(late) == Round()
    assert len(world.reminders(task)) == 3
    assert len(world.alerts(task)) == 1


def test_what_is_missed_raises_one_alert_and_every_caregiver_hears_of_it(world: World) -> None:
    task = world.plan(title="Tablets of the morning")
    assert world.look(LATER) == Round(looked=1, missed=1, alerts=1)
    assert world.look(LATER + timedelta(minutes=1)) == Round()
    [alert] = world.alerts(task)
    assert (alert["sentence"], alert["severity"]) == ("Not done: Tablets of the morning.", Severity.URGENT)
    told = world.rows("SELECT recipient FROM inbox WHERE alert_id = $1", alert["id"])
    assert {row["recipient"] for row in told} == {world.people.accounts["Ana"], world.people.accounts["Ben"]}
    assert len(world.rows("SELECT 1 FROM outbox WHERE alert_id = $1", alert["id"])) == 1


def test_two_functions_at_once_raise_it_once(world: World) -> None:
    task = world.plan(title="Twice")

    async def both() -> list[Round]:
        return list(await asyncio.gather(*(watch(world.container, LATER, lambda _: world.sockets) for _ in range(2))))

    rounds = world.container.run(both())
    assert sum(found.alerts for found in rounds) == 1
    assert len(world.alerts(task)) == 1


def test_what_was_done_or_taken_away_raises_nothing(world: World) -> None:
    done, skipped, removed = (world.plan(title=title) for title in ("Done", "Skipped", "Removed"))
    world.tell(done, Event.DONE)
    world.tell(skipped, Event.SKIPPED)

    async def remove() -> None:
        async with world.database.transaction(Context(world.me)) as connection:
            await remove_task(connection, world.me, removed, now=NOW)

    world.container.run(remove())
    assert world.look(LATER) == Round(looked=2)


def test_the_only_caregiver_of_a_person_without_an_account_is_told(world: World) -> None:
    task = world.plan(title="Alone")
    ana = world.people.accounts["Ana"]
    world.rows(
        """
        UPDATE care_relation SET valid_to = now() WHERE person_id = $1 AND account_id <> $2 AND valid_from < now()
        RETURNING 1
        """,
        world.sam,
        ana,
    )
    assert world.look(LATER).alerts == 1
    [alert] = world.alerts(task)
    told = world.rows("SELECT recipient FROM inbox WHERE alert_id = $1", alert["id"])
    assert [row["recipient"] for row in told] == [ana]


def test_when_there_is_nobody_to_tell_operators_hear_of_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.plan(title="A secret")
    world.rows("UPDATE care_relation SET valid_to = now() WHERE valid_to IS NULL AND valid_from < now() RETURNING 1")
    assert world.look(LATER) == Round(looked=1, missed=1)
    out = capsys.readouterr().out
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["nobody_to_tell"]
    assert "secret" not in out


def test_a_task_that_cannot_be_looked_at_does_not_keep_the_others_waiting(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, good = world.plan(title="Broken"), world.plan(title="Good")
    world.rows("UPDATE tasks SET rrule = 'FREQ=NEVER' WHERE id = $1 RETURNING 1", broken)
    assert world.look(LATER) == Round(looked=1, missed=1, alerts=1, failed=1)
    assert len(world.alerts(good)) == 1
    assert "watch_failed" in capsys.readouterr().out
    assert world.look(LATER + timedelta(minutes=4)) == Round()
    assert world.look(LATER + timedelta(minutes=6)).failed == 1


def test_eight_o_clock_stays_eight_o_clock_when_a_person_moves(world: World) -> None:
    start = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)  # eight in Madrid
    routine = world.plan(title="Breakfast", starts_at=start, rrule="FREQ=DAILY", except_days=[date(2026, 12, 24)])
    once = world.plan(title="Dentist", starts_at=start)
    world.rows("UPDATE person SET time_zone = 'America/Lima' WHERE id = $1 RETURNING 1", world.sam)
    found = {row["id"]: row["starts_at"] for row in world.rows("SELECT id, starts_at FROM tasks WHERE title <> 'x'")}
    assert found[routine] == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    assert found[once] == start
    world.rows("UPDATE person SET time_zone = 'Europe/Madrid' WHERE id = $1 RETURNING 1", world.sam)
