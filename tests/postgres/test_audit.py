"""Whoever sees or changes a record is noted in the same transaction, in a chain that cannot be touched unnoticed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.db import audit, audit_verify
from api.db.pool import Context, Database
from api.domain.audit import Audited, Break
from api.domain.errors import NotFound
from tests.postgres.people import People, seeded
from tests.postgres.running_api import Api, environment, run_module


@pytest.fixture
async def people(database: Database) -> People:
    """Seed the people."""
    return await seeded(database)


async def seal(database: Database) -> None:
    """Chain everything that is pending."""
    async with database.transaction(Context.worker()) as connection:
        await audit.seal_pending(connection, 1000)


async def noted(database: Database, person: UUID) -> list[str]:
    """Return the actions in a person's chain."""
    await seal(database)
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch("SELECT action FROM audit WHERE person_id = $1 ORDER BY seq", person)
    return [row["action"] for row in rows]


async def breaks(database: Database) -> list[Break]:
    """Verify every chain."""
    async with database.transaction(Context.worker(), read_only=True) as connection:
        return (await audit_verify.verify(connection)).breaks


async def look(database: Database, people: People, name: str, action: Audited = Audited.BOARD_READ) -> None:
    """Let somebody do something with Sam's record."""
    async with database.transaction(Context(people.accounts[name])) as connection:
        await audit.note(connection, people.persons["Sam"], action)


@asynccontextmanager
async def tampering(owner: asyncpg.Connection) -> AsyncIterator[None]:
    """Do as the owner of the tables what the application cannot, and undo it."""
    undone = owner.transaction()
    await undone.start()
    await owner.execute("SELECT set_config('app.role', 'worker', true)")
    try:
        yield
    finally:
        await undone.rollback()


async def test_a_change_is_chained_as_its_transaction_commits_and_a_look_by_the_sealer(
    database: Database, people: People
) -> None:
    await seal(database)
    async with database.transaction(Context.worker()) as connection:
        before = await connection.fetchval("SELECT count(*) FROM audit")
    await look(database, people, "Ana")
    await look(database, people, "Ana", Audited.BOARD_SAVED)
    await look(database, people, "Ben")
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch("SELECT action FROM audit ORDER BY seq OFFSET $1", before)
        pending = await connection.fetchval("SELECT count(*) FROM audit_pending")
    assert [row["action"] for row in rows] == ["board_read", "board_saved"]
    assert pending == 1
    assert (await noted(database, people.persons["Sam"]))[-1] == "board_read"
    assert await breaks(database) == []


async def fail_after_noting(database: Database, people: People) -> None:
    """Note a change in a transaction that fails."""
    async with database.transaction(Context(people.accounts["Ana"])) as connection:
        await audit.note(connection, people.persons["Sam"], Audited.BOARD_SAVED)
        raise NotFound


async def test_what_is_rolled_back_was_never_noted(database: Database, people: People) -> None:
    before = await noted(database, people.persons["Sam"])
    with pytest.raises(NotFound):
        await fail_after_noting(database, people)
    assert await noted(database, people.persons["Sam"]) == before


async def test_many_at_once_make_one_chain_without_a_gap(database: Database, people: People) -> None:
    before = len(await noted(database, people.persons["Sam"]))
    actions = [Audited.BOARD_SAVED, Audited.BOARD_READ, Audited.ALERT_RAISED] * 20
    sealing = [seal(database) for _ in range(5)]
    await asyncio.gather(*(look(database, people, "Ana", action) for action in actions), *sealing)
    assert len(await noted(database, people.persons["Sam"])) == before + 60
    assert await breaks(database) == []


async def test_looks_at_one_person_do_not_wait_for_one_another_nor_for_a_change(
    database: Database, people: People
) -> None:
    ana, sam = people.accounts["Ana"], people.persons["Sam"]
    async with database.transaction(Context(ana)) as changing:
        await audit.note(changing, sam, Audited.BOARD_SAVED)
        await changing.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the commit: it holds the end of the chain now
        async with asyncio.timeout(1), database.transaction(Context(ana)) as first:
            await audit.note(first, sam, Audited.BOARD_READ)
            await look(database, people, "Ben")
            await seal(database)
    assert await breaks(database) == []


