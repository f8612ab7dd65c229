"""Makes the requests of the permission table, for the things of a world, as one of its callers."""

import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import INTERNAL_SERVER_ERROR, HTTPConnection, IncompleteRead
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.postgres.care_world import World
from tests.postgres.documented_answers import DocumentedAnswers
from tests.postgres.permission_table import Row
from tests.postgres.running_api import Api
from tests.postgres.small_speech import Stored

AT_ONCE = 6
CLIP = Stored(b"x", "audio/wav", datetime.now(UTC))


def filled(value: Any, world: World) -> Any:
    """Return a body, query or header with a world's things in the places of their names."""
    if isinstance(value, dict):
        return {key: filled(each, world) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, world) for each in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    return value.format(**world.things, nonce=uuid4().hex, nonce_id=uuid4())


@dataclass(frozen=True)
class Ask:
    """One question: who asks, for the things of which world, and the status that is to come."""

    who: str
    things: World
    token: str | None
    expected: int


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content_type: str = ""
    content: bytes = b""


class Asker:
    """Makes the requests of rows, several at once over one connection a thread; httpx would cost more than the API."""

    def __init__(self, api: Api, documented: DocumentedAnswers) -> None:
        self._documented = documented
        self._issuer = api.issuer
        self._clips = api.aws.bucket.objects
        self._host = api.url.removeprefix("http://")
        self._tokens: dict[str, str] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._own = threading.local()
        self._connections: list[HTTPConnection] = []

    def close(self) -> None:
        """Hang up."""
        self._pool.shutdown()
        for connection in self._connections:
            connection.close()

    def wrong(self, row: Row, asks: Iterable[Ask]) -> list[str]:
        """Make requests of which none changes what another gets; return what was answered otherwise than expected.

        What is answered has the fields that the API's document shows.
        """
        listed = list(asks)
        answers = list(self._pool.map(lambda ask: self.answer(row, ask.things, ask.token), listed))
        return [fault for ask, answer in zip(listed, answers, strict=True) for fault in self._faults(row, ask, answer)]

    def _faults(self, row: Row, ask: Ask, answer: Answer) -> list[str]:
        if not fits(answer.status, ask.expected):
            return [f"{ask.who}: {answer.status}, not {ask.expected}"]
        unlike = self._documented.unlike(row.route, answer.status, answer.content_type, answer.content)
        return [f"{ask.who}: {difference}" for difference in unlike]

    def status(self, row: Row, things: World, token: str | None) -> int:
        """Return the status of a row's request for the things of a world."""
        return self.answer(row, things, token).status

    def answer(self, row: Row, things: World, token: str | None) -> Answer:
        """Return the answer to a row's request for the things of a world."""
        method, path = row.route.split(" ")
        if "{key}" in path:
            self._clips[f"/speech/user/{things.things['person']}/speech/{things.things['key']}"] = CLIP
        url = path.replace("{id}", things.things[row.at] if row.at else "").format(**things.things)
        query = quote(filled(row.query, things), safe="=&")
        headers = filled(row.headers, things) | ({"authorization": f"Bearer {token}"} if token else {})
        body = None if row.body is None else json.dumps(filled(row.body, things))
        connection = self._connection()
        connection.request(method, f"{url}?{query}", body, {"content-type": "application/json", **headers})
        answer = connection.getresponse()
        try:
            content = answer.read()
        except IncompleteRead as broken_off:
            # A stream has told its status before its note could fail; it counts as no answer if it told nothing else.
            connection.close()
            return Answer(answer.status if b"data:" in broken_off.partial else INTERNAL_SERVER_ERROR)
        return Answer(answer.status, answer.headers.get("content-type", ""), content)

    def token(self, world: World, caller: str) -> str:
        """Return the token that one of a world's callers brings."""
        subject = world.subject(caller)
        if subject not in self._tokens:
            make = self._issuer.caregiver_token if world.has_second_factor(caller) else self._issuer.token
            self._tokens[subject] = make(subject)
        return self._tokens[subject]

    def stranger(self) -> str:
        """Return a good token of somebody without an account."""
        return self._issuer.caregiver_token(f"sub-{uuid4()}")

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, timeout=20)
            self._connections.append(self._own.connection)
        connection: HTTPConnection = self._own.connection
        return connection


def fits(status: int, expected: int) -> bool:
    """Tell whether a status is the one that is expected; 200 stands for every success."""
    return 200 <= status < 300 if expected == 200 else status == expected


def concerns_a_person(row: Row) -> bool:
    """Tell whether a row asks for a thing that belongs to somebody."""
    return row.at is not None or "{person}" in f"{row.query}{row.body}"
