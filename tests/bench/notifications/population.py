"""The people of the benchmark: each with an account that presses and many caregivers who listen."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from api.db.pool import Context, Database


@dataclass(frozen=True, slots=True)
class Person:
    """A person, the subject of their sign-in, and the accounts of their caregivers."""

    person: UUID
    account: UUID
    subject: str
    caregivers: tuple[UUID, ...]


async def populate(database: Database, people: int, caregivers: int) -> list[Person]:
    """Make them all, as a worker would."""
    made = [
        Person(uuid4(), uuid4(), f"bench-{number}", tuple(uuid4() for _ in range(caregivers)))
        for number in range(people)
    ]
    async with database.transaction(Context.worker()) as connection:
        accounts = [(one.account, one.subject) for one in made]
        accounts += [(caregiver, str(caregiver)) for one in made for caregiver in one.caregivers]
        await connection.executemany("INSERT INTO account (id, subject) VALUES ($1, $2)", accounts)
        await connection.executemany(
            "INSERT INTO person (id, name) VALUES ($1, $2)", [(one.person, f"Person {one.subject}") for one in made]
        )
        relations = [(one.account, one.person, "self") for one in made]
        relations += [(caregiver, one.person, "viewer") for one in made for caregiver in one.caregivers]
        await connection.executemany(
            "INSERT INTO care_relation (account_id, person_id, role) VALUES ($1, $2, $3)", relations
        )
    return made


async def cursors(database: Database, accounts: Sequence[UUID]) -> dict[UUID, int]:
    """Return each account's newest number."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch(
            "SELECT account_id, last_seq FROM inbox_counter WHERE account_id = ANY ($1::uuid[])", accounts
        )
    return dict.fromkeys(accounts, 0) | {row["account_id"]: row["last_seq"] for row in rows}


async def tickets(database: Database, accounts: Sequence[UUID]) -> dict[UUID, str]:
    """Give each account a ticket."""
    given = {account: secrets.token_urlsafe(32) for account in accounts}
    until = datetime.now(UTC) + timedelta(minutes=5)
    async with database.transaction(Context.worker()) as connection:
        await connection.executemany(
            "INSERT INTO tickets (ticket_hash, account_id, expires_at) VALUES ($1, $2, $3)",
            [(hashlib.sha256(ticket.encode()).digest(), account, until) for account, ticket in given.items()],
        )
    return given
