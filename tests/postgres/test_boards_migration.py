"""Boards that were there before a person could have several: each becomes its person's home board, history and all."""

import json
from collections.abc import Awaitable, Callable

import asyncpg

from api.db import board_history, boards
from api.db.connect import connect
from api.db.migrator.files import migrations
from api.db.migrator.runner import Run
from api.db.pool import Context, Database
from api.settings import DatabaseSettings

BEFORE = 6


async def with_old_boards(connection: asyncpg.Connection) -> asyncpg.Record:
    """Bring a database to where boards were single, and give two people boards."""
    files = migrations()
    await Run().up(connection, [file for file in files if file.version <= BEFORE])
    await connection.execute("SELECT set_config('app.role', 'worker', false)")
    people = await connection.fetchrow(
        """
        WITH made AS (INSERT INTO person (name) VALUES ('Sam'), ('Rosa') RETURNING id),
        saved AS (
          INSERT INTO symbol_configs (user_id, version, board)
          SELECT id, version, json_build_object('name', version, 'buttons', '[]'::json) FROM made, generate_series(1, 3)
            AS version RETURNING user_id)
        SELECT array_agg(DISTINCT user_id) AS ids, count(*) AS versions FROM saved
        """
    )
    assert people is not None
    assert await connection.fetchval("SELECT count(*) FROM symbol_configs") == 6
    await connection.execute("SELECT set_config('app.role', '', false)")
    return people


async def test_a_single_board_becomes_the_home_board_and_loses_nothing_nor_does_what_older_code_saves(
    make_database: Callable[[], Awaitable[DatabaseSettings]],
) -> None:
    settings = await make_database()
    connection = await connect(settings, application="tests")
    try:
        people = await with_old_boards(connection)
        await Run().up(connection, migrations())
        # A task from before the migration is still at work and knows no boards.
        await connection.execute("SELECT set_config('app.role', 'worker', false)")
        older = 'INSERT INTO symbol_configs (user_id, version, board) VALUES ($1, $2, \'{"name": 4, "buttons": []}\')'
        await connection.execute(older, people["ids"][0], 4)
        newcomer = await connection.fetchval("INSERT INTO person (name) VALUES ('Kim') RETURNING id")
        await connection.execute(older, newcomer, 4)
    finally:
        await connection.close()
    database = Database(settings, application="tests", size=1)
    await database.open()
    try:
        async with database.transaction(Context.worker()) as opened:
            for person, newest in ((people["ids"][0], 4), (people["ids"][1], 3), (newcomer, 4)):
                home = await boards.head_of(opened, person, None)
                assert home is not None
                assert (home.is_home, home.version, json.loads(home.content)["name"]) == (True, newest, newest)
                history = await board_history.versions_json(opened, person, home.board_id, None, 10)
                oldest = newest if person == newcomer else 1
                versions = [entry["version"] for entry in json.loads(history or "")["versions"]]
                assert versions == list(range(newest, oldest - 1, -1))
    finally:
        await database.close()


async def test_the_newest_version_of_a_board_is_found_by_an_index(
    make_database: Callable[[], Awaitable[DatabaseSettings]],
) -> None:
    connection = await connect(await make_database(), application="tests")
    try:
        await Run().up(connection, migrations())
        await connection.execute(
            """
            SELECT set_config('app.role', 'worker', false);
            INSERT INTO person (name) SELECT 'Crowd' FROM generate_series(1, 50);
            INSERT INTO boards (user_id, id, is_home)
              SELECT person.id, gen_random_uuid(), n = 1 FROM person, generate_series(1, 5) n;
            INSERT INTO symbol_configs (user_id, board_id, version, board)
              SELECT user_id, id, 20 * n + row_number() OVER (PARTITION BY user_id, n), '{"buttons": []}'
              FROM boards, generate_series(1, 40) n;
            ANALYZE boards, symbol_configs
            """
        )
        plan = await connection.fetch(
            f"EXPLAIN SELECT h.version FROM boards b, LATERAL ({boards.HEAD}) h "  # noqa: S608 - constants alone
            "WHERE b.user_id = $1 AND b.is_home",
            await connection.fetchval("SELECT id FROM person LIMIT 1"),
        )
    finally:
        await connection.close()
    shown = " ".join(row[0] for row in plan)
    assert "boards_home" in shown
    assert "symbol_configs_board" in shown
    assert "Seq Scan" not in shown
