"""Sam, Rosa and those who care for them, in a database without any API."""

import json
from dataclasses import dataclass
from uuid import UUID

from api.db import seed
from api.db.pool import Context, Database
from tests.postgres.local_keys import field_keys
from tests.postgres.running_api import PEOPLE


@dataclass(frozen=True)
class People:
    """The ids of the seeded people and accounts."""

    persons: dict[str, UUID]
    accounts: dict[str, UUID]


async def seeded(database: Database) -> People:
    """Seed and return the ids."""
    people, caregivers = seed.parse(json.dumps(PEOPLE))
    cipher = await field_keys(database).cipher()
    async with database.transaction(Context.worker()) as connection:
        made = await seed.seed(connection, cipher, people, caregivers)
    everybody = made["people"] + made["caregivers"]
    return People(
        {entry["name"]: UUID(entry["id"]) for entry in made["people"]},
        {entry["name"]: UUID(entry["account_id"]) for entry in everybody},
    )
