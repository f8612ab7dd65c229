"""Dead letters and logs on an emulator that holds nothing else: looked at, sent back, emptied, read without a gap."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local.running_system import ROOT
from wolfctl.adapters import aws, throwaway_emulator
from wolfctl.adapters.dead_letter_queues import DeadLetterQueues, Moved
from wolfctl.adapters.log_sources import GroupSource, groups
from wolfctl.workflows import dead_letters

pytestmark = [pytest.mark.local, pytest.mark.timeout(120)]
SAID = "my arm hurts"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with throwaway_emulator.running(ROOT) as url:
        yield int(url.rpartition(":")[2])


@pytest.fixture
def sqs(port: int) -> Iterator[Any]:
    """Two queues, what dies in the first comes to the second, where one more lies that came from no queue."""
    client = aws.client("sqs", port, "us-east-1")
    dead = client.create_queue(QueueName="alphawolf-x-dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    work = {"RedrivePolicy": policy, "VisibilityTimeout": "0"}
    source = client.create_queue(QueueName="alphawolf-x-work", Attributes=work)["QueueUrl"]
    client.create_queue(QueueName="alphawolf-y-dead")
    for number in range(12):
        attributes = {"number": {"DataType": "String", "StringValue": str(number)}}
        client.send_message(QueueUrl=source, MessageBody=f"{number} {SAID}", MessageAttributes=attributes)
    for _ in range(12):
        client.receive_message(QueueUrl=source, MaxNumberOfMessages=10)
    client.send_message(QueueUrl=dead, MessageBody=SAID)
    yield client
    for url in (dead, source):
        client.delete_queue(QueueUrl=url)


def found(sqs: Any) -> tuple[DeadLetterQueues, dead_letters.Queue]:
    queues = DeadLetterQueues(sqs, None, "alphawolf-x-", sleep=lambda _: None)
    (queue,) = dead_letters.queues(queues.attributes())
    return queues, queue


def test_looking_takes_nothing_and_tells_no_word(sqs: Any) -> None:
    queues, queue = found(sqs)
    letters = [dead_letters.letter(message) for message in queues.peek(queue.url, 100)]

    assert (queue.name, queue.holds, len(letters)) == ("alphawolf-x-dead", 13, 13)
    assert sorted(letter.reason for letter in letters) == ["not known", *["received too often"] * 12]
    assert SAID not in str(letters)
    assert len(queues.peek(queue.url, 5)) == 5
    assert found(sqs)[1].waiting == 13, "all are put back at once"


def test_what_came_from_a_queue_goes_back_there_whole_and_the_rest_stays(sqs: Any) -> None:
    queues, queue = found(sqs)
    heard: list[int] = []

    assert not queues.moves_itself(queue.arn)
    moved = queues.move_by_hand(queue.url, queue.sources, 1000, queue.holds, heard.append)

    assert (moved, heard[-1], found(sqs)[1].waiting) == (Moved(12, 1), 12, 1)
    (source,) = queue.sources.values()
    back: dict[str, Any] = {}
    while messages := sqs.receive_message(
        QueueUrl=source, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=30
    ).get("Messages"):
        back |= {message["Body"]: message["MessageAttributes"]["number"]["StringValue"] for message in messages}
    assert back == {f"{number} {SAID}": str(number) for number in range(12)}


def test_an_emptied_queue_is_empty(sqs: Any) -> None:
    queues, queue = found(sqs)

    queues.purge(queue.url)

    assert found(sqs)[1].holds == 0


def test_a_log_group_that_grows_is_read_without_a_gap_and_without_a_double(port: int) -> None:
    logs = aws.client("logs", port, "us-east-1")
    group = "/aws/lambda/alphawolf-x-deliver-alert"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="a")
    began, written, read = time.time(), 0, []
    source = GroupSource(logs, groups(logs, "x")["deliver_alert"], began - 1)
    for size in (3, 0, 50, 1):
        # half of them are a second late
        events = [
            {"timestamp": int((began - (written + each) % 2) * 1000), "message": str(written + each)}
            for each in range(size)
        ]
        if events:
            logs.put_log_events(
                logGroupName=group,
                logStreamName="a",
                logEvents=sorted(events, key=lambda event: int(str(event["timestamp"]))),
            )
        written += size
        read += [int(text) for _, text in source.read(time.time())]

    assert sorted(read) == list(range(written))
