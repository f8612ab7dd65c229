"""Hostile texts, and harmless ones that look like them, in every place of a request that can hold a text.

The strings are those of the OWASP core rule set's own tests. A person may say any of them: what is free text is kept
and read again to the byte. `make test-contract` tries them all, once in one database: a key that was used before is
answered as before.
"""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.postgres.conftest import EXTENDER, Server, free_port
from tests.postgres.injection_places import Place, places_of
from tests.postgres.injection_sayings import Saying, Town, town
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import UNHURRIED, Api, running_api
from tests.postgres.small_aws import serving
from tests.postgres.statement_log import StatementLog, statement_log
from tests.postgres.untouched_rows import published_all, row_counts, settled, whole_rows

CORPUS = Path(__file__).parents[2].parent / "shared/data/crs/sqli.json"
NEEDED = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside this checkout (../shared/data/crs)")
SHAPES = 100
# Too long for some, impossible in a text, and what may also be a number, a flag or a version.
PLAIN = ("x" * 150, "plain\x00", "3", "true")
# Of how many texts one is tried in each field by itself.
BY_ITSELF = 50
# What says back a word as short as this may do so by chance.
TELLING = 6


@dataclass(frozen=True)
class Corpus:
    """The strings to be tried."""

    attacks: list[str]
    benign: list[str]

    @property
    def texts(self) -> list[str]:
        """Return every string once."""
        return list(dict.fromkeys([*self.attacks, *self.benign]))


def corpus() -> Corpus:
    """Read the corpus."""
    entries = json.loads(CORPUS.read_text())
    by_kind = {kind: [entry["payload"] for entry in entries if entry["kind"] == kind] for kind in ("attack", "benign")}
    return Corpus(by_kind["attack"], by_kind["benign"])


