"""A canary planted in every field that a client can fill sings nowhere but in the answers of the record itself.

The routes and their fields are read from the API's own document, so a new route is tried without a word here.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest

from api.settings import DatabaseSettings
from tests.postgres.documented_requests import Filler, bodies, operations
from tests.postgres.local_keys import LocalKeys
from tests.postgres.running_api import Api
from tests.postgres.test_deliver_alert import Recipients
from workers.deliver_alert import delivering_with
from workers.runtime import Container, handle_batch

MARK = "zebracanary"


class Canaries:
    """Gives each field a value of its own, so that a leak says where it came from."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def sing(self, where: str, longest: int | None) -> str:
        """Return a canary for a field, no longer than it may be."""
        self.places.append(where)
        return f"{MARK}{len(self.places):05d}"[: longest or 1000]

    def found_in(self, text: str) -> list[str]:
        """Return the fields whose canaries are in a text."""
        found = [place for number, place in enumerate(self.places, 1) if f"{MARK}{number:05d}" in text]
        return found or ([f"some field (cut off {MARK})"] if MARK in text else [])


@pytest.fixture
def canaries() -> Canaries:
    """Return canaries that have not sung yet."""
    return Canaries()


def call(
    client: httpx.Client, filler: Filler, method: str, path: str, operation: Mapping[str, Any], leave_out: str | None
) -> httpx.Response:
    """Call an operation with everything filled but one field of the body."""
    headers = {"idempotency-key": uuid4().hex}
    query = {}
    for parameter in operation.get("parameters", []):
        name, where = parameter["name"], f"{method} {path} {parameter['in']} {parameter['name']}"
        value = str(filler.value(parameter.get("schema", {"type": "string"}), where, name))
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value))
        elif parameter["in"] == "query":
            query[name] = value
        else:
            headers.setdefault(name.lower(), value)
    content = operation.get("requestBody", {}).get("content", {})
    body = None
    if "application/json" in content:
        body = filler.value(content["application/json"]["schema"], f"{method} {path}", "")
        if isinstance(body, dict) and leave_out is not None:
            body.pop(leave_out, None)
    return client.request(method, path, params=query, headers=headers, json=body)


def test_no_field_of_any_route_reaches_a_log_a_metric_or_a_queue(
    api: Api, sam: httpx.Client, ana: httpx.Client, canaries: Canaries
) -> None:
    document = httpx.get(f"{api.url}/openapi.json", timeout=30).json()
    alert = api.press(sam, sentence="Something to answer.").json()["id"]
    known = {"id": api.person("Sam"), "user_id": api.person("Sam"), "person_id": api.person("Sam")}
    served: dict[str, set[int]] = {}
    for method, path, operation in operations(document):
        ids = {**known, "id": alert} if path.startswith("/alerts/") else known
        for leave_out in bodies(document, operation):
            for client in (sam, ana):
                answer = call(client, Filler(document, ids, canaries.sing), method, path, operation, leave_out)
                assert answer.status_code < 500, f"{method} {path} without {leave_out}: {answer.status_code}"
                served.setdefault(f"{method} {path}", set()).add(answer.status_code)
                if answer.status_code >= 400:
                    assert canaries.found_in(answer.text) == [], f"{method} {path} says back what was sent"
    assert len(canaries.places) > 20
    # Not only refusals were tried: what takes free text took it.
    for route in ("post /alerts", "post /intents"):
        assert served[route] & {200, 201}, f"{route} took nothing: {served[route]}"
    assert canaries.found_in(api.log_so_far()) == []
    assert not any(canaries.found_in(json.dumps(event)) for event in api.aws.published)
    assert not any(canaries.found_in(body) for body in api.aws.received if "/functions/" not in body)


def test_words_in_the_path_or_under_unknown_names_are_not_written_down_either(
    api: Api, sam: httpx.Client, canaries: Canaries
) -> None:
    for path in ("/user/{}/symbols", "/alerts/{}", "/{}", "/tasks?user_id={}", "/me?{}=1", "/symbols?locale={}"):
        sam.get(path.format(canaries.sing(path, None)))
    sam.post("/intents", content=f'{{"{canaries.sing("a name", None)}": "{canaries.sing("broken", None)}')
    sam.get("/me", headers={"authorization": f"Bearer {canaries.sing('token', None)}"})
    sam.get("/me", headers={"user-agent": canaries.sing("agent", None), "traceparent": canaries.sing("trace", None)})
    assert canaries.found_in(api.log_so_far()) == []


def test_no_word_of_a_press_reaches_a_text_message_or_a_workers_log(
    api: Api, sam: httpx.Client, settings: DatabaseSettings, canaries: Canaries, capsys: pytest.CaptureFixture[str]
) -> None:
    sung = {name: canaries.sing(name, 100) for name in ("sentence", "intent")}
    alert = api.press(sam, **sung).json()["id"]
    host, port = settings.hosts[0]
    told = {
        "DATABASE_HOSTS": f"{host}:{port}",
        "DATABASE_NAME": settings.name,
        "DATABASE_SSLMODE": "disable",
        "ENVIRONMENT": "tests",
    }
    secret = json.dumps({"username": settings.user, "password": settings.password})
    container, recipients = Container(told, lambda _: secret, lambda _: LocalKeys()), Recipients()

    async def event_of() -> int:
        async with (await container.transaction_factory())() as connection:
            found: int = await connection.fetchval("SELECT id FROM outbox WHERE alert_id = $1", UUID(alert))
            return found

    message = json.dumps({"outbox_id": container.run(event_of()), "alert_id": alert, "event": "raised"})
    records = [
        {"messageId": name, "body": json.dumps({"Message": text}), "attributes": {"SentTimestamp": "1764057600000"}}
        for name, text in (("good", message), ("poison", canaries.sing("queue", None)))
    ]
    failed = handle_batch(container, {"Records": records}, delivering_with(lambda _: recipients))
    container.close()
    assert failed == {"batchItemFailures": [{"itemIdentifier": "poison"}]}
    assert recipients.texts
    assert canaries.found_in(str(recipients.texts) + capsys.readouterr().out) == []
