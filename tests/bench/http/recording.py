"""What the API says to PostgreSQL for each hot route, written down so that every peer says the same.

A value that is one request's own (an id, a key, a time) is recorded under its name, all others as they are.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from asyncpg.connection import LoggedQuery

from api.db import boards, tasks
from api.db.pool import Connection, Context, Database
from api.dependencies import Services
from api.domain.alerts import Severity, dedup_key
from api.identity import Caller
from api.operations.raise_alert import PressRequest, raise_alert
from tests.bench.http.population import Someone

SENTENCE, KEY = "I need somebody, recorded.", "recorded-key"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
ALERT, PRESS = UUID(int=0xA1E27), UUID(int=0x92E55)

Plan = list[dict[str, Any]]


class Listening(Database):
    """A database that writes down what is said over its connections."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.settings, application="bench-recording", size=1)
        self.heard: list[LoggedQuery] = []

    async def _connect(self) -> asyncpg.Connection:
        connection = await super()._connect()
        connection.add_query_logger(self.heard.append)
        return connection


async def record(database: Database, services: Callable[[Database], Services], someone: Someone) -> dict[str, Plan]:
    """Do what each route does, once to prepare and once to be recorded."""
    account, person = UUID(someone.account), UUID(someone.person)
    listening = Listening(database)
    await listening.open()
    served, caller = services(listening), Caller(account)

    async def press(connection: Connection, own: tuple[str, str, UUID, UUID] = (KEY, SENTENCE, PRESS, ALERT)) -> None:
        key, sentence, *fresh = own
        ids = iter(fresh)
        request = PressRequest(key, person, Severity("urgent"), sentence, ("help",), None, None)
        await raise_alert(connection, account, request, now=NOW, new_id=lambda: next(ids))

    async def practise(connection: Connection) -> None:
        await press(connection, ("another-key", "Another sentence.", uuid4(), uuid4()))

    names: dict[Any, str] = {
        account: "account",
        person: "person",
        UUID(someone.caregiver): "caregiver",
        ALERT: "alert",
        PRESS: "press",
        NOW: "now",
        KEY: "key",
        SENTENCE: "sentence",
        dedup_key(None, SENTENCE): "dedup",
    }
    try:
        plans: dict[str, Plan] = {}
        for name, opened, works in (
            ("tasks", served.viewing, [lambda connection: tasks.tasks_seen(connection, account, person)] * 2),
            ("board", served.viewing, [lambda connection: boards.board_seen(connection, account, person)] * 2),
            ("alert", served.writing, [practise, press]),
        ):
            for work in works:  # the first time, asyncpg asks for the types that it does not know yet
                listening.heard.clear()
                async with opened(caller) as connection:
                    await work(connection)
            plans[name] = []
            for query in listening.heard:
                plans[name].append(step(query, names))
                if "INTO outbox" in query.query:
                    names[await last_outbox(database)] = "outbox"
        return plans
    finally:
        await listening.close()


async def last_outbox(database: Database) -> int:
    """Return the number of the event that was recorded."""
    async with database.transaction(Context.worker(), read_only=True) as connection:
        number: int = await connection.fetchval("SELECT max(id) FROM outbox")
        return number


def step(query: LoggedQuery, names: Mapping[Any, str]) -> dict[str, Any]:
    """Return one statement: its text, its values, and whether its first value is the number of the outbox event."""
    return {
        "sql": for_anyone(query.query, names),
        "values": [value_of(value, names) for value in query.args],
        "gives": "outbox" if "INTO outbox" in query.query else None,
    }


def for_anyone(text: str, names: Mapping[Any, str]) -> str:
    """Return a statement that begins a transaction with its account left open."""
    account = next(value for value, name in names.items() if name == "account")
    return text.replace(str(account), "{account}")


def value_of(value: Any, names: Mapping[Any, str]) -> dict[str, Any]:
    """Return a value as JSON, with its kind."""
    if isinstance(value, list | tuple):
        return {"list": [value_of(member, names) for member in value]}
    if isinstance(value, str | UUID | datetime | int) and not isinstance(value, bool) and value in names:
        return {"own": names[value]}
    if isinstance(value, str):
        for known, name in names.items():
            if value == str(known):
                return {"own_text": name}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    return {"plain": value}


def to_json(plans: Mapping[str, Plan]) -> str:
    """Return plans as the peers read them."""
    return json.dumps(plans, indent=1)
