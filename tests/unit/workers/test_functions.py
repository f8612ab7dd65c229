"""What the functions do before and after the database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import boto3
import pytest
from botocore.stub import Stubber

from api.domain.log_keys import ALLOWED
from api.domain.notifications import ConnectionGone
from workers import authorize, connections, dead_letters, deliver_alert, process_intent
from workers.aws_sender import AwsSender
from workers.deliver_alert import Poison
from workers.runtime import Container, handle_batch

EVENTS = Path(__file__).parents[2] / "events"
HANDLERS = [
    "process_intent",
    "deliver_alert",
    "dead_letters",
    "connections",
    "authorize",
    "compliance_alert",
    "watch_tasks",
    "maintain_partitions",
    "escalate",
    "sms_reply",
    "sms_receipt",
    "speech",
]


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


@pytest.fixture
def container() -> Container:
    made = Container({})
    made.close()
    return made


@pytest.mark.parametrize("name", HANDLERS)
def test_a_function_starts_without_what_its_zip_does_not_hold(name: str) -> None:
    heavy = ("fastapi", "pydantic", "starlette", "structlog", "aiobotocore", "jwt", "cryptography", "orjson", "boto3")
    code = (
        f"import sys, workers.{name} as w; assert callable(w.handler); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_intent_is_understood_without_any_database() -> None:
    answer = process_intent.handler({"symbols": ["help"], "text": None, "locale": "en"}, None)
    assert answer["urgency"] == "urgent"
    assert json.loads(json.dumps(answer)) is not None


def test_a_message_is_read_through_the_envelope_of_the_topic() -> None:
    message = deliver_alert.parse(event("sqs_alert_raised")["Records"][0])
    assert message.outbox_id == 1
    assert message.alert_id == UUID("3f0c8a52-6f2e-4c6f-9d55-0c7a5f1f8a11")
    assert message.queued_at.isoformat() == "2026-11-23T18:26:12.350000+00:00"


@pytest.mark.parametrize(
    "message",
    ["nonsense", "[]", "{}", '{"outbox_id": "1", "alert_id": "x"}', '{"outbox_id": true, "alert_id": "x"}'],
)
def test_a_message_that_is_not_ours_is_poison_and_still_leaves_a_letter(message: str) -> None:
    record = event("sqs_alert_raised")["Records"][0]
    for body in (message, json.dumps({"Message": message})):
        with pytest.raises(Poison):
            deliver_alert.parse({**record, "body": body})
        letter = dead_letters.describe({**record, "body": body})
        assert (letter.message_id, letter.outbox_id) == (record["messageId"], None)
        assert len(letter.body_hash) == 32


def test_a_letter_keeps_the_ids_that_it_can_read() -> None:
    record = event("sqs_alert_raised")["Records"][0]
    record["attributes"]["ApproximateReceiveCount"] = "4"
    letter = dead_letters.describe(record)
    assert (letter.outbox_id, str(letter.alert_id), letter.receives) == (1, "3f0c8a52-6f2e-4c6f-9d55-0c7a5f1f8a11", 4)


def test_records_that_fail_are_named_and_the_others_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    async def process(_: Container, record: dict[str, Any]) -> None:
        if record["body"] == "bad":
            raise ValueError("what somebody said")

    container = Container({})
    batch = {"Records": [{"messageId": str(n), "body": body} for n, body in enumerate(["good", "bad", "good", "bad"])]}
    assert handle_batch(container, batch, process) == {
        "batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "3"}]
    }
    container.close()
    out = capsys.readouterr().out
    assert "somebody" not in out
    assert all(set(json.loads(line)) <= ALLOWED for line in out.splitlines())


def stubbed(service: str) -> tuple[Any, Stubber]:
    client: Any = boto3.session.Session().client(
        service,  # type: ignore[call-overload] # a name that the stubs know only as a literal
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url="http://127.0.0.1:1",
    )
    return client, Stubber(client)


async def test_a_frame_is_posted_to_the_socket_and_a_gone_one_is_told_apart() -> None:
    client, stub = stubbed("apigatewaymanagementapi")
    stub.add_response("post_to_connection", {}, {"ConnectionId": "c", "Data": b"{}"})
    stub.add_client_error("post_to_connection", "GoneException", http_status_code=410)
    sender = AwsSender(client, None)
    with stub:
        await sender.push("c", "{}")
        with pytest.raises(ConnectionGone):
            await sender.push("c", "{}")


async def test_a_socket_is_ended_even_where_it_has_ended_by_itself() -> None:
    client, stub = stubbed("apigatewaymanagementapi")
    stub.add_response("delete_connection", {}, {"ConnectionId": "c"})
    stub.add_client_error("delete_connection", "GoneException", http_status_code=410)
    with stub:
        for _ in range(2):
            await AwsSender(client, None).close("c")
        stub.assert_no_pending_responses()


async def test_a_busy_gateway_is_asked_again_after_pauses_that_grow_until_patience_ends() -> None:
    client, stub = stubbed("apigatewaymanagementapi")
    widest: list[float] = []

    def pause(low: float, high: float) -> float:
        widest.append(high)
        return low

    for _ in range(5):
        stub.add_client_error("post_to_connection", "LimitExceededException", http_status_code=429)
    stub.add_response("post_to_connection", {}, {"ConnectionId": "c", "Data": b"{}"})
    with stub:
        await AwsSender(client, None, pause).push("c", "{}")
    assert widest == [0.1, 0.2, 0.4, 0.8, 1.0]
    stub.add_client_error("post_to_connection", "LimitExceededException", http_status_code=429)
    with stub, pytest.raises(client.exceptions.LimitExceededException):
        await AwsSender(client, None, lambda *_: 2.0).push("c", "{}")


async def test_a_text_is_sent_as_transactional() -> None:
    client, stub = stubbed("sns")
    kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    stub.add_response(
        "publish",
        {"MessageId": "m"},
        {"PhoneNumber": "+15555550142", "Message": "hello", "MessageAttributes": kind},
    )
    with stub:
        assert await AwsSender(None, client).text("+15555550142", "hello") == "m"


@pytest.mark.parametrize("body", [None, "", "nonsense", "[]", "5", '{"action": "drop"}', '{"action": "received"}'])
def test_a_frame_that_is_not_understood_is_refused_without_an_echo(body: str | None) -> None:
    container = Container({})
    sent = {**event("websocket_message"), "body": body}
    answer = container.run(connections.answer(container, sent))
    container.close()
    assert answer == {"statusCode": 400, "body": '{"type": "error", "detail": "unknown action"}'}


def test_a_policy_names_each_method_of_each_person() -> None:
    people = [uuid4(), uuid4()]
    resources = authorize.rest_resources(event("rest_authorizer")["methodArn"], people)
    assert all(
        resource.startswith("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/live/") for resource in resources
    )
    assert len(resources) == len(set(resources)) == len(authorize.FOR_EVERYBODY) + 4


def test_who_is_refused_gets_the_one_word_that_the_gateway_turns_into_401() -> None:
    with pytest.raises(authorize.Unauthorized, match=r"\AUnauthorized\Z"):
        raise authorize.Unauthorized
