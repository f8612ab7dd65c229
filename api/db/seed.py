"""Fake people and the vocabulary: `python -m api.db.seed < people.json`. Running it again changes nothing."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
from aiobotocore.session import get_session

from api.db import accounts, boards, care, contact_methods, symbols, tasks
from api.db.connect import DatabaseUnavailable
from api.db.data_keys import FieldKeys, KeysUnavailable
from api.db.pool import Connection, Context, Database
from api.domain.boards import starting_board
from api.domain.permissions import Relation
from api.field_encryption import FieldCipher
from api.key_service import opened_kms
from api.settings import DatabaseSettings, SettingsError, require

# Numbers that are never given to anybody: seeded data must not be able to reach a real telephone.
FAKE_NUMBER = re.compile(r"\+1\d{0,3}555\d{4,7}")
DAY = ((8, "Breakfast"), (12, "Lunch"), (15, "Walk outside"), (20, "Get ready for bed"))
LOCALES = ("en", "es")


class SeedError(Exception):
    """The people on standard input cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody cared for, as the input describes them."""

    subject: str
    name: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Caregiver:
    """Somebody who cares, as the input describes them."""

    subject: str
    name: str
    phone: str
    cares_for: tuple[str, ...]


def parse(text: str) -> tuple[list[Person], list[Caregiver]]:
    """Return the people of a JSON text. Raises SeedError."""
    try:
        document = json.loads(text)
        people = [Person(**entry) for entry in document.get("people", [])]
        caregivers = [
            Caregiver(**{**entry, "cares_for": tuple(entry["cares_for"])}) for entry in document.get("caregivers", [])
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SeedError(f"standard input is not the JSON that was expected ({type(error).__name__})") from None
    for person in people:
        if person.locale not in LOCALES:
            raise SeedError(f"locale must be one of {', '.join(LOCALES)}")
        try:
            ZoneInfo(person.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SeedError("time_zone is not in the time zone database") from None
    names = {person.name for person in people}
    for caregiver in caregivers:
        if not FAKE_NUMBER.fullmatch(caregiver.phone):
            raise SeedError("a seeded phone must be a fictional +1 555 number")
        if not set(caregiver.cares_for) <= names:
            raise SeedError("cares_for names somebody who is not among the people")
    return people, caregivers


def vocabulary() -> list[dict[str, Any]]:
    """Return the symbols of all vocabulary files, file by file in the order of their names."""
    files = sorted(resources.files("api.db").joinpath("vocabulary").iterdir(), key=lambda file: file.name)
    found: list[dict[str, Any]] = []
    for file in files:
        if file.name.endswith(".json"):
            found += json.loads(file.read_text(encoding="utf-8"))
    return found


async def seed(
    connection: Connection, cipher: FieldCipher, people: list[Person], caregivers: list[Caregiver]
) -> dict[str, Any]:
    """Make sure that all of it exists and return the ids."""
    count = await symbols.save_symbols(connection, vocabulary())
    person_ids, person_entries = {}, []
    for person in people:
        account = await accounts.save_account(connection, person.subject)
        person_id = await care.save_person(connection, account, person.name, person.locale, person.time_zone)
        labels = await symbols.labels_in(connection, person.locale)
        if not await boards.has_home(connection, person_id):
            board = starting_board(labels, f"{person.name}'s board", person.locale)
            await boards.insert_first_board(connection, person_id, uuid4(), json.dumps(board))
        for hour, title in DAY:
            await tasks.save_daily_task(connection, person_id, title, hour, person.time_zone)
        person_ids[person.name] = person_id
        person_entries.append({"name": person.name, "id": str(person_id), "account_id": str(account)})
    caregiver_entries = []
    for caregiver in caregivers:
        account = await accounts.save_account(connection, caregiver.subject)
        caregiver_id = await care.save_caregiver(connection, account, caregiver.name)
        await contact_methods.save_verified_number(connection, cipher, account, caregiver.phone)
        for name in caregiver.cares_for:
            await care.save_relation(connection, account, person_ids[name], Relation.MANAGER)
        caregiver_entries.append({"name": caregiver.name, "id": str(caregiver_id), "account_id": str(account)})
    return {"symbols": count, "people": person_entries, "caregivers": caregiver_entries}


async def main(text: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """Seed in one transaction."""
    people, caregivers = parse(text)
    told = require(environ, ["AWS_REGION", "FIELD_KEY_ARN"])
    database = Database(DatabaseSettings.from_environment(environ), application="alphawolf-seed", size=1)
    await database.open()
    try:
        async with opened_kms(get_session(), told["AWS_REGION"], told["FIELD_KEY_ARN"]) as kms:
            cipher = await FieldKeys(lambda: database.transaction(Context.worker()), kms).cipher()
        async with database.transaction(Context.worker()) as connection:
            return await seed(connection, cipher, people, caregivers)
    finally:
        await database.close()


def command(text: str, environ: Mapping[str, str]) -> int:
    """Run the command line and return its exit code."""
    try:
        result = asyncio.run(main(text, environ))
    except (SeedError, SettingsError, DatabaseUnavailable, KeysUnavailable, asyncpg.PostgresError) as error:
        sys.stderr.write(f"seed: {error}\n")
        return 1
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(command(sys.stdin.read(), os.environ))
