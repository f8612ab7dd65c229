"""Rotates the keys of fields, as a task of its own: `python -m api.key_rotation STEP [--since TIME] [--purpose P]`.

status tells of every data key and what lies under it; rewrap wraps each by the KMS key's newest material; announce
makes new ones; reseal moves what lies under older ones; retire lets go of index keys. Each step may be repeated, and
goes on where it was cut off. What it prints is a JSON object a line, the last of them the result: numbers, no values.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiobotocore.session import get_session
from asyncpg.exceptions import UniqueViolationError

from api.db import data_keys
from api.db.credentials import Credentials, CurrentCredentials
from api.db.data_keys import LISTED_FOR_S, PURPOSES, FieldKeys
from api.db.pool import Connection, Context, Database
from api.db.resealing import WALKS, Walk, indexes_by_key, values_by_key
from api.field_encryption import FieldCipher, RewrappingService
from api.key_service import opened_kms
from api.settings import DatabaseSettings, SettingsError, require

BATCH = 200
# What is left is counted over whole tables.
COUNTED_WITHIN_S = 600.0
Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
Tell = Callable[[Mapping[str, Any]], None]


class RotationStopped(Exception):
    """A step cannot go on; what was done before it stays done."""


@dataclass(frozen=True)
class Rotation:
    """What a step works with; `tell` is given progress, `since` when this rotation began."""

    transaction: Transaction
    service: RewrappingService
    tell: Tell
    since: datetime
    purposes: tuple[str, ...] = PURPOSES
    wait: Callable[[float], Any] = asyncio.sleep
    batch: int = BATCH
    _keys: FieldKeys = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", FieldKeys(self.transaction, self.service))

    async def status(self) -> dict[str, Any]:
        """Tell of every data key, what is sealed under it and found by it, and how much is behind; nothing is made."""
        async with self.transaction() as connection:
            keys = await data_keys.key_ages(connection)
            in_use = {key.purpose: key.id for key in await data_keys.usable_keys(connection) if key.active}
            sealing, indexing = (in_use.get(purpose, 0) for purpose in PURPOSES)
            sealed, found = await values_by_key(connection), await indexes_by_key(connection)
            left = {walk.table: await walk.left(connection, sealing, indexing) for walk in WALKS}
        counts = {"field": sealed, "index": found}
        return {
            "keys": [{**asdict(key), "values": counts[key.purpose].get(key.id, 0)} for key in keys],
            "sealing": sealing,
            "indexing": indexing,
            "left": left,
        }

    async def rewrap(self) -> dict[str, Any]:
        """Wrap every data key anew, each proved to be the same key before its old wrapping is let go of."""
        async with self.transaction() as connection:
            ages = {age.id: age for age in await data_keys.key_ages(connection)}
            keys = await data_keys.usable_keys(connection)
        rewrapped = 0
        for place, key in enumerate(keys, 1):
            at = ages[key.id].rewrapped_at
            if at is None or at < self.since:
                again = await self.service.rewrap(key.wrapped)
                if await self.service.unwrap(again) != await self.service.unwrap(key.wrapped):
                    raise RotationStopped(f"data key {key.id} came back as another one; its old wrapping stays")
                async with self.transaction() as connection:
                    rewrapped += await data_keys.save_rewrapped(connection, key.id, key.wrapped, again)
            self.tell({"step": "rewrap", "done": place, "of": len(keys)})
        return {"rewrapped": rewrapped, "keys": len(keys)}

    async def announce(self) -> dict[str, Any]:
        """Make the keys that will take over, unless this rotation has made them already."""
        await self._keys.cipher()  # makes the very first ones
        made = []
        for purpose in self.purposes:
            _, wrapped = await self.service.new_key()
            with suppress(UniqueViolationError):
                async with self.transaction() as connection:
                    if await data_keys.announce_key(connection, purpose, wrapped, self.since):
                        made.append(purpose)
        async with self.transaction() as connection:
            keys = await data_keys.key_ages(connection)
        takes_over = {
            purpose: max(key.active_from for key in keys if key.purpose == purpose) for purpose in self.purposes
        }
        return {"made": made, "takes_over": takes_over}

    async def reseal(self) -> dict[str, Any]:
        """Wait until every process uses the newest keys, then seal again what lies under older ones.

        Raises RotationStopped with how much could not be moved.
        """
        await self._everybody_uses_them()
        cipher = await FieldKeys(self.transaction, self.service).cipher()
        moved = {walk.table: await self._walk(walk, cipher) for walk in WALKS}
        async with self.transaction() as connection:
            left = {walk.table: await walk.left(connection, cipher.sealing, cipher.indexing) for walk in WALKS}
        if any(left.values()):
            told = ", ".join(f"{count} of {table}" for table, count in left.items() if count)
            why = "run it again; what still stays does not open, or is a number kept twice"
            raise RotationStopped(f"under older keys are still {told}; {why}")
        return {"moved": moved, "left": left, "sealing": cipher.sealing, "indexing": cipher.indexing}

    async def retire(self) -> dict[str, Any]:
        """Let go of index keys under which nothing is looked for any more."""
        async with self.transaction() as connection:
            return {"retired": await data_keys.retire_index_keys(connection)}

    async def _everybody_uses_them(self) -> None:
        await self._keys.cipher()  # makes the very first ones
        async with self.transaction() as connection:
            ages = await data_keys.key_ages(connection)
        settled = max(age.active_from for age in ages if age.retired_at is None).timestamp() + LISTED_FOR_S
        while (seconds := settled - datetime.now(UTC).timestamp()) > 0:
            self.tell({"step": "reseal", "waits_s": round(seconds)})
            await self.wait(min(seconds, 5.0))

    async def _walk(self, walk: Walk, cipher: FieldCipher) -> int:
        async with self.transaction() as connection:
            wanted = await walk.left(connection, cipher.sealing, cipher.indexing)
        moved, place = 0, walk.begin
        while True:
            async with self.transaction() as connection:
                batch = await walk.batch(connection, cipher, place, self.batch)
            moved += batch.moved
            self.tell({"step": "reseal", "table": walk.table, "done": moved, "of": max(wanted, moved)})
            if batch.end is None:
                return moved
            place = batch.end


STEPS = ("status", "rewrap", "announce", "reseal", "retire")


async def run(environ: Mapping[str, str], step: str, since: datetime, purposes: Sequence[str], tell: Tell) -> None:
    """Do one step and tell its result."""
    told = require(environ, ["AWS_REGION", "FIELD_KEY_ARN"])
    settings = DatabaseSettings.from_environment(environ)
    credentials = CurrentCredentials(Credentials(settings.user, settings.password))
    database = Database(
        settings, application="alphawolf-rotation", size=1, credentials=credentials, silence_s=COUNTED_WITHIN_S
    )
    await database.open()
    try:
        async with opened_kms(get_session(), told["AWS_REGION"], told["FIELD_KEY_ARN"]) as kms:
            transaction = partial(database.transaction, Context.worker())
            rotation = Rotation(transaction, kms, tell, since, tuple(purposes))
            tell({"result": await getattr(rotation, step)()})
    finally:
        await database.close()


def say(line: Mapping[str, Any]) -> None:
    """Print one object; times as RFC 3339."""
    print(json.dumps(line, default=lambda value: value.isoformat(), sort_keys=True), flush=True)  # noqa: T201


def main(arguments: Sequence[str]) -> int:
    """Return 0, or 1 with the reason in the last line."""
    parser = argparse.ArgumentParser(prog="python -m api.key_rotation")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--since", type=datetime.fromisoformat, default=datetime.now(UTC))
    parser.add_argument("--purpose", choices=PURPOSES, action="append")
    asked = parser.parse_args(arguments)
    try:
        asyncio.run(run(os.environ, asked.step, asked.since, asked.purpose or PURPOSES, say))
    except (RotationStopped, SettingsError) as error:
        say({"error": str(error)})
        return 1
    except Exception as error:  # noqa: BLE001 - its text may hold what it worked on
        say({"error": f"{asked.step} was cut off ({type(error).__name__}); run it again, it goes on from there"})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
