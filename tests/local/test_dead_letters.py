"""A message that nobody can deliver: tried exactly three times, recorded, and its neighbours are none the worse."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.local.raised_alert import names, raise_alert, timeline, until
from tests.local.running_system import Checkout

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


@contextlib.asynccontextmanager
async def impatient_queue(system: Checkout) -> AsyncIterator[str]:
    """The alerts queue with a short visibility timeout, so that three receives take seconds."""
    sqs, url = system.client("sqs"), system.outputs["alerts_queue_url"]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "3"})
    try:
        yield url
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


async def test_poison_is_dead_after_three_receives_and_its_neighbour_is_delivered(system: Checkout) -> None:
    functions = system.client("lambda")
    mapping = system.outputs["event_source_mappings"]["deliver_alert"]
    async with impatient_queue(system) as url:
        # Held back until both are in the queue, so that one receive takes them together.
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        try:
            poison = system.client("sqs").send_message(QueueUrl=url, MessageBody='{"Message": "not an alert"}')
            alert_id = await raise_alert(system)
            await until_queued(system, url, 2)
        finally:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)
        events = await until(lambda: timeline(system, alert_id), lambda found: "sms_sent" in names(found), 30)
        letter = await until(lambda: dead_letter(system, poison["MessageId"]), bool, 60)

    assert names(events).count("received_by_worker") == 1
    assert letter[0][0] == poison["MessageId"]
    failures = logged(system, "deliver_alert", poison["MessageId"])
    assert [line["event"] for line in failures] == ["record_failed"] * 3
    (cry,) = logged(system, "dead_letters", poison["MessageId"])
    assert (cry["level"], cry["event"]) == ("error", "dead_letter")
    assert "not an alert" not in json.dumps([*failures, cry])


async def until_queued(system: Checkout, url: str, count: int) -> None:
    name = "ApproximateNumberOfMessages"

    async def waiting() -> int:
        found = system.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
        return int(found["Attributes"][name])

    await until(waiting, lambda depth: depth >= count, 15)


async def dead_letter(system: Checkout, message_id: str) -> list[list[str]]:
    return await system.rows(f"SELECT message_id FROM dead_letters WHERE message_id = '{message_id}'")  # noqa: S608


def logged(system: Checkout, function: str, message_id: str) -> list[dict[str, Any]]:
    """The JSON lines of a function's log group that name a message."""
    group = system.outputs["functions"][function]["log_group"]
    events = system.client("logs").filter_log_events(logGroupName=group, filterPattern=f'"{message_id}"')["events"]
    lines = [line for event in events for line in event["message"].splitlines() if message_id in line]
    return [json.loads(line) for line in lines if line.startswith("{")]
