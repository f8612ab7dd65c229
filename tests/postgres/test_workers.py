"""The functions as Lambda calls them: real events in, answers and rows out."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from api.domain.errors import TokenRefused
from api.settings import DatabaseSettings
from tests.postgres.issuer import OTHER_CLIENT, OTHER_ISSUER
from tests.postgres.local_keys import LocalKeys
from tests.postgres.running_api import Api
from tests.postgres.test_deliver_alert import Recipients
from workers import authorize, connections, dead_letters, deliver_alert
from workers.escalate import Close, escalate
from workers.runtime import Container, handle_batch

EVENTS = Path(__file__).parents[1] / "events"


def event(name: str, **changed: Any) -> dict[str, Any]:
    """Return a recorded event."""
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return {**found, **changed}


def record(outbox_id: object, alert_id: str, message_id: str = "m-1") -> dict[str, Any]:
    """Return a queue record as it arrives through SNS."""
    found: dict[str, Any] = deepcopy(event("sqs_alert_raised")["Records"][0])
    envelope = json.loads(found["body"])
    envelope["Message"] = json.dumps({"outbox_id": outbox_id, "alert_id": alert_id, "event": "raised"})
    return {**found, "messageId": message_id, "body": json.dumps(envelope)}


@pytest.fixture
def container(api: Api, settings: DatabaseSettings) -> Iterator[Container]:
    """Make what a function's process has, with the secret that it would fetch."""
    host, port = settings.hosts[0]
    made = Container(
        {
            "ENVIRONMENT": "tests",
            "DATABASE_HOSTS": f"{host}:{port}",
            "DATABASE_NAME": settings.name,
            "DATABASE_SSLMODE": "disable",
            "COGNITO_POOLS": api.issuer.pools(),
        },
        lambda _: json.dumps({"username": settings.user, "password": settings.password}),
        lambda _: LocalKeys(),
    )
    yield made
    made.close()


def rows(container: Container, query: str, *arguments: object) -> list[asyncpg.Record]:
    """Ask the database as the functions do."""

    async def ask() -> list[asyncpg.Record]:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            return await connection.fetch(query, *arguments)

    return container.run(ask())


def raised(api: Api, container: Container, sentence: str) -> tuple[int, str]:
    """Press as Sam; return the ids that the queue's message carries."""
    with api.signed_in("sam") as sam:
        alert = api.press(sam, sentence=sentence).json()
    [row] = rows(container, "SELECT id FROM outbox WHERE alert_id = $1", UUID(alert["id"]))
    return row["id"], alert["id"]


def test_a_poisoned_message_fails_alone(api: Api, container: Container, capsys: pytest.CaptureFixture[str]) -> None:
    recipients = Recipients()
    first, second = raised(api, container, "First."), raised(api, container, "Second.")
    batch = {
        "Records": [
            record(*first, "good-1"),
            {**record(1, "x"), "messageId": "poison-1", "body": "not even JSON"},
            record("1", first[1], "poison-2"),
            record(2**70, first[1], "poison-3"),
            record(*second, "good-2"),
        ]
    }
    answer = handle_batch(container, batch, deliver_alert.delivering_with(lambda _: recipients))
    failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    assert failed == {"poison-1", "poison-2", "poison-3"}
    assert {number for number, _ in recipients.texts} == {"+15555550142", "+15555550143"}
    assert len(recipients.texts) == 4
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["event"] for line in lines} == {"delivery", "record_failed"}
    assert not any("First." in json.dumps(line) for line in lines)


