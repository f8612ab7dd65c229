"""The API as a process of its own, told what the container would be told, and people to call it.

It is forked from a server that has imported it already: importing takes longer than most of the tests.
"""

import asyncio
import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from api import app
from api.db import seed
from api.settings import DatabaseSettings
from tests.postgres.issuer import Issuer
from tests.postgres.small_aws import SmallAws

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["api.app", "api.db.seed"])
# For an API whose callers may ask as often as they like.
UNHURRIED = {"REQUESTS_PER_SECOND": "1000000", "REQUESTS_BURST": "1000000"}

PEOPLE: dict[str, list[dict[str, Any]]] = {
    "people": [
        {"subject": "sub-sam", "name": "Sam", "locale": "en", "time_zone": "Europe/Madrid"},
        {"subject": "sub-rosa", "name": "Rosa", "locale": "es", "time_zone": "America/Lima"},
    ],
    "caregivers": [
        {"subject": "sub-ana", "name": "Ana", "phone": "+15555550142", "cares_for": ["Sam"]},
        {"subject": "sub-ben", "name": "Ben", "phone": "+15555550143", "cares_for": ["Sam"]},
        {"subject": "sub-luz", "name": "Luz", "phone": "+15555550144", "cares_for": ["Rosa"]},
    ],
}


@dataclass
class Api:
    """A running API, where it is, who its people are, and what it wrote to its log."""

    url: str
    issuer: Issuer
    aws: SmallAws
    people: dict[str, Any]
    log: Path
    process: ForkServerProcess

    def person(self, name: str) -> str:
        """Return a person's id."""
        return str(next(person["id"] for person in self.people["people"] if person["name"] == name))

    def account(self, name: str) -> str:
        """Return the id of somebody's account."""
        everybody = self.people["people"] + self.people["caregivers"]
        return str(next(entry["account_id"] for entry in everybody if entry["name"] == name))

    def signed_in(self, name: str) -> httpx.Client:
        """Return a client that calls as this person, or as this caregiver after a second factor."""
        is_person = name in {person["subject"].removeprefix("sub-") for person in PEOPLE["people"]}
        return self.calling(f"sub-{name}", second_factor=not is_person)

    def calling(self, subject: str, *, second_factor: bool) -> httpx.Client:
        """Return a client that calls with a token for any subject."""
        token = self.issuer.caregiver_token(subject) if second_factor else self.issuer.token(subject)
        return httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {token}"}, timeout=10)

    def log_so_far(self) -> str:
        """Return the log once it tells of all that was answered: a request's line waits a moment for others."""
        last = uuid4().hex
        httpx.get(f"{self.url}/nothing-here", headers={"traceparent": f"00-{last}-{last[:16]}-00"})
        deadline = time.monotonic() + 10
        while last not in (text := self.log.read_text()):
            assert time.monotonic() < deadline, "the log does not tell of a request that was answered"
            time.sleep(0.02)
        return text

    def press(self, client: httpx.Client, key: str | None = None, **changed: Any) -> httpx.Response:
        """Press for Sam."""
        body = {"person_id": self.person("Sam"), "severity": "urgent", "sentence": "I need help.", **changed}
        return client.post("/alerts", json=body, headers={"idempotency-key": key or str(uuid4())})


def environment(settings: DatabaseSettings) -> dict[str, str]:
    """Return the variables that say where the database is."""
    return {
        "DATABASE_HOSTS": ",".join(f"{host}:{port}" for host, port in settings.hosts),
        "DATABASE_NAME": settings.name,
        "DATABASE_SSLMODE": settings.sslmode,
        "DATABASE_USER": settings.user,
        "DATABASE_PASSWORD": settings.password,
    }


def task_variables(settings: DatabaseSettings, issuer: Issuer, aws: SmallAws, port: int) -> dict[str, str]:
    """Return what the API's task definition would tell it."""
    return {
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": aws.url,
        "FIELD_KEY_ARN": "arn:aws:kms:eu-central-1:000000000000:key/fields",
        **environment(settings),
        "ENVIRONMENT": "tests",
        "PORT": str(port),
        "INTENT_FUNCTION": "arn:aws:lambda:eu-central-1:000000000000:function:process_intent:live",
        "ALERTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:000000000000:alerts",
        "NOTIFICATIONS_URL": f"ws://127.0.0.1:{port}/notifications",
        "COGNITO_POOLS": issuer.pools(),
    }


def run_module(
    module: str, *arguments: str, variables: Mapping[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of our command lines to its end."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={"PATH": os.environ["PATH"], **variables},
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@contextmanager
def running_api(
    settings: DatabaseSettings,
    issuer: Issuer,
    aws: SmallAws,
    port: int,
    log: Path,
    more: Mapping[str, str] | None = None,
) -> Iterator[Api]:
    """Seed the database, start the API, wait until it is ready, and stop it as its container would be stopped."""
    variables = {
        "PATH": os.environ["PATH"],
        **task_variables(settings, issuer, aws, port),
        "SPEECH_WARM_AFTER_MS": "1",
        **(more or {}),
    }
    there, here = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=seed_and_serve, args=(variables, log, here))
    process.start()
    here.close()
    try:
        api = Api(f"http://127.0.0.1:{port}", issuer, aws, answer(there, log), log, process)
        wait_until_ready(api)
        yield api
    finally:
        process.terminate()
        process.join(15)


def seed_and_serve(variables: Mapping[str, str], log: Path, told: Connection) -> None:
    """Be the process: seed, tell what was made, and serve until told to stop."""
    with log.open("wb") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(variables)
    if "WRONG_CLOCK" in variables:
        importlib.import_module("tests.faults.wrong_clock.sitecustomize")
    told.send(asyncio.run(seed.main(json.dumps(PEOPLE), os.environ)))
    sys.exit(app.main())


def answer(there: Connection, log: Path) -> dict[str, Any]:
    """Return what was seeded."""
    try:
        people: dict[str, Any] = there.recv()
    except EOFError:
        raise AssertionError(log.read_text()) from None
    return people


def wait_until_ready(api: Api) -> None:
    """Ask until the process says that it can serve."""
    deadline = time.monotonic() + 60  # a busy machine takes a while to import it all
    while time.monotonic() < deadline:
        assert api.process.is_alive(), api.log.read_text()
        try:
            if httpx.get(f"{api.url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(api.log.read_text())
