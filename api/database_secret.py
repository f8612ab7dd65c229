"""The secret that holds the application's database credentials, and following it through rotations."""

import asyncio
from typing import Any

from api.db.credentials import Credentials, Fetch
from api.db.pool import Database
from api.logs import logger

FOLLOW_EVERY_S = 300.0


def reader(client: Any, secret_arn: str) -> Fetch:
    """Return how to read the secret's current version through a client of Secrets Manager."""

    async def fetch() -> Credentials:
        answer = await client.get_secret_value(SecretId=secret_arn)
        return Credentials.parse(answer["SecretString"])

    return fetch


async def follow_for_ever(database: Database, every_s: float = FOLLOW_EVERY_S) -> None:
    """Take up new credentials weeks before the old ones are refused.

    A rotation leaves alone what anybody is signed in with; who did not move on would hold up the next one.
    """
    while True:
        await asyncio.sleep(every_s)
        try:
            await database.follow_rotation()
        except Exception as error:  # noqa: BLE001 - the credentials at hand are good until the next rotation
            logger("database").warning("secret_not_read", error=type(error).__name__)
