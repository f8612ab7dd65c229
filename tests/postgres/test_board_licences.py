"""A commercial organisation is kept from what is licensed for other use alone; all others are not."""

import json
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.db.pool import Context, Database
from api.domain.errors import Invalid
from api.domain.obf.importing import read
from api.operations.boards.importing import import_boards
from api.operations.boards.save import save_board
from tests.postgres.people import People, seeded
from tests.unit.api.obf.writing_files import IMAGE, obf

LICENCES = {"help": "Unicode", "tea": "CC BY-NC-SA 4.0"}
# What the API needs to know of organisations, where no migration has made them yet.
ORGANISATIONS = """
CREATE TABLE IF NOT EXISTS organisation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, commercial boolean NOT NULL);
GRANT SELECT ON organisation TO alphawolf_access;
ALTER TABLE person ADD COLUMN IF NOT EXISTS organisation_id uuid REFERENCES organisation
"""
BOARD = {
    "locale": "en",
    "grid": {"rows": 1, "columns": 1, "order": [["b"]]},
    "buttons": [{"id": "b", "label": "tea", "symbol": "tea"}],
}
FILE = read(obf([{"id": "b", "image_id": "i"}], images=[{**IMAGE, "license": {"type": "CC By-NC-SA"}}]))


@pytest.fixture
async def people(database: Database, owner: asyncpg.Connection) -> People:
    """Seed the people; Rosa's organisation is a commercial one."""
    people = await seeded(database)
    await owner.execute(ORGANISATIONS)
    await owner.execute("SELECT set_config('app.role', 'worker', false)")
    await owner.execute(
        """
        WITH made AS (INSERT INTO organisation (name, commercial) VALUES ('Shop', true) RETURNING id)
        UPDATE person SET organisation_id = made.id FROM made WHERE person.id = $1
        """,
        people.persons["Rosa"],
    )
    return people


async def saved(database: Database, people: People, name: str) -> int:
    """Save a board with a symbol that is not for commerce."""
    account, person = people.accounts[name], people.persons[name]
    async with database.transaction(Context(account)) as connection:
        done = await save_board(
            connection, account, person, uuid4(), json.loads(json.dumps(BOARD)), expected_version=0, licences=LICENCES
        )
    return done.version


async def taken(database: Database, people: People, name: str) -> UUID:
    """Import a picture that is not for commerce."""
    account, person = people.accounts[name], people.persons[name]
    async with database.transaction(Context(account)) as connection:
        made = await import_boards(connection, account, person, FILE, licences=LICENCES, new_id=uuid4)
    return UUID(made["root"])


async def test_without_a_commercial_organisation_everything_is_taken(database: Database, people: People) -> None:
    assert await saved(database, people, "Sam")
    assert await taken(database, people, "Sam")


async def test_a_commercial_organisation_is_refused(database: Database, people: People) -> None:
    for work in (saved, taken):
        with pytest.raises(Invalid) as refusal:
            await work(database, people, "Rosa")
        assert refusal.value.kind == "licence-non-commercial"


async def test_asking_leaves_no_rights_behind_and_tells_strangers_nothing(database: Database, people: People) -> None:
    async with database.transaction(Context(people.accounts["Sam"]), read_only=True) as connection:
        assert await connection.fetchval("SELECT is_commercial($1)", people.persons["Rosa"]) is False
        assert await connection.fetchval("SELECT is_worker()") is False
    async with database.transaction(Context(people.accounts["Luz"]), read_only=True) as connection:
        assert await connection.fetchval("SELECT is_commercial($1)", people.persons["Rosa"]) is True
        assert await connection.fetchval("SELECT is_worker()") is False
