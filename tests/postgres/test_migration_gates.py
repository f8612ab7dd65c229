"""What holds a contract back, what a database is asked beside its history, and what is done to a history by hand."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import pytest

from api.db import migrate
from api.db.connect import connect
from api.db.migrator import amend, gates, ledger, verify
from api.db.migrator.amend import Word
from api.db.migrator.files import Migration, MigrationError, migrations
from api.db.migrator.open_tables import OPEN_TABLES
from api.db.migrator.runner import Run
from api.settings import DatabaseSettings
from tests.postgres.conftest import Server, create_database
from tests.postgres.row_security_table import WALLS

WORD = Word("Robin", "reviewed in a change")
PLAIN = Migration(
    1, "plain", "CREATE TABLE t (id int, plain text, sealed text); ALTER TABLE t ENABLE ROW LEVEL SECURITY"
)
EXPAND = Migration(2, "expand", "ALTER TABLE t ADD more text")
CONTRACT = Migration(
    3,
    "contract",
    "-- wolf: contract after=0002\n-- wolf: empty SELECT FROM t WHERE sealed IS NULL\nALTER TABLE t DROP plain",
)


@dataclass
class Empty:
    """An empty database, its owner signed in."""

    connection: asyncpg.Connection
    settings: DatabaseSettings

    async def up(self, *files: Migration) -> Run:
        run = Run()
        await run.up(self.connection, files)
        return run

    async def found(self, *files: Migration) -> list[tuple[str, str]]:
        return [(one.kind, one.what) for one in await verify.findings(self.connection, self.settings, files)]


@pytest.fixture
async def empty(make_database: Callable[[], Awaitable[DatabaseSettings]]) -> AsyncIterator[Empty]:
    """Connect to an empty database."""
    settings = await make_database()
    connection = await connect(settings, application="tests")
    yield Empty(connection, settings)
    await connection.close()


async def test_a_contract_waits_for_the_release_of_its_expand_and_for_its_check(empty: Empty) -> None:
    await empty.up(PLAIN)
    await empty.connection.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y')")
    run = await empty.up(PLAIN, EXPAND, CONTRACT)
    assert (run.applied, run.pending) == (["0002_expand"], ["0003_contract"])
    assert run.held == {"0003_contract": ["0002 ran just now: first the release that knows it must be live."]}
    run = await empty.up(PLAIN, EXPAND, CONTRACT)
    assert run.held == {"0003_contract": ["its check still finds 2 rows: SELECT FROM t WHERE sealed IS NULL"]}
    assert (await migrate.status(empty.connection, [PLAIN, EXPAND, CONTRACT]))["held"] == run.held
    await empty.connection.execute("UPDATE t SET sealed = plain")
    assert (await empty.up(PLAIN, EXPAND, CONTRACT)).applied == ["0003_contract"]


async def test_a_fresh_database_waits_for_no_release(empty: Empty) -> None:
    assert (await empty.up(PLAIN, EXPAND, CONTRACT)).applied == ["0001_plain", "0002_expand", "0003_contract"]


async def test_an_expand_whose_commit_was_not_heard_of_still_ran_just_now(empty: Empty) -> None:
    run = Run()
    await run.up(empty.connection, [PLAIN])
    assert run.applied == ["0001_plain"]
    run = Run()
    await run.up(empty.connection, [PLAIN])
    await empty.up(PLAIN, EXPAND)  # as by a session of this run that was lost at its commit
    await run.up(empty.connection, [PLAIN, EXPAND, CONTRACT])
    assert (run.applied, list(run.held)) == (["0002_expand"], ["0003_contract"])


async def test_the_check_sees_behind_the_wall_and_the_hours_count_from_the_expand(empty: Empty) -> None:
    await empty.up(PLAIN, EXPAND)
    await empty.connection.execute(
        """
        CREATE FUNCTION is_worker() RETURNS boolean LANGUAGE sql RETURN current_setting('app.role', true) = 'worker';
        INSERT INTO t VALUES (1);
        ALTER TABLE t FORCE ROW LEVEL SECURITY;
        CREATE POLICY of_workers ON t USING (is_worker())
        """
    )
    assert await empty.connection.fetchval("SELECT count(*) FROM t") == 0
    assert "still finds 1 rows" in str(await gates.standing(empty.connection, "SELECT FROM t"))
    assert await empty.connection.fetchval("SELECT current_setting('app.role', true)") == ""
    late = Migration(3, "late", "-- wolf: contract after=0002 hours=24\nSELECT 1")
    history = await ledger.entries(empty.connection)
    now = history[2].applied_at
    assert re.fullmatch(
        r"0002 has not been live for 24 hours, not before .* UTC\.",
        (await gates.reasons(empty.connection, late, history, now))[0],
    )
    later = now.replace(year=now.year + 1)
    assert await gates.reasons(empty.connection, late, history, later) == []


async def test_our_own_schema_is_as_the_files_make_it_until_somebody_changes_it_by_hand(server: Server) -> None:
    name = "verified"
    await create_database(server, name, "migrated")
    connection = await server.connect(name, as_owner=True)
    settings = server.settings(name, as_owner=True)
    assert await verify.findings(connection, settings, migrations()) == []
    await connection.execute(
        """
        ALTER TABLE tasks ADD COLUMN by_hand text;
        DROP INDEX tasks_watch_at;
        ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY;
        CREATE TABLE notes_about_people (person_id uuid);
        GRANT DELETE ON alerts TO alphawolf_access;
        ALTER POLICY of_my_people ON tasks USING (true)
        """
    )
    found = {(one.kind, one.what) for one in await verify.findings(connection, settings, migrations())}
    assert found == {
        ("wall", "alerts has no forced row-level security."),
        ("wall", "notes_about_people has no forced row-level security."),
        ("drift", "column notes_about_people.person_id is in no file."),
        ("drift", "table notes_about_people is in no file."),
        ("drift", "column tasks.by_hand is in no file."),
        ("drift", "index tasks_watch_at is missing."),
        ("drift", "table alerts is not as the files make it."),
        ("drift", "grant on alerts is not as the files make it."),
        ("drift", "policy of_my_people on tasks is not as the files make it."),
    }
    assert await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname LIKE 'alphawolf_shadow%'") == 0
    await connection.close()


def test_the_tables_without_a_wall_are_those_of_the_table_of_walls() -> None:
    assert set(OPEN_TABLES) == {wall.table for wall in WALLS if wall.open_}


async def test_a_changed_a_lost_and_a_late_file_are_found_and_nothing_runs(empty: Empty) -> None:
    await empty.up(PLAIN, CONTRACT)
    changed = Migration(1, "plain", PLAIN.sql + " ")
    assert [what for kind, what in await empty.found(changed, EXPAND) if kind == "history"] == [
        "0001_plain was changed after it was applied.",
        "0003_contract was applied here, and its file is missing.",
        "0002_expand comes before one that is applied.",
    ]
    with pytest.raises(MigrationError, match="0001_plain was changed"):
        await empty.up(changed, EXPAND)


async def test_an_invalid_index_is_found(empty: Empty) -> None:
    await empty.up(PLAIN)
    await empty.connection.execute("INSERT INTO t VALUES (1), (1)")
    with pytest.raises(asyncpg.UniqueViolationError):
        await empty.connection.execute("CREATE UNIQUE INDEX CONCURRENTLY single ON t (id)")
    assert ("index", "single on t is invalid.") in await empty.found(PLAIN)


async def test_a_schema_is_adopted_at_the_version_whose_it_is_and_at_no_other(empty: Empty) -> None:
    await empty.up(PLAIN, EXPAND)
    files = [PLAIN, EXPAND, Migration(3, "next", "ALTER TABLE t ADD next text")]
    adopt = amend.baseline
    with pytest.raises(MigrationError, match="has a history"):
        await adopt(empty.connection, empty.settings, files, 2, WORD)
    await empty.connection.execute("DROP TABLE schema_migrations")
    with pytest.raises(MigrationError, match=r"not the one of 0001_plain: column t\.more is in no file"):
        await adopt(empty.connection, empty.settings, files, 1, WORD)
    with pytest.raises(MigrationError, match="No migration has the number 0009"):
        await adopt(empty.connection, empty.settings, files, 9, WORD)
    assert await adopt(empty.connection, empty.settings, files, 2, WORD) == ["0001_plain", "0002_expand"]
    told = (await migrate.status(empty.connection, files))["by_hand"]
    assert [(note["file"], note["what"], note["by"], note["reason"]) for note in told] == [
        (file, "baseline", "Robin", "reviewed in a change") for file in ("0001_plain", "0002_expand")
    ]
    assert (await empty.up(*files)).applied == ["0003_next"]


async def test_a_reviewed_text_is_taken_into_the_history_with_its_reason(empty: Empty) -> None:
    await empty.up(PLAIN)
    changed = Migration(1, "plain", PLAIN.sql + " -- a comment")
    with pytest.raises(MigrationError, match="its text is another now") as refused:
        await amend.repair(empty.connection, [changed], 1, WORD, None)
    assert refused.value.hint == f"Have it reviewed, then give --checksum {changed.checksum[:12]}."
    for wrong in ("", changed.checksum[:4], "0" * 12):
        with pytest.raises(MigrationError):
            await amend.repair(empty.connection, [changed], 1, WORD, wrong)
    with pytest.raises(MigrationError, match="needs no repair"):
        await amend.repair(empty.connection, [PLAIN], 1, WORD, None)
    done = await amend.repair(empty.connection, [changed], 1, WORD, changed.checksum[:12])
    assert (done["was"], done["now"], done["reason"]) == (PLAIN.checksum, changed.checksum, "reviewed in a change")
    assert (await empty.up(changed)).applied == []
    note = (await ledger.entries(empty.connection))[1].notes[0]
    assert (note["what"], note["by"], note["was"]) == ("repair", "Robin", PLAIN.checksum)


async def test_a_file_that_was_begun_and_mended_begins_again_once_repaired(empty: Empty) -> None:
    await empty.up(PLAIN)
    await empty.connection.execute("INSERT INTO t VALUES (1), (1)")
    head = "-- wolf: transaction=false\nCREATE INDEX CONCURRENTLY IF NOT EXISTS plain_id ON t (id);\n"
    bad = Migration(2, "indexes", f"{head}CREATE UNIQUE INDEX CONCURRENTLY single ON t (id)")
    mended = Migration(2, "indexes", f"{head}CREATE INDEX CONCURRENTLY single ON t (id)")
    with pytest.raises(MigrationError, match="23505"):
        await empty.up(PLAIN, bad)
    assert ("unfinished", "0002_indexes was begun; 1 of its statements have run.") in await empty.found(PLAIN, bad)
    with pytest.raises(MigrationError, match="was changed after it was begun"):
        await empty.up(PLAIN, mended)
    done = await amend.repair(empty.connection, [PLAIN, mended], 2, WORD, None)
    assert done["begins_again"] is True
    assert (await empty.up(PLAIN, mended)).applied == ["0002_indexes"]
    assert (await ledger.entries(empty.connection))[2].notes[0]["reason"] == "reviewed in a change"


@pytest.mark.parametrize(("by", "reason"), [("", "long enough"), ("Robin", ""), ("Robin", "because")])
def test_nobody_changes_a_history_without_saying_why(by: str, reason: str) -> None:
    with pytest.raises(MigrationError, match="who makes it and why"):
        Word(by, reason)


async def test_an_owner_who_may_make_no_database_is_told_that_the_schema_was_not_compared(empty: Empty) -> None:
    await empty.up(PLAIN)
    await empty.connection.execute("CREATE ROLE narrow NOLOGIN; GRANT narrow TO CURRENT_USER; SET ROLE narrow")
    await empty.connection.execute("RESET ROLE; GRANT SELECT ON schema_migrations TO narrow; SET ROLE narrow")
    found = await empty.found(PLAIN)
    await empty.connection.execute("RESET ROLE; DROP OWNED BY narrow; DROP ROLE narrow")
    assert ("drift", "The schema was not compared: permission denied to create database.") in found
