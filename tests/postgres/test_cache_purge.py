"""Tasks that the gateway keeps are read anew after a write; a small HTTP server stands in for API Gateway's stage.

The real one cannot run here: what it does with such a request is AWS's word, not this test's.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.cache_purge import TIMEOUT_S
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving

STARTS_AT = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0).isoformat()


class Gateway:
    """What was asked of the stage, and how it answers now."""

    def __init__(self) -> None:
        self.asked: Queue[tuple[str, str | None, str | None]] = Queue()
        self.status = 200
        self.answers = threading.Event()
        self.answers.set()
        self.url = ""

    def next(self) -> tuple[str, str | None, str | None]:
        """Return the next request's target, Cache-Control and Authorization; it must come within a second."""
        return self.asked.get(timeout=1)

    def nothing_more(self) -> bool:
        """Tell whether half a second goes by without a request."""
        try:
            self.asked.get(timeout=0.5)
        except Empty:
            return True
        return False


@contextmanager
def stage() -> Iterator[Gateway]:
    """Listen where the stage would."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gateway.asked.put((self.path, self.headers["cache-control"], self.headers["authorization"]))
            gateway.answers.wait(20)
            self.send_response(gateway.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        gateway.url = f"http://127.0.0.1:{http.server_port}/v1"
        try:
            yield gateway
        finally:
            gateway.answers.set()
            http.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with stage() as listening:
        yield listening


@pytest.fixture(scope="module")
def api(
    server: Server, database_name: str, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Api]:
    log = tmp_path_factory.mktemp("api") / "api.log"
    settings = server.settings(database_name)
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(settings, issuer, aws, free_port(), log, more={"REST_URL": gateway.url}) as running,
    ):
        yield running


def plan(api: Api, client: httpx.Client) -> httpx.Response:
    body = {"user_id": api.person("Sam"), "title": "Tablets", "starts_at": STARTS_AT}
    return client.post("/tasks", json=body, headers={"idempotency-key": uuid4().hex})


def failures(api: Api, wanted: int, within_s: float) -> list[dict[str, Any]]:
    """Return the lines about failed purges, once there are as many as wanted."""
    deadline = time.monotonic() + within_s
    while True:
        lines = [line for line in api.log.read_text().splitlines() if "tasks_not_purged" in line]
        if len(lines) >= wanted or time.monotonic() > deadline:
            return [json.loads(line) for line in lines]
        time.sleep(0.05)


def test_each_write_has_the_tasks_read_anew_once_with_the_writers_token(
    api: Api, gateway: Gateway, ana: httpx.Client
) -> None:
    purge = (f"/v1/tasks?user_id={api.person('Sam')}", "max-age=0", ana.headers["authorization"])
    task = plan(api, ana).raise_for_status().json()
    url = f"/tasks/{task['id']}"
    assert gateway.next() == purge
    ana.patch(url, json={"title": "Later"}, headers={"if-match": "*"}).raise_for_status()
    assert gateway.next() == purge
    event = {"id": str(uuid4()), "occurrence_at": STARTS_AT, "event": "done"}
    ana.post(f"{url}/events", json=event).raise_for_status()
    assert gateway.next() == purge
    ana.delete(url).raise_for_status()
    assert gateway.next() == purge
    assert gateway.nothing_more()


def test_readings_and_refused_writes_purge_nothing(api: Api, gateway: Gateway, ana: httpx.Client) -> None:
    url = f"/tasks/{plan(api, ana).raise_for_status().json()['id']}"
    gateway.next()
    ana.get("/tasks", params={"user_id": api.person("Sam")}).raise_for_status()
    ana.get(url).raise_for_status()
    assert ana.patch(url, json={"title": "x"}, headers={"if-match": '"task-9"'}).status_code == 412
    with api.signed_in("luz") as luz:
        assert plan(api, luz).status_code == 404
        assert luz.delete(url).status_code == 404
    assert gateway.nothing_more()


def test_a_gateway_that_refuses_or_hangs_delays_nobody_and_is_logged_by_type_alone(
    api: Api, gateway: Gateway, ana: httpx.Client
) -> None:
    gateway.status = 403
    plan(api, ana).raise_for_status()
    gateway.next()
    [refused] = failures(api, 1, within_s=5)
    assert refused["error"] == "ClientResponseError"

    gateway.status = 200
    gateway.answers.clear()
    began = time.monotonic()
    for _ in range(2):
        assert plan(api, ana).status_code == 201
    assert time.monotonic() - began < TIMEOUT_S
    assert [line["error"] for line in failures(api, 3, within_s=10)[1:]] == ["TimeoutError", "TimeoutError"]
    for _ in range(2):
        gateway.next()
    assert gateway.nothing_more()  # none is tried again
    gateway.answers.set()
    plan(api, ana).raise_for_status()
    gateway.next()

    log = api.log_so_far()
    told = {key for line in failures(api, 3, within_s=0) for key in line}
    assert told == {"component", "error", "event", "level", "timestamp"}
    assert api.person("Sam") not in log
    assert ana.headers["authorization"].removeprefix("Bearer ") not in log
