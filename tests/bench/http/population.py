"""The people of the benchmark: each with an account, a caregiver of their own, a board and a day of tasks."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from api.db.pool import Context, Database
from tests.postgres.issuer import Issuer

PEOPLE = 64
BUTTONS = 40


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, the account that presses, the account that is told, and the token of the first."""

    person: str
    account: str
    caregiver: str
    subject: str
    token: str


def board() -> str:
    """Return a board of a usual size, as JSON text."""
    buttons = [{"id": f"b{n}", "label": f"word {n}", "vocalization": f"I say word number {n}"} for n in range(BUTTONS)]
    order = [[f"b{row * 8 + column}" for column in range(8)] for row in range(BUTTONS // 8)]
    grid = {"rows": BUTTONS // 8, "columns": 8, "order": order}
    return json.dumps({"name": "Everyday", "locale": "en", "grid": grid, "buttons": buttons})


async def populate(database: Database, issuer: Issuer) -> list[Someone]:
    """Make them all in one transaction, as a worker would."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch(
            """
            WITH n AS MATERIALIZED (
              SELECT n, gen_random_uuid() AS account, gen_random_uuid() AS caregiver, gen_random_uuid() AS person
              FROM generate_series(1, $1) AS n
            ), accounts AS (
              INSERT INTO account (id, subject)
              SELECT account, 'bench-' || n FROM n UNION ALL SELECT caregiver, 'bench-caregiver-' || n FROM n
            ), people AS (
              INSERT INTO person (id, name) SELECT person, 'Person ' || n FROM n
            ), caregivers AS (
              INSERT INTO caregiver (account_id, name) SELECT caregiver, 'Caregiver ' || n FROM n
            )
            SELECT n, account::text, caregiver::text, person::text FROM n
            """,
            PEOPLE,
        )
        ids = [(UUID(row["account"]), UUID(row["caregiver"]), UUID(row["person"])) for row in rows]
        for table, values in {
            "care_relation (account_id, person_id, role)": "($1, $3, 'self'), ($2, $3, 'manager')",
        }.items():
            await connection.executemany(f"INSERT INTO {table} VALUES {values}", ids)  # noqa: S608 - constants
        people = [(person,) for _, _, person in ids]
        await connection.executemany(
            """
            WITH home AS (
              INSERT INTO boards (user_id, id, is_home) VALUES ($1, gen_random_uuid(), true) RETURNING user_id, id
            )
            INSERT INTO symbol_configs (user_id, board_id, version, board) SELECT user_id, id, 1, $2::jsonb FROM home
            """,
            [(person, board()) for (person,) in people],
        )
        await connection.executemany(
            """
            INSERT INTO tasks (user_id, title, starts_at, rrule)
            SELECT $1, 'Task ' || n, date_trunc('day', now()) + make_interval(hours => n), 'FREQ=DAILY'
            FROM generate_series(1, 12) AS n
            """,
            people,
        )
    return [
        Someone(row["person"], row["account"], row["caregiver"], subject, issuer.token(subject))
        for row in rows
        for subject in [f"bench-{row['n']}"]
    ]


def written(population: list[Someone]) -> list[dict[str, str]]:
    """Return them as JSON would have them."""
    return [asdict(someone) for someone in population]
