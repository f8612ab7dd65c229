"""The people of the morning, for Locust: each does what `mix.py` says, and writes down what was acknowledged.

`LOAD_PLAN` names a JSON file of people with their tokens, `LOAD_RECORD` where the record is written at the end. Locust
runs in an environment of its own (requirements-load.lock), so nothing here needs more than the standard library.
"""

import itertools
import json
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import gevent
from locust import FastHttpUser, events

from tests.load.ledger import Ledger
from tests.load.mix import EVENTS_A_BATCH, PERSON, pause_s
from tests.load.timings import Timings

CHANCE = random.Random()  # noqa: S311 - no secret is drawn from it
PLAN = json.loads(Path(os.environ["LOAD_PLAN"]).read_text(encoding="utf-8"))
TURNS = itertools.cycle(PLAN["people"])
PAUSE_S = pause_s(PERSON, PLAN["rate"])
WEIGHTS = [habit.a_minute for habit in PERSON]
SENTENCES = [["i", "want", "water"], ["i", "need", "help"], ["i", "want", "more"], ["help"]]
CALLS = [("need", "I need somebody."), ("urgent", "It hurts."), ("info", "I'm here."), ("need", "Bathroom, please.")]
AGAIN_S, PRESSED_AGAIN, LONGEST_PAUSE_S = 2.0, 0.2, 8.0

LEDGER, TIMINGS = Ledger(), Timings()
# When each alert was first pressed for, on the clock that all processes of a machine share.
PRESSED: dict[str, int] = {}


class Person(FastHttpUser):  # type: ignore[misc]
    """Somebody who talks by a board."""

    network_timeout = connection_timeout = 10.0

    def on_start(self) -> None:
        """Sign in: with a token that is there already."""
        self.told = next(TURNS)
        self.person = self.told["people"][0]
        self.headers = {"authorization": f"Bearer {self.told['token']}"}
        self.etags: dict[str, str] = {}
        self.cursor = 0
        self.tasks_known: list[dict[str, Any]] = []

    def wait_time(self) -> float:
        """Wait as long as one does until the next thing."""
        return CHANCE.expovariate(1 / PAUSE_S)

    def ask(self, route: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask once and return the answer; Locust tells `noted` of it."""
        method = route.split()[0]
        told = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.request(method, path, name=route, json=body, headers=told)

    def read(self, route: str, path: str) -> Any:
        """Read something of which there may be a copy."""
        known = self.etags.get(path)
        answer = self.ask(route, path, **({"if_none_match": known} if known else {}))
        if answer.status_code == 200:
            self.etags[path] = answer.headers.get("etag") or ""

    def notifications(self, route: str) -> None:
        """See what is new."""
        answer = self.ask(route, f"/notifications?after={self.cursor}")
        if answer.status_code == 200:
            self.cursor = answer.json()["next"]

    def board(self, route: str) -> None:
        """Open the home board."""
        self.read(route, f"/user/{self.person}/symbols")

    def symbols(self, route: str) -> None:
        """Load the vocabulary."""
        self.read(route, "/symbols?locale=en")

    def tasks_of_the_day(self, route: str) -> None:
        """Look at the day."""
        answer = self.ask(route, f"/tasks?user_id={self.person}")
        if answer.status_code == 200:
            self.tasks_known = answer.json()["tasks"]

    def sentence(self, route: str) -> None:
        """Have a sentence understood."""
        self.ask(route, "/intents", {"symbols": CHANCE.choice(SENTENCES), "locale": "en"})

    def usage(self, route: str) -> None:
        """Hand in what was said."""
        made = [str(uuid4()) for _ in range(EVENTS_A_BATCH)]
        now = datetime.now(UTC).isoformat()
        told = [{"id": each, "timestamp": now, "event": "button", "symbols": ["water"]} for each in made]
        answer = self.ask(route, "/logs", {"user_id": self.person, "events": told})
        if answer.status_code == 200 and answer.json()["accepted"] == len(made):
            LEDGER.log_events.extend(made)

    def task_done(self, route: str) -> None:
        """Say that something of the day is done."""
        if not self.tasks_known:
            self.tasks_of_the_day("GET /tasks")
        if not self.tasks_known:
            return
        task, made = CHANCE.choice(self.tasks_known), str(uuid4())
        told = {"id": made, "occurrence_at": task["starts_at"], "event": "done"}
        if self.ask(route, f"/tasks/{task['id']}/events", told).status_code == 200:
            LEDGER.task_events.append(made)

    def aloud(self, route: str) -> None:
        """Have something said."""
        self.ask(route, "/speech", {"person_id": self.person, "text": f"I say word number {CHANCE.randrange(40)}"})

    def call(self, route: str) -> None:
        """Call for somebody; an impatient finger presses again."""
        severity, sentence = CHANCE.choice(CALLS)
        self.press(route, severity, sentence)
        if CHANCE.random() < PRESSED_AGAIN:
            gevent.sleep(AGAIN_S)
            self.press(route, severity, sentence)

    def press(self, route: str, severity: str, sentence: str) -> None:
        """Press until it is taken, as a board does: under one key."""
        key, at = str(uuid4()), time.monotonic_ns()
        body = {"person_id": self.person, "severity": severity, "sentence": sentence}
        for attempt in itertools.count():
            answer = self.ask(route, "/alerts", body, idempotency_key=key)
            if answer.status_code == 201:
                alert = answer.json()["id"]
                LEDGER.presses[key] = alert
                PRESSED[alert] = min(at, PRESSED.get(alert, at))
                return
            gevent.sleep(CHANCE.uniform(0, min(LONGEST_PAUSE_S, 0.25 * 2**attempt)))


DOES: dict[str, Callable[[Person, str], None]] = {
    "GET /notifications": Person.notifications,
    "GET /user/{id}/symbols": Person.board,
    "POST /intents": Person.sentence,
    "POST /logs": Person.usage,
    "GET /tasks": Person.tasks_of_the_day,
    "GET /symbols": Person.symbols,
    "POST /tasks/{id}/events": Person.task_done,
    "POST /speech": Person.aloud,
    "POST /alerts": Person.call,
}


def something(person: Person) -> None:
    """Do one of one's habits, each as often as it is said to be."""
    [habit] = CHANCE.choices(PERSON, WEIGHTS)
    DOES[habit.route](person, habit.route)


Person.tasks = [something]


def noted(name: str, response_time: float, response: Any, exception: Exception | None, **_: Any) -> None:
    """Write a request down."""
    status = getattr(response, "status_code", 0)
    TIMINGS.note(name, response_time, f"{status} {type(exception).__name__}" if exception else None)


def over(**_: Any) -> None:
    """Write the record."""
    record = {"timings": vars(TIMINGS), "ledger": LEDGER.written(), "pressed": PRESSED}
    Path(os.environ["LOAD_RECORD"]).write_text(json.dumps(record), encoding="utf-8")


events.request.add_listener(noted)
events.quitting.add_listener(over)
