"""Boards that were there before a person could have several: each becomes its person's home board, history and all."""

import json
from collections.abc import Awaitable, Callable

import asyncpg

from api.db import board_history, boards, migrate
from api.db.connect import connect
from api.db.people import found_person
from api.db.pool import Context, Database
from api.settings import DatabaseSettings
from tests.postgres.people import seeded

BEFORE = 6


async def with_old_boards(connection: asyncpg.Connection) -> asyncpg.Record:
    """Bring a database to where boards were single, and give two people boards."""
    files = migrate.migrations()
    await migrate.up(connection, [file for file in files if file.version <= BEFORE])
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


async def test_a_single_board_becomes_the_home_board_and_loses_nothing(
    make_database: Callable[[], Awaitable[DatabaseSettings]],
) -> None:
    settings = await make_database()
    connection = await connect(settings, application="tests")
    try:
        people = await with_old_boards(connection)
        await migrate.up(connection, migrate.migrations())
    finally:
        await connection.close()
    database = Database(settings, application="tests", size=1)
    await database.open()
    try:
        async with database.transaction(Context.worker()) as opened:
            for person in people["ids"]:
                home = await boards.head_of(opened, person, None)
                assert home is not None
                assert (home.is_home, home.version, json.loads(home.content)["name"]) == (True, 3, 3)
                history = await board_history.versions_json(opened, person, home.board_id, None, 10)
                assert [entry["version"] for entry in json.loads(history or "")["versions"]] == [3, 2, 1]
    finally:
        await database.close()


async def test_the_newest_version_of_a_board_is_found_by_an_index(
    make_database: Callable[[], Awaitable[DatabaseSettings]],
) -> None:
    connection = await connect(await make_database(), application="tests")
    try:
        await migrate.up(connection, migrate.migrations())
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


async def test_code_from_before_several_boards_still_saves_the_board_while_it_is_rolled_over(
    database: Database,
) -> None:
    people = await seeded(database)
    saved = "INSERT INTO symbol_configs (user_id, version, board) VALUES ($1, $2, $3::jsonb)"
    async with database.transaction(Context(people.accounts["Ana"])) as connection:
        kim = await found_person(connection, "Kim", "en", "UTC", None, "manager")
        await connection.execute(saved, kim, 1, '{"name": "a first board"}')
        first = await boards.head_of(connection, kim, None)
        await connection.execute(saved, kim, 2, '{"name": "and its second version"}')
        second = await boards.head_of(connection, kim, None)
    assert first is not None
    assert second is not None
    assert (first.board_id, first.is_home) == (second.board_id, True)
    assert (second.version, json.loads(second.content)["name"]) == (2, "and its second version")