@pytest.fixture
async def superuser(server: Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect as one who sees every row and may say what is logged."""
    connection = await asyncpg.connect(
        host="127.0.0.1",
        port=server.port,
        user=EXTENDER,
        password=server.owner_password,
        database=database_name,
        ssl=False,
    )
    yield connection
    await connection.close()


@pytest.fixture
async def shapes(superuser: asyncpg.Connection, server: Server, database_name: str) -> AsyncIterator[StatementLog]:
    """Let the database tell what it is asked."""
    async with statement_log(superuser, server.log, database_name) as log:
        yield log


@pytest.fixture
def unhurried(shapes: StatementLog, server: Server, database_name: str, tmp_path: Path) -> Iterator[Api]:
    """Start an API that lets its callers ask as often as they like, and whose statements are told apart."""
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(server.settings(database_name), issuer, aws, free_port(), tmp_path / "api.log", UNHURRIED) as api,
    ):
        yield api


def strings_of(value: Any) -> Iterator[str]:
    """Yield every text of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from strings_of(entry)


def check_refusal(answer: httpx.Response, text: str, where: str) -> None:
    """A refusal is a problem, is the client's fault, and says nothing back."""
    told = f"{where} with {text!r}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code < 500, told
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", told
        problem = {name: value for name, value in answer.json().items() if name != "instance"}
        assert len(text) < TELLING or not any(text in said for said in strings_of(problem)), told


class Attempt:
    """Tries texts in one place and counts the rows that come of it."""

    def __init__(
        self,
        name: str,
        ask: Callable[[str], bool],
        texts: Sequence[str],
        *,
        at_once: int = 1,
        one_by_one: bool = False,
    ) -> None:
        self.name = name
        self._ask = ask
        self._texts = texts
        self._at_once = at_once
        self._one_by_one = one_by_one
        self._rows_of_one: Counter[str] = Counter()

    def all(self, texts: Iterable[str]) -> int:
        """Ask with each text, and return how many were taken."""
        with ThreadPoolExecutor(self._at_once) as pool:
            return sum(pool.map(self._ask, texts))

    async def learn(self, connection: asyncpg.Connection) -> None:
        """See what becomes of plain words, and how many rows one request that is taken makes."""
        self.all(PLAIN)
        for plain in () if self._one_by_one else (word, number):
            if self.all([plain()]):
                await unlock(connection)
                before = await counts(connection)
                self.all([plain()])
                self._rows_of_one = difference(await counts(connection), before)
                break
        await unlock(connection)

    async def check(self, connection: asyncpg.Connection) -> None:
        """Ask with each text; as many rows come of it as of plain words, in the same tables."""
        if self._one_by_one:
            self.all(self._texts)
            return
        before = await counts(connection)
        taken = self.all(self._texts)
        expected = Counter({name: count * taken for name, count in self._rows_of_one.items()})
        assert difference(await counts(connection), before) == +expected, f"{self.name}, taken {taken} times"
        await unlock(connection)


def word() -> str:
    """Return what nobody has said before."""
    return f"plain-{uuid4().hex}"


def number() -> str:
    """Return what a place takes that takes digits alone, as a PIN."""
    return f"{secrets.randbelow(1_000_000):06}"


async def unlock(connection: asyncpg.Connection) -> None:
    """Take the PIN off again that a text of digits has locked boards with, lest nobody else may write on them."""
    await connection.execute("DELETE FROM board_locks")


async def counts(connection: asyncpg.Connection) -> Counter[str]:
    """Return how many rows there are, but for the audit, which also counts looks, and locks, of which there is one."""
    await published_all(connection)
    found = await row_counts(connection)
    return Counter({name: count for name, count in found.items() if not name.startswith(("audit", "board_locks"))})


def difference(after: Counter[str], before: Counter[str]) -> Counter[str]:
    """Return by how much each count has changed."""
    return Counter({name: after[name] - before[name] for name in after if after[name] != before[name]})


def attempt_at(place: Place, tried: Corpus) -> Attempt:
    """Try texts in one place of a request, which is seldom meant for them."""

    def ask(text: str) -> bool:
        answers = place.send(text)
        for answer in answers:
            check_refusal(answer, text, place.name)
        return any(answer.is_success for answer in answers)

    texts = tried.texts[:: BY_ITSELF if place.one_by_one else 1]
    return Attempt(place.name, ask, texts, at_once=place.at_once, one_by_one=place.one_by_one)


def attempt_to_say(saying: Saying, tried: Corpus) -> Attempt:
    """Try texts as somebody's own words: what PostgreSQL can hold is taken, and read again as it was."""

    def ask(text: str) -> bool:
        answer, sent = saying.send(text)
        check_refusal(answer, text, saying.operation)
        taken = answer.is_success
        assert taken or "\x00" in text, f"{saying.operation} refused {text!r}: {answer.text}"
        if taken:
            saying.check(text, answer, sent)
            saying.tidy(answer)
        return taken

    return Attempt(saying.operation, ask, tried.texts)


async def inject(api: Api, superuser: asyncpg.Connection, shapes: StatementLog, tried: Corpus) -> int:
    """Try all texts in all places and as all words; return in how many places."""
    texts = tried.texts
    with town(api, reviews=len(texts) + len(PLAIN) + 2) as there:
        document = there.mother.get("/openapi.json").json()
        sayings = list(there.sayings())
        attempts = [attempt_to_say(saying, tried) for saying in sayings]
        attempts += [attempt_at(place, tried) for place in places_of(document, there, sayings)]
        for attempt in attempts:
            await attempt.learn(superuser)
        await settled(superuser)
        await asyncio.sleep(2)  # the background's own statements, of which each comes within a second or two
        before = await whole_rows(superuser)
        assert len(shapes.new()) > SHAPES
        for attempt in attempts:
            await attempt.check(superuser)
            assert shapes.new() == {}, attempt.name
        await settled(superuser)
        check_bystanders(before, await whole_rows(superuser), there)
        log = await asyncio.to_thread(api.log_so_far)
        assert not [text for text in texts if len(text) > 2 * TELLING and text in log]
        return len(attempts)


def check_bystanders(before: Counter[str], after: Counter[str], there: Town) -> None:
    """Every row that changed or went belongs to those who were spoken of or who spoke."""
    gone = [row for row in before - after if not any(known in row for known in there.known())]
    assert gone == []
    assert any(there.bystander in row for row in before)


async def test_a_statement_of_another_shape_is_told_apart_and_another_value_is_not(
    shapes: StatementLog, server: Server, database_name: str
) -> None:
    connection = await server.connect(database_name)
    for statement in ("SELECT 'a' WHERE 1 = 1", "SELECT 'b' WHERE 2 = 2", "SELECT 'b' WHERE 2 = 2 OR true"):
        await connection.fetch(statement)
    await connection.close()
    assert list(shapes.new().values()) == ["SELECT 'b' WHERE 2 = 2", "SELECT 'b' WHERE 2 = 2 OR true"]
    assert shapes.new() == {}


@NEEDED
@pytest.mark.slow
@pytest.mark.timeout(3000)
async def test_hostile_and_harmless_texts_do_nothing_but_stand_where_they_were_written(
    unhurried: Api, superuser: asyncpg.Connection, shapes: StatementLog
) -> None:
    whole = corpus()
    assert (len(whole.attacks), len(whole.benign)) >= (505, 115)
    assert await inject(unhurried, superuser, shapes, whole) > 100
