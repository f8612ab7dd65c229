"""Suggestions are counted from the person's own log, by the person's own clock."""

from datetime import UTC, date, datetime, timedelta

from api.db import usage
from api.db.log_partitions import make_month
from api.db.pool import Context, Database
from api.domain.suggestions import Usage, suggest
from tests.postgres.people import seeded

NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)  # in Madrid


async def test_presses_are_counted_by_hour_and_by_what_came_just_before(database: Database) -> None:
    people = await seeded(database)
    sam, rosa = people.persons["Sam"], people.persons["Rosa"]
    pressed = [
        (NOON, sam, "button", False, ["i_want"]),
        (NOON + timedelta(seconds=5), sam, "button", False, ["water"]),
        (NOON + timedelta(seconds=9), sam, "utterance", False, ["i_want", "water"]),
        (NOON + timedelta(seconds=20), sam, "button", True, ["please"]),
        (NOON + timedelta(minutes=2), sam, "button", False, ["thank_you"]),
        (NOON + timedelta(minutes=30), sam, "button", False, ["water"]),
        (NOON, rosa, "button", False, ["bed"]),
        (NOON - timedelta(days=91), sam, "button", False, ["old"]),
        (NOON + timedelta(days=2), sam, "button", False, ["later"]),
    ]
    async with database.transaction(Context.worker()) as connection:
        for month in (4, 5, 6, 7):
            await make_month(connection, date(2026, month, 1))
        await connection.executemany(
            """
            INSERT INTO logs (id, account_id, timestamp, user_id, event, modeling, symbols)
            VALUES (gen_random_uuid(), $6, $1, $2, $3, $4, $5)
            """,
            [(*press, people.accounts["Sam"]) for press in pressed],
        )
    async with database.transaction(Context(people.accounts["Sam"]), read_only=True) as connection:
        assert await usage.hour_of_day(connection, sam, NOON) == 12
        counted = await usage.usage_of(connection, sam, NOON + timedelta(days=1))
    assert set(counted) == {
        Usage("i_want", 12, None, 1),
        Usage("water", 12, "i_want", 1),
        Usage("thank_you", 12, "water", 1),
        Usage("water", 12, None, 1),
    }
    assert suggest(counted, ["water"], 12, 1)[0].symbol == "thank_you"
