"""Who is there in the morning: people with a board and a day of tasks, caregivers who each listen for two."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from api.db.pool import Context, Database
from tests.bench.http.population import board
from tests.postgres.issuer import Issuer

CAREGIVERS_EACH = 2
TASKS_EACH = 12


@dataclass(frozen=True, slots=True)
class Somebody:
    """An account, how it signs in, and the people it is about: itself, or those it cares for."""

    account: str
    token: str
    people: tuple[str, ...]


async def populate(
    database: Database, issuer: Issuer, people: int, caregivers: int
) -> tuple[list[Somebody], list[Somebody]]:
    """Make people and caregivers in one transaction, as a worker would; each person has two caregivers."""
    persons, accounts, carers = ([uuid4() for _ in range(count)] for count in (people, people, caregivers))
    care = [(carers[(n + step) % caregivers], persons[n]) for n in range(people) for step in range(CAREGIVERS_EACH)]
    care = list(dict.fromkeys(care))
    cared_for: dict[UUID, list[str]] = {account: [] for account in carers}
    for account, person in care:
        cared_for[account].append(str(person))
    async with database.transaction(Context.worker()) as connection:
        await connection.executemany(
            "INSERT INTO account (id, subject) VALUES ($1, $1::uuid::text)", [(each,) for each in (*accounts, *carers)]
        )
        await connection.executemany(
            "INSERT INTO person (id, name) VALUES ($1, $2)", [(each, f"Person {n}") for n, each in enumerate(persons)]
        )
        await connection.executemany(
            "INSERT INTO caregiver (account_id, name) VALUES ($1, $2)",
            [(each, f"Caregiver {n}") for n, each in enumerate(carers)],
        )
        await connection.executemany(
            "INSERT INTO care_relation (account_id, person_id, role) VALUES ($1, $2, $3)",
            [
                *((account, person, "self") for account, person in zip(accounts, persons, strict=True)),
                *((account, person, "viewer") for account, person in care),
            ],
        )
        await connection.executemany(
            """
            WITH home AS (
              INSERT INTO boards (user_id, id, is_home) VALUES ($1, gen_random_uuid(), true) RETURNING user_id, id
            )
            INSERT INTO symbol_configs (user_id, board_id, version, board) SELECT user_id, id, 1, $2::jsonb FROM home
            """,
            [(person, board()) for person in persons],
        )
        await connection.executemany(
            """
            INSERT INTO tasks (user_id, title, starts_at, rrule)
            SELECT $1, 'Task ' || n, date_trunc('day', now()) + make_interval(hours => n), 'FREQ=DAILY'
            FROM generate_series(1, $2) AS n
            """,
            [(person, TASKS_EACH) for person in persons],
        )
    return (
        [
            Somebody(str(account), issuer.token(str(account)), (str(person),))
            for account, person in zip(accounts, persons, strict=True)
        ],
        [
            Somebody(str(account), issuer.caregiver_token(str(account)), tuple(theirs))
            for account, theirs in cared_for.items()
        ],
    )
