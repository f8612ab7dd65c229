"""Every generated set of boards comes out of the database as it went in, to the byte; what is odd in a file too."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.db import board_history, boards
from api.db.pool import Connection, Context, Database
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from api.domain.obf.model import BoardSet
from api.domain.obf.report import Imported
from api.operations.boards.exporting import linked_set
from api.operations.boards.importing import import_boards
from api.operations.boards.push import Pushed, push_changes
from api.settings import DatabaseSettings
from tests.postgres.people import People, seeded
from tests.unit.api.obf.strategies import board_sets, odd_boards, odd_packages
from tests.unit.api.obf.writing_files import zipped

unhurried = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
LICENCES = {"help": "Unicode", "water": "Unicode"}


class Undone(Exception):
    """Ends a transaction that leaves nothing behind."""


class Shelf:
    """A database in which each example works for itself."""

    def __init__(self, runner: asyncio.Runner, database: Database, people: People) -> None:
        self.runner = runner
        self.database = database
        self.person, self.account = people.persons["Rosa"], people.accounts["Rosa"]

    async def through(self, connection: Connection, imported: Imported) -> BoardSet:
        """Import for Rosa and return what an export is written from."""
        made = await import_boards(connection, self.account, self.person, imported, licences=LICENCES, new_id=uuid4)
        return await linked_set(connection, self.account, self.person, UUID(made["root"]))

    def round(self, imported: Imported) -> BoardSet:
        """Import and export in a transaction that is undone."""

        async def within() -> BoardSet:
            try:
                async with self.database.transaction(Context(self.account)) as connection:
                    found = await self.through(connection, imported)
                    raise Undone
            except Undone:
                return found

        return self.runner.run(within())


@pytest.fixture(scope="module")
def shelf(server: Any, database_name: str) -> Iterator[Shelf]:
    """Open the module's database on a loop of its own, which generated examples share."""
    reached: DatabaseSettings = server.settings(database_name)
    with asyncio.Runner() as runner:
        database = Database(reached, application="tests", size=1)
        runner.run(database.open())
        yield Shelf(runner, database, runner.run(seeded(database)))
        runner.run(database.close())


@unhurried
@given(board_set=board_sets())
def test_a_set_comes_back_the_same_and_goes_out_the_same(shelf: Shelf, board_set: BoardSet) -> None:
    came = to_obz(board_set)
    went = shelf.round(read(came))
    assert went == board_set
    assert to_obz(went) == came
    assert to_obf(went, went.root_id) == to_obf(board_set, board_set.root_id)


@unhurried
@given(raw=odd_boards)
def test_what_was_read_of_an_odd_board_comes_back_the_same(shelf: Shelf, raw: dict[str, Any]) -> None:
    imported = read(json.dumps(raw).encode())
    if imported.board_set is not None:
        assert shelf.round(imported) == imported.board_set


@unhurried
@given(files=odd_packages())
def test_what_was_read_of_an_odd_package_comes_back_the_same(shelf: Shelf, files: dict[str, bytes]) -> None:
    imported = read(zipped(files))
    if imported.board_set is not None:
        went = shelf.round(imported)
        assert went == imported.board_set
        assert to_obz(went) == to_obz(imported.board_set)


EDITS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-2, 0), st.sampled_from(["x", "y", "z"])), min_size=1, max_size=12
)


@unhurried
@given(edits=EDITS)
def test_devices_that_push_whatever_they_have_lose_nothing(shelf: Shelf, edits: list[tuple[str, int, str]]) -> None:
    """Each edit is of the newest version, of an older one or of none; all contents stay in the history."""

    async def within() -> None:
        async with shelf.database.transaction(Context(shelf.account)) as connection:
            ids = {name: uuid4() for name in "abc"}
            seen: dict[str, list[int]] = {name: [0] for name in "abc"}
            said: dict[str, set[str]] = {name: set() for name in "abc"}
            for name, back, text in edits:
                base = seen[name][max(len(seen[name]) - 1 + back, 0)]
                change = Pushed(ids[name], base, content(text))
                (done,) = await push_changes(connection, shelf.account, shelf.person, [change], licences=LICENCES)
                seen[name].append(done.version)
                said[name].add(text)
                head = await boards.head_of(connection, shelf.person, ids[name])
                assert head is not None
                assert head.version == done.current
            for name, texts in said.items():
                kept = await board_history.versions_json(connection, shelf.person, ids[name], None, 100)
                numbers = [] if kept is None else [entry["version"] for entry in json.loads(kept)["versions"]]
                stored = [
                    await board_history.content_of(connection, shelf.person, ids[name], number) for number in numbers
                ]
                assert {json.loads(text or "")["name"] for text in stored} == texts
                assert len(set(numbers)) == len(numbers)
            raise Undone

    with pytest.raises(Undone):
        shelf.runner.run(within())


def content(name: str) -> dict[str, Any]:
    """A small board."""
    grid = {"rows": 1, "columns": 1, "order": [["b"]]}
    return {"name": name, "locale": "es", "grid": grid, "buttons": [{"id": "b", "label": name}]}
