"""What people may say in their own words, where it is kept, and where it is read again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.postgres.running_api import Api
from tests.postgres.test_http_emergencies import REASON, School

Json = dict[str, Any]
# Stand in a body for the text of a trial, which takes their place where it is not longer than the number says.
SHORT, LONG, WORDS = "zebra100", "zebra1000", "zebra10000"
LIMITS = {SHORT: 100, LONG: 1_000, WORDS: 10_000}
HELP = {"id": "help", "symbol": "help", "label": "help"}
GRID = {"rows": 1, "columns": 2, "order": [[SHORT, "help"]]}
SPEAKS = {"id": SHORT, "label": SHORT, "vocalization": LONG}
HOME = {"name": SHORT, "locale": "en", "grid": GRID, "buttons": [SPEAKS, HELP]}
LINK = {"id": LONG, "name": LONG}
TRANSLATIONS = {LONG: {"label": WORDS, "vocalization": WORDS}}
LICENSE = dict.fromkeys(("type", "author_name", "author_email"), LONG)
BOARD: Json = {
    "name": LONG,
    "locale": LONG,
    "grid": {"rows": 1, "columns": 2, "order": [[LONG, "help"]]},
    "buttons": [
        {"id": LONG, "label": WORDS, "vocalization": WORDS, "load_board": LINK, "translations": TRANSLATIONS},
        HELP,
    ],
    "description_html": WORDS,
    "default_layout": LONG,
    "strings": {LONG: {WORDS: WORDS}},
    "license": LICENSE,
}
STEPS = [{"id": SHORT, "title": SHORT}]
START = "2027-01-11T08:00:00Z"
OBF: Json = {
    "format": "open-board-0.1",
    "id": "home",
    "name": LONG,
    "locale": "en",
    "buttons": [{"id": "1", "label": WORDS, "vocalization": WORDS}],
    "grid": {"rows": 1, "columns": 1, "order": [["1"]]},
    "images": [],
    "sounds": [],
}


def holding(value: Any, text: str) -> Any:
    """Return a body with the text in every place that it fits into, names of fields that a client makes up included."""
    if isinstance(value, dict):
        return {holding(key, text): holding(entry, text) for key, entry in value.items()}
    if isinstance(value, list):
        return [holding(entry, text) for entry in value]
    return text if len(text) <= LIMITS.get(value if isinstance(value, str) else "", -1) else value


def words_in(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a document with the name of the field that it stands in."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield name, key
            yield from words_in(entry, key)
    elif isinstance(value, list):
        for entry in value:
            yield from words_in(entry, name)
    elif isinstance(value, str):
        yield name, value


@dataclass(frozen=True)
class Saying:
    """An operation that keeps what somebody says: how it is asked, and where the words are read again."""

    operation: str
    client: httpx.Client
    method: str
    path: str | Callable[[], str]
    body: Json | Callable[[], Json]
    read: Callable[[Json, Json], tuple[httpx.Client, str]] | None = None
    after: Callable[[Json], httpx.Response] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def send(self, text: str, headers: dict[str, bytes] | None = None) -> tuple[httpx.Response, Json]:
        """Say the text in every field at once; return the answer and the body that was sent."""
        path = self.path if isinstance(self.path, str) else self.path()
        body: Json = holding(self.body if isinstance(self.body, dict) else self.body(), text)
        own = {name: value.encode() for name, value in {"idempotency-key": uuid4().hex, **self.headers}.items()}
        named = {name.encode(): value for name, value in {**own, **(headers or {})}.items()}
        return self.client.request(self.method, path, json=body, headers=named), body

    def check(self, text: str, answer: httpx.Response, sent: Json) -> None:
        """Read the words again; they are the same to the byte, but for a NUL, of which an import tells that it went."""
        told = answer.json()
        if self.read is not None and "\x00" not in text:
            client, path = self.read(told, sent)
            found = set(words_in(document_of(client.get(path).raise_for_status())))
            said = {name for name, word in words_in(sent) if word == text}
            lost = {name for name in said if not {(name, text), (self.renamed.get(name, name), text)} & found}
            assert said or len(text) > LIMITS[SHORT], f"{self.operation} was sent {text!r} nowhere"
            assert not lost, f"{self.operation} does not read back {text!r} in {lost}"

    def tidy(self, answer: httpx.Response) -> None:
        """Make room for the next, where there may be only so many."""
        if self.after is not None:
            self.after(answer.json()).raise_for_status()


def document_of(answer: httpx.Response) -> Any:
    """Return the JSON of an answer, of an Open Board Log without the notice before it."""
    return json.loads(answer.text.partition("*/\n")[2] if answer.text.startswith("/*") else answer.text)


class Town:
    """A school whose person is spoken of, Sam who speaks, and a task and a board to be changed."""

    def __init__(self, api: Api, reviews: int) -> None:
        self.api = api
        self.school = School(api)
        self.mother, self.nurse, self.kim = self.school.mother, self.school.nurse, self.school.person
        self.founder = self.school.newcomer("Founder")
        self.sam, self.ana = api.signed_in("sam"), api.signed_in("ana")
        self.school.clients += [self.sam, self.ana]
        self.home, self.boards = f"/user/{self.kim}/symbols", f"/user/{self.kim}/boards"
        first = {"if-none-match": "*"}
        self.mother.put(self.home, json=HOME, headers=first).raise_for_status()
        self.board = str(uuid4())
        self.mother.put(f"{self.boards}/{self.board}", json=BOARD, headers=first).raise_for_status()
        tea = {"user_id": self.kim, "title": "Tea", "starts_at": START}
        # One is changed over and over; the other stays as it is, so that the same becomes of the same request.
        self.task, self.chore = (self.made(self.mother, "/tasks", tea) for _ in range(2))
        calls = {"person_id": api.person("Sam"), "severity": "info", "sentence": "Hi"}
        self.alert = self.made(self.sam, "/alerts", calls)
        self.bystander = api.person("Rosa")
        with api.signed_in("rosa") as rosa, api.signed_in("luz") as luz:
            self.made(rosa, "/alerts", {"person_id": self.bystander, "severity": "need", "sentence": "Water"})
            self.made(luz, "/tasks", {"user_id": self.bystander, "title": "Lunch", "starts_at": START})
        self.accesses = [self.ended_access() for _ in range(reviews)]

    def known(self) -> list[str]:
        """Return the ids of those who speak and are spoken of; every row of theirs names one."""
        accounts = [client.get("/me").json()["account_id"] for client in (self.mother, self.nurse, self.founder)]
        accounts += [self.api.account(name) for name in ("Sam", "Ana", "Ben")]
        return [*accounts, self.kim, self.api.person("Sam"), self.school.organisation]

    @staticmethod
    def made(client: httpx.Client, path: str, body: Json) -> str:
        """Make a thing and return its id."""
        answer = client.post(path, json=body, headers={"idempotency-key": uuid4().hex})
        return str(answer.raise_for_status().json()["id"])

    def ended_access(self) -> str:
        """Let the nurse break the glass and close the record again; return what the mother may then review."""
        access: str = self.school.broken()["id"]
        self.nurse.delete(f"/break-glass/{access}").raise_for_status()
        return access

    def use(self) -> Json:
        """Return a sentence and two presses of this moment."""
        at = datetime.now(UTC).isoformat()
        button = {"label": SHORT, "text": LONG, "button_id": SHORT, "board_id": SHORT, "action": SHORT}
        events = [("button", button), ("utterance", {"text": LONG}), ("action", {"action": SHORT})]
        listed = [{"id": str(uuid4()), "timestamp": at, "event": kind, **fields} for kind, fields in events]
        return {"user_id": self.kim, "events": listed}

    def used(self, sent: Json) -> str:
        """Return where the log of just these events is had."""
        at = datetime.fromisoformat(sent["events"][0]["timestamp"])
        span = httpx.QueryParams({"from": at.isoformat(), "to": (at + timedelta(microseconds=1)).isoformat()})
        return f"/user/{self.kim}/logs?{span}"

    def sayings(self) -> Iterator[Saying]:
        """Yield every operation that takes somebody's own words."""
        mother, sam, founder, any_version = self.mother, self.sam, self.founder, {"if-match": "*"}
        yield Saying(
            *("post_alert", sam, "POST", "/alerts"),
            {"person_id": self.api.person("Sam"), "severity": "info", "sentence": LONG, "intent": SHORT},
            read=lambda told, _: (sam, f"/alerts/{told['id']}"),
            after=lambda told: self.ana.post(f"/alerts/{told['id']}/acknowledge"),
        )
        yield Saying(
            *("put_board", mother, "PUT", self.home, HOME),
            read=lambda *_: (mother, self.home),
            headers=any_version,
        )
        yield Saying(
            *("put_one_board", mother, "PUT", f"{self.boards}/{self.board}", BOARD),
            read=lambda *_: (mother, f"{self.boards}/{self.board}"),
            headers=any_version,
        )
        yield Saying(
            *("post_changes", mother, "POST", f"{self.boards}/changes"),
            lambda: {"changes": [{"board_id": str(uuid4()), "base": 0, "board": BOARD}]},
            read=lambda told, _: (mother, f"{self.boards}/{told['outcomes'][0]['board_id']}"),
        )
        yield Saying(
            *("post_import", mother, "POST", f"{self.boards}/import", lambda: {**OBF, "ext_wolf_copy": uuid4().hex}),
            read=lambda told, _: (mother, f"{self.boards}/{told['boards'][0]['id']}"),
        )
        yield Saying(
            *("post_task", mother, "POST", "/tasks"),
            {"user_id": self.kim, "title": SHORT, "starts_at": START, "steps": STEPS},
            read=lambda told, _: (mother, f"/tasks/{told['id']}"),
            after=lambda told: mother.delete(f"/tasks/{told['id']}"),
        )
        yield Saying(
            *("patch_task", mother, "PATCH", f"/tasks/{self.task}", {"title": SHORT, "steps": STEPS}),
            read=lambda *_: (mother, f"/tasks/{self.task}"),
            headers=any_version,
        )
        yield Saying(
            *("post_template", mother, "POST", "/tasks/templates", {"title": SHORT, "steps": STEPS}),
            read=lambda *_: (mother, "/tasks/templates"),
            after=lambda told: mother.delete(f"/tasks/templates/{told['id']}"),
        )
        yield Saying(
            *("post_usage", mother, "POST", "/logs", self.use),
            read=lambda _, sent: (mother, self.used(sent)),
            renamed={"text": "vocalization"},
        )
        yield Saying("understand_intent", sam, "POST", "/intents", {"text": LONG, "locale": "en"})
        yield Saying(
            *("post_person", founder, "POST", "/people", {"name": SHORT}),
            read=lambda told, _: (founder, f"/people/{told['id']}"),
        )
        yield Saying(
            *("patch_person", mother, "PATCH", f"/people/{self.kim}", {"name": SHORT, "voice": SHORT}),
            read=lambda *_: (mother, f"/people/{self.kim}"),
        )
        yield Saying(
            *("post_organisation", founder, "POST", "/organisations", {"name": SHORT, "commercial": True}),
            read=lambda *_: (founder, "/organisations"),
        )
        yield Saying(
            *("put_organisation", mother, "PUT", f"/organisations/{self.school.organisation}"),
            {"name": SHORT, "commercial": False},
            read=lambda *_: (mother, "/organisations"),
        )
        yield Saying(
            *("post_break_glass", self.nurse, "POST", f"/people/{self.kim}/break-glass", {**REASON, "reason": LONG}),
            read=lambda *_: (mother, f"/people/{self.kim}/break-glass"),
            after=lambda told: self.nurse.delete(f"/break-glass/{told['id']}"),
        )
        yield Saying(
            *("post_review", mother, "POST", lambda: f"/break-glass/{self.accesses.pop()}/review"),
            {"justified": True, "note": LONG},
        )
        stranger = self.school.stranger()

        def newly_signed_in() -> str:
            token = self.api.issuer.caregiver_token(f"sub-{uuid4()}")
            stranger.headers["authorization"] = f"Bearer {token}"
            return "/me"

        yield Saying("post_me", stranger, "POST", newly_signed_in, {"name": SHORT}, read=lambda *_: (stranger, "/me"))


@contextmanager
def town(api: Api, reviews: int) -> Iterator[Town]:
    """Make a town with so many accesses to be reviewed."""
    made = Town(api, reviews)
    try:
        yield made
    finally:
        made.school.close()
