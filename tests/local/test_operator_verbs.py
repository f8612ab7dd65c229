"""Dead letters and logs on an emulator that holds nothing else: looked at, sent back, emptied, read without a gap.

The verbs themselves are run in a checkout whose ports are that emulator's.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.local.running_system import MAIN, ROOT
from wolfctl.adapters import aws, throwaway_emulator
from wolfctl.adapters.dead_letter_queues import DeadLetterQueues, Moved
from wolfctl.adapters.log_sources import GroupSource, groups
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.cli import main
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


@pytest.fixture
def root(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose local environment is this emulator."""
    (tmp_path / "infra").symlink_to(ROOT / "infra")
    (tmp_path / "envs").symlink_to(ROOT / "envs")
    write_json(StateFolder(tmp_path).ports, dict.fromkeys(("emulator", "moto", "api", "a", "b"), port))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


LISTED = """\
queue               waiting  hidden  oldest  from
texts-dead-letters        1       0     0 s  text-replies
"""


def test_the_verb_from_a_dead_letter_to_an_empty_queue(
    root: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs = aws.client("sqs", port, "us-east-1")
    dead = sqs.create_queue(QueueName="alphawolf-local-texts-dead-letters")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})}
    sqs.create_queue(QueueName="alphawolf-local-text-replies", Attributes=policy)
    sqs.send_message(QueueUrl=dead, MessageBody=SAID)

    def told(*words: str) -> tuple[int, str]:
        code = main(["dlq", *words])
        return code, "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"

    assert told("ls", "local") == (2, LISTED)
    code, shown = told("show", "local")
    assert (code, "not known" in shown, SAID in shown) == (0, True, False)
    assert told("redrive", "local", "--dry-run")[0] == 0
    assert told("redrive", "local", "--rate", "500") == (2, "0 sent back, 1 left (completed).\n")
    assert told("purge", "local", "--reason", "a message of the tests")[0] == 0
    assert told("ls", "local")[0] == 0
    kept = [json.loads(line) for line in (root / ".wolf" / "audit.jsonl").read_text().splitlines()]
    assert [(line["arguments"][0], line["exit_code"]) for line in kept] == [
        ("ls", 2),
        ("show", 0),
        ("redrive", 0),
        ("redrive", 2),
        ("purge", 0),
        ("ls", 0),
    ]
    assert kept[4]["arguments"] == ["purge", "local", "--reason", "a message of the tests"]


def test_followed_logs_of_api_and_functions_end_well_with_ctrl_c(root: Path, port: int) -> None:
    logs = aws.client("logs", port, "us-east-1")
    group = "/aws/lambda/alphawolf-local-deliver-alert"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="a")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    api = StateFolder(root).log("api")
    api.parent.mkdir()
    words = ("logs", "local", "--follow", "--json", "--request", trace)
    # a terminal's Ctrl-C reaches a program that does not ignore it, whatever this one's parent does
    listen = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {MAIN}"
    api.write_text(json.dumps({"event": "request", "trace_id": trace, "timestamp": _now()}) + "\n")
    process = subprocess.Popen(
        [sys.executable, "-c", listen, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    events = [{"timestamp": int(time.time() * 1000), "message": json.dumps({"event": "delivery", "trace_id": trace})}]
    logs.put_log_events(logGroupName=group, logStreamName="a", logEvents=events)
    second = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out, err) == (0, "", "")
    assert [(line["source"], line["said"]["event"]) for line in (first, second)] == [
        ("api", "request"),
        ("deliver_alert", "delivery"),
    ]


def _now() -> str:
    return datetime.now(UTC).isoformat()