@pytest.mark.parametrize("table", ["audit", "audit_head", "audit_pending"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET person_id = person_id", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_application_cannot_rewrite_it(database: Database, people: People, table: str, verb: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context.worker()) as connection:
            await connection.execute(verb.format(table))


async def test_the_application_writes_to_a_chain_by_sealing_alone(database: Database, people: People) -> None:
    for insert in (
        "INSERT INTO audit (person_id, seq, action, at, hash) VALUES ($1, 9999, 'x', now(), '')",
        "INSERT INTO audit_head (person_id, last_seq, last_hash) VALUES ($1, 9999, '')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(Context.worker()) as connection:
                await connection.execute(insert, people.persons["Sam"])


async def test_nobody_notes_in_anothers_name_or_about_people_never_met(database: Database, people: People) -> None:
    insert = "INSERT INTO audit_pending (person_id, account_id, action, changes) VALUES ($1, $2, 'board_read', false)"
    for person, account in (("Rosa", "Ana"), ("Sam", "Ben"), ("Sam", None)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(Context(people.accounts["Ana"])) as connection:
                await connection.execute(insert, people.persons[person], account and people.accounts[account])


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("UPDATE audit SET account_id = NULL WHERE person_id = $1 AND seq = 2", [2]),
        ("UPDATE audit SET at = at - interval '1 us' WHERE person_id = $1 AND seq = 2", [2]),
        ("DELETE FROM audit WHERE person_id = $1 AND seq = 2", [3]),
        (
            "UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE person_id = $1 AND seq IN (2, 3)",
            [2, 3, 4],
        ),
        ("DELETE FROM audit WHERE person_id = $1 AND seq > 2", [5]),
        ("DELETE FROM audit WHERE person_id = $1", [5]),
    ],
)
async def test_what_even_the_owner_of_the_tables_does_to_a_chain_is_found(
    owner: asyncpg.Connection, database: Database, people: People, forgery: str, found: list[int]
) -> None:
    async with tampering(owner):
        await owner.execute("DELETE FROM audit; DELETE FROM audit_head; DELETE FROM audit_pending")
        for action in ("board_read", "board_saved", "tasks_read", "alert_raised", "board_read"):
            await owner.execute(
                "INSERT INTO audit_pending (person_id, account_id, action, changes) VALUES ($1, $2, $3, false)",
                people.persons["Sam"],
                people.accounts["Ana"],
                action,
            )
        assert await owner.fetchval("SELECT audit_seal($1, true)", people.persons["Sam"]) == 5
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        await owner.execute(forgery, people.persons["Sam"])
        await owner.execute("UPDATE audit SET seq = -seq WHERE seq < 0")
        breaks = (await audit_verify.verify(owner)).breaks
    assert [(each.person_id, each.seq) for each in breaks] == [(people.persons["Sam"], seq) for seq in found]


def audit_of(client: httpx.Client, person: str, **parameters: Any) -> httpx.Response:
    """Ask who saw a person's record."""
    return client.get(f"/user/{person}/audit", params=parameters)


def wait_for(client: httpx.Client, person: str, action: str, name: str) -> list[dict[str, Any]]:
    """Return the newest page once it holds an action of somebody, which may take the sealer a second."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        entries: list[dict[str, Any]] = audit_of(client, person).json()["entries"]
        if any((entry["action"], entry["name"]) == (action, name) for entry in entries):
            return entries
        time.sleep(0.1)
    raise AssertionError(f"{name} {action} was never noted")


def test_every_way_to_a_record_is_noted_with_who_it_was(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    person = api.person("Sam")
    alert = api.press(sam).json()["id"]
    board = ana.get(f"/user/{person}/symbols")
    etag = board.headers["etag"]
    assert ana.get(f"/user/{person}/symbols", headers={"if-none-match": etag}).status_code == 304
    ana.put(f"/user/{person}/symbols", json=board.json(), headers={"if-match": etag}).raise_for_status()
    ana.get("/tasks", params={"user_id": person}).raise_for_status()
    ana.get(f"/alerts/{alert}").raise_for_status()
    ana.get("/notifications").raise_for_status()
    ana.post(f"/alerts/{alert}/acknowledge").raise_for_status()
    audit_of(ana, person).raise_for_status()
    entries = wait_for(sam, person, "audit_read", "Ana")
    assert {(entry["action"], entry["object_id"]) for entry in entries if entry["name"] == "Ana"} >= {
        ("board_read", None),
        ("board_saved", "2"),
        ("tasks_read", None),
        ("alert_read", alert),
        ("notifications_read", None),
        ("alert_acknowledged", alert),
        ("audit_read", None),
    }
    assert ("alert_raised", "Sam") in {(entry["action"], entry["name"]) for entry in entries}
    numbers = [entry["seq"] for entry in entries]
    assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))


def test_it_is_read_page_by_page(api: Api, sam: httpx.Client) -> None:
    person = api.person("Sam")
    for _ in range(105):
        sam.get("/tasks", params={"user_id": person})
    time.sleep(1.5)
    first = audit_of(sam, person).json()
    assert len(first["entries"]) == 100
    second = audit_of(sam, person, before=first["next"]).json()
    assert second["entries"][0]["seq"] == first["next"] - 1
    assert audit_of(sam, person, before=1).json() == {"entries": [], "next": None}


def test_a_stranger_learns_nothing_of_it_and_leaves_no_note(api: Api, sam: httpx.Client) -> None:
    person = api.person("Sam")
    with api.signed_in("luz") as luz:
        assert audit_of(luz, person).status_code == 404
        assert luz.get(f"/user/{person}/symbols").status_code == 404
    time.sleep(1.2)
    assert "Luz" not in {entry["name"] for entry in audit_of(sam, person).json()["entries"]}


async def test_only_who_answers_for_a_person_reads_their_audit(
    api: Api, owner: asyncpg.Connection, database: Database, ana: httpx.Client
) -> None:
    person, account = api.person("Sam"), UUID(api.account("Ana"))
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        relation = await owner.fetchval(
            "UPDATE care_relation SET role = 'viewer' WHERE account_id = $1 AND person_id = $2 RETURNING id",
            account,
            UUID(person),
        )
    try:
        assert audit_of(ana, person).status_code == 403
        async with database.transaction(Context(account)) as connection:
            assert await connection.fetchval("SELECT count(*) FROM audit") == 0
    finally:
        async with owner.transaction():
            await owner.execute("SELECT set_config('app.role', 'worker', true)")
            await owner.execute("UPDATE care_relation SET role = 'manager' WHERE id = $1", relation)


def test_the_verify_command_holds_the_chains_against_the_log(api: Api, settings: Any, tmp_path: Any) -> None:
    variables = environment(settings)
    done = run_module("api.db.audit_verify", str(api.log), variables=variables)
    assert done.returncode == 0, done.stdout
    assert "0 breaks" in done.stdout
    forged = tmp_path / "api.log"
    forged.write_text('{"event": "audit_sealed", "heads": ["00ff"]}\n')
    done = run_module("api.db.audit_verify", str(forged), variables=variables)
    assert (done.returncode, done.stdout.splitlines()[0]) == (2, "log: no entry has the hash 00ff, which the log holds")
    assert run_module("api.db.audit_verify", str(tmp_path / "none"), variables=variables).returncode == 1