def test_a_dead_letter_is_recorded_once_and_cried_out_with_ids_alone(
    api: Api, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox_id, alert_id = raised(api, container, "Dead.")
    body = "a secret that somebody put into the queue"
    batch = {
        "Records": [record(outbox_id, alert_id, "dead-1"), {**record(1, "x"), "messageId": "dead-2", "body": body}]
    }
    for _ in range(2):
        assert handle_batch(container, batch, dead_letters.process) == {"batchItemFailures": []}
    kept = rows(container, "SELECT message_id, outbox_id, alert_id, receives FROM dead_letters ORDER BY 1")
    assert [tuple(row) for row in kept] == [("dead-1", outbox_id, UUID(alert_id), 1), ("dead-2", None, None, 1)]
    out = capsys.readouterr().out
    lines = [json.loads(line) for line in out.splitlines()]
    assert sorted((line["level"], line["message_id"]) for line in lines) == [("error", "dead-1"), ("error", "dead-2")]
    assert "secret" not in out
    with api.signed_in("ana") as ana:
        assert "delivery_dead" in [entry["event"] for entry in ana.get(f"/alerts/{alert_id}").json()["timeline"]]


def rest_event(token: str, header: str = "Authorization") -> dict[str, Any]:
    """Return a REST authorizer's event with a token."""
    return event("rest_authorizer", headers={header: f"Bearer {token}"})


@pytest.mark.parametrize("header", ["Authorization", "authorization"])
def test_a_good_token_opens_what_its_account_may_use_and_no_more(api: Api, container: Container, header: str) -> None:
    answer = container.run(authorize.authorize(container, rest_event(api.issuer.token("sub-ana"), header)))
    [statement] = answer["policyDocument"]["Statement"]
    root = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/live"
    assert f"{root}/GET/user/{api.person('Sam')}/symbols" in statement["Resource"]
    assert f"{root}/POST/alerts" in statement["Resource"]
    assert not any(api.person("Rosa") in resource for resource in statement["Resource"])
    assert not any(resource.endswith("/live/*") for resource in statement["Resource"])
    assert answer["principalId"] == answer["context"]["account_id"]


@pytest.mark.parametrize(("name", "allowed"), [("Sam", True), ("Rosa", False)])
def test_tasks_open_to_who_may_read_the_person_asked_for(
    api: Api, container: Container, name: str, allowed: bool
) -> None:
    asked = rest_event(api.issuer.token("sub-ana"))
    asked["multiValueQueryStringParameters"] = {"user_id": [api.person(name)]}
    invoke, *purge = container.run(authorize.authorize(container, asked))["policyDocument"]["Statement"]
    tasks = [resource for resource in invoke["Resource"] if resource.endswith("/GET/tasks")]
    assert len(tasks) == allowed
    # The seed makes Ana a manager, who may write them.
    wanted = [{"Effect": "Allow", "Action": "execute-api:InvalidateCache", "Resource": tasks}]
    assert purge == (wanted if allowed else [])


def test_the_other_pool_opens_the_gateway_too(api: Api, container: Container) -> None:
    theirs = api.issuer.token("sub-ana", iss=OTHER_ISSUER, client_id=OTHER_CLIENT)
    answer = container.run(authorize.authorize(container, rest_event(theirs)))
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"


def test_a_sign_in_without_account_may_ask_for_one_and_for_nobodys_board(api: Api, container: Container) -> None:
    asked = rest_event(api.issuer.token("sub-stranger"))
    asked["multiValueQueryStringParameters"] = {"user_id": [api.person("Sam")]}
    answer = container.run(authorize.authorize(container, asked))
    [statement] = answer["policyDocument"]["Statement"]
    assert answer["principalId"] == "none"
    assert any(resource.endswith("/POST/me") for resource in statement["Resource"])
    assert not any("/user/" in resource or resource.endswith("/GET/tasks") for resource in statement["Resource"])


def test_a_token_of_nobody_is_refused(api: Api, container: Container) -> None:
    with pytest.raises(TokenRefused):
        container.run(authorize.authorize(container, rest_event(api.issuer.token(""))))


def test_a_ticket_opens_one_socket(api: Api, container: Container, ana: httpx.Client) -> None:
    ticket = ana.post("/notifications/ticket").json()["ticket"]
    handshake = event("websocket_authorizer", queryStringParameters={"ticket": ticket})
    answer = container.run(authorize.authorize(container, handshake))
    assert answer["context"]["account_id"] == ana.get("/me").json()["account_id"]
    assert answer["policyDocument"]["Statement"][0]["Resource"] == [handshake["methodArn"]]
    with pytest.raises(TokenRefused):
        container.run(authorize.authorize(container, handshake))


@pytest.mark.parametrize("parameters", [None, {}, {"ticket": ""}, {"ticket": "made up"}])
def test_a_handshake_without_a_good_ticket_is_refused(container: Container, parameters: dict[str, str] | None) -> None:
    with pytest.raises(TokenRefused):
        container.run(authorize.authorize(container, event("websocket_authorizer", queryStringParameters=parameters)))


def test_an_expired_ticket_is_refused(api: Api, container: Container, ana: httpx.Client) -> None:
    ticket = ana.post("/notifications/ticket").json()["ticket"]
    rows(container, "UPDATE tickets SET expires_at = now() - interval '1 s' RETURNING 1")
    with pytest.raises(TokenRefused):
        container.run(
            authorize.authorize(container, event("websocket_authorizer", queryStringParameters={"ticket": ticket}))
        )


def test_a_socket_is_remembered_answers_and_is_forgotten(api: Api, container: Container, ana: httpx.Client) -> None:
    account = ana.get("/me").json()["account_id"]
    connect = event("websocket_connect")
    connect["requestContext"]["authorizer"]["account_id"] = account
    connection_id = connect["requestContext"]["connectionId"]

    def call(sent: dict[str, Any]) -> dict[str, Any]:
        return container.run(connections.answer(container, sent))

    def known() -> int:
        return len(rows(container, "SELECT 1 FROM connections WHERE connection_id = $1", connection_id))

    assert (call(connect), known()) == ({"statusCode": 200}, 1)
    assert json.loads(call(event("websocket_message"))["body"]) == {"type": "pong"}
    raised(api, container, "Seen?")
    seq = ana.get("/notifications").json()["items"][-1]["seq"]
    assert call(event("websocket_message", body=json.dumps({"action": "received", "seq": seq}))) == {"statusCode": 200}
    [row] = rows(container, "SELECT received_at FROM inbox WHERE recipient = $1 AND seq = $2", UUID(account), seq)
    assert row["received_at"] is not None
    resumed = json.loads(
        call(event("websocket_message", body=json.dumps({"action": "resume", "after": seq - 1})))["body"]
    )
    assert ([item["seq"] for item in resumed["items"]], resumed["next"], resumed["more"]) == ([seq], seq, False)
    assert call(event("websocket_message", body='{"action": "resume", "after": "x"}'))["statusCode"] == 400
    assert (call(event("websocket_disconnect")), known()) == ({"statusCode": 200}, 0)
    assert call(event("websocket_message", body='{"action": "resume"}')) == {"statusCode": 410}


def test_a_socket_ends_with_the_sign_in_that_opened_it(container: Container, ana: httpx.Client) -> None:
    parameters = {"ticket": ana.post("/notifications/ticket").json()["ticket"]}
    opened = container.run(
        authorize.authorize(container, event("websocket_authorizer", queryStringParameters=parameters))
    )
    connect = event("websocket_connect")
    connect["requestContext"]["authorizer"] = opened["context"]
    connection_id = connect["requestContext"]["connectionId"]
    container.run(connections.answer(container, connect))
    until = datetime.fromisoformat(opened["context"]["session_until"])
    ended: list[str] = []

    async def refused(_: str) -> None:
        raise ConnectionError

    async def close(found: str) -> None:
        ended.append(found)

    def round_at(moment: datetime, how: Close) -> list[str]:
        container.run(escalate(container, moment, close=how))
        found = rows(container, "SELECT connection_id FROM connections WHERE connection_id = $1", connection_id)
        return [row["connection_id"] for row in found]

    assert until > datetime.now(UTC)
    assert round_at(datetime.now(UTC), close) == [connection_id]
    rows(container, "UPDATE connections SET session_until = now() - interval '1 s' RETURNING 1")
    assert container.run(connections.answer(container, event("websocket_message", body='{"action": "resume"}'))) == {
        "statusCode": 410
    }
    assert round_at(datetime.now(UTC), refused) == [connection_id], "it is tried again by the next round"
    assert round_at(datetime.now(UTC), close) == []
    assert ended == [connection_id]


def test_a_rotated_password_is_fetched_anew_and_the_event_goes_on(
    api: Api, container: Container, settings: DatabaseSettings
) -> None:
    fetched = ["wrong", settings.password]
    rotated = Container(
        container.environ, lambda _: json.dumps({"username": settings.user, "password": fetched.pop(0)})
    )
    assert len(rows(rotated, "SELECT 1")) == 1
    assert fetched == []
    rotated.close()


def test_a_message_of_another_alert_is_refused(api: Api, container: Container) -> None:
    outbox_id, _ = raised(api, container, "Mine.")
    answer = handle_batch(
        container, {"Records": [record(outbox_id, str(uuid4()))]}, deliver_alert.delivering_with(lambda _: Recipients())
    )
    assert len(answer["batchItemFailures"]) == 1
