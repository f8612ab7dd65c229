"""What is told of dead letters, and what is asked of SQS; its shapes are held against botocore's own model."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from wolfctl import config
from wolfctl.adapters.dead_letter_queues import DeadLetterQueues, Moved
from wolfctl.cli import main
from wolfctl.console import Console
from wolfctl.console.dead_letter_run import DeadLetterRun
from wolfctl.errors import Interrupted, NotFound, Refused, ToolFailed
from wolfctl.workflows import dead_letters

REPOSITORY = Path(__file__).resolve().parents[3]
PREFIX = "alphawolf-staging-"
ARN = "arn:aws:sqs:us-east-1:444455556666:alphawolf-staging-"
URL = "https://sqs.us-east-1.amazonaws.com/444455556666/alphawolf-staging-"
SAID = "HELP ME, my arm hurts +15550100"


def attributes(name: str, waiting: int = 0, **others: Any) -> dict[str, str]:
    told = {"QueueArn": ARN + name, "ApproximateNumberOfMessages": str(waiting)}
    told |= {"ApproximateNumberOfMessagesNotVisible": "0", "MessageRetentionPeriod": "1209600"}
    return told | {key: json.dumps(value) for key, value in others.items()}


QUEUES = {
    URL + "alerts": attributes("alerts", 7, RedrivePolicy={"deadLetterTargetArn": ARN + "alerts-dead-letters"}),
    URL + "alerts-dead-letters": attributes("alerts-dead-letters"),
    URL + "texts-dead-letters": attributes("texts-dead-letters", 3),
    URL + "text-replies": attributes("text-replies", RedrivePolicy={"deadLetterTargetArn": ARN + "texts-dead-letters"}),
}


def message(body: str, source: str = "text-replies", **named: str) -> dict[str, Any]:
    system = {"SentTimestamp": "1764150000000", "ApproximateReceiveCount": "4"}
    return {
        "MessageId": "5b0c6b2e-0000-4000-8000-000000000001",
        "ReceiptHandle": "handle",
        "Body": body,
        "Attributes": system | ({"DeadLetterQueueSourceArn": ARN + source} if source else {}),
        "MessageAttributes": {key: {"DataType": "String", "StringValue": value} for key, value in named.items()},
    }


def test_the_queues_that_others_send_their_dead_to() -> None:
    found = dead_letters.queues(QUEUES)

    assert [(queue.name, queue.holds, list(queue.sources.values())) for queue in found] == [
        (PREFIX + "alerts-dead-letters", 0, [URL + "alerts"]),
        (PREFIX + "texts-dead-letters", 3, [URL + "text-replies"]),
    ]


def test_a_queue_is_found_by_either_name_or_when_it_alone_holds_something() -> None:
    found = dead_letters.queues(QUEUES)

    assert dead_letters.chosen(found, "alerts-dead-letters", PREFIX) == found[0]
    assert dead_letters.chosen(found, PREFIX + "alerts-dead-letters", PREFIX) == found[0]
    assert dead_letters.chosen(found, None, PREFIX) == found[1]


def test_a_queue_that_would_have_to_be_guessed_is_refused() -> None:
    both = dead_letters.queues(QUEUES | {URL + "alerts-dead-letters": attributes("alerts-dead-letters", 1)})

    with pytest.raises(Refused, match="More than one"):
        dead_letters.chosen(both, None, PREFIX)
    with pytest.raises(NotFound, match="called 'alert'"):
        dead_letters.chosen(both, "alert", PREFIX)
    with pytest.raises(NotFound, match="holds anything"):
        dead_letters.chosen([dead_letters.queues(QUEUES)[0]], None, PREFIX)


ALERT = {"outbox_id": 12, "alert_id": "0b5c6a2e-1111-4222-8333-444455556666", "said": SAID}
FAILED = {"requestContext": {"condition": "RetriesExhausted"}, "responseContext": {"functionError": "Unhandled"}}


@pytest.mark.parametrize(
    ("given", "reason", "alert_id", "outbox_id"),
    [
        (message(json.dumps({"Message": json.dumps(ALERT)})), "received too often", ALERT["alert_id"], 12),
        (message(SAID), "received too often", None, None),
        (message(json.dumps({"Message": SAID, "said": SAID})), "received too often", None, None),
        (message(json.dumps(FAILED | {"requestPayload": SAID}), ""), "RetriesExhausted (Unhandled)", None, None),
        (message(SAID, "", ERROR_CODE="SDK_CLIENT_ERROR", ERROR_MESSAGE=SAID), "SDK_CLIENT_ERROR", None, None),
        (message(json.dumps({"requestContext": {"condition": SAID}}), ""), "not known", None, None),
        (
            message(json.dumps({"Message": json.dumps({"alert_id": SAID, "outbox_id": SAID})}), ""),
            "not known",
            None,
            None,
        ),
        (message("[1]", ""), "not known", None, None),
    ],
)
def test_a_letter_tells_ids_and_reason_and_never_a_word(
    given: dict[str, Any], reason: str, alert_id: str | None, outbox_id: int | None
) -> None:
    letter = dead_letters.letter(given)

    assert (letter.reason, letter.alert_id, letter.outbox_id) == (reason, alert_id, outbox_id)
    assert letter.sent == "2025-11-26T09:40:00.000+00:00"
    assert not any(word in json.dumps(asdict(letter)) for word in ("HELP", "arm", "5550100"))


@pytest.fixture
def sqs() -> Iterator[Stubber]:
    client = boto3.client("sqs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stubbed:
        yield stubbed
        stubbed.assert_no_pending_responses()


def queues_of(sqs: Stubber, cloudwatch: Any = None, **given: Any) -> DeadLetterQueues:
    return DeadLetterQueues(sqs.client, cloudwatch, PREFIX, **{"sleep": lambda _: None, **given})


def task(status: str, moved: int, of: int) -> dict[str, Any]:
    told = {"Status": status, "ApproximateNumberOfMessagesMoved": moved, "ApproximateNumberOfMessagesToMove": of}
    return {"Results": [told]}


def test_sqs_moves_messages_itself_and_is_watched_until_it_has(sqs: Stubber) -> None:
    heard: list[int] = []
    sqs.add_response(
        "start_message_move_task", {"TaskHandle": "task"}, {"SourceArn": ARN, "MaxNumberOfMessagesPerSecond": 5}
    )
    sqs.add_response("list_message_move_tasks", task("RUNNING", 1, 4), {"SourceArn": ARN, "MaxResults": 1})
    sqs.add_response("list_message_move_tasks", task("COMPLETED", 3, 4), {"SourceArn": ARN, "MaxResults": 1})

    assert queues_of(sqs).move(ARN, 5, heard.append) == Moved(3, 1, "COMPLETED")
    assert heard == [1]


def test_an_interrupted_move_is_stopped(sqs: Stubber) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    sqs.add_response("start_message_move_task", {"TaskHandle": "task"})
    sqs.add_response("list_message_move_tasks", task("RUNNING", 1, 4))
    sqs.add_response("cancel_message_move_task", {}, {"TaskHandle": "task"})

    with pytest.raises(KeyboardInterrupt):
        queues_of(sqs, sleep=interrupted).move(ARN, 5, lambda _: None)


@pytest.mark.parametrize("code", ["InvalidAction", "AWS.SimpleQueueService.UnsupportedOperation"])
def test_a_service_that_cannot_move_messages_is_noticed(sqs: Stubber, code: str) -> None:
    sqs.add_client_error("list_message_move_tasks", code)

    assert not queues_of(sqs).moves_itself(ARN)


def test_a_service_that_refuses_is_no_service_that_cannot(sqs: Stubber) -> None:
    sqs.add_client_error("list_message_move_tasks", "AccessDenied")

    with pytest.raises(ToolFailed, match="SQS does not do what was asked"):
        queues_of(sqs).moves_itself(ARN)


def test_the_age_is_cloudwatch_s_latest() -> None:
    now = datetime(2026, 11, 26, 10, tzinfo=UTC)
    client = boto3.client("cloudwatch", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    points = [
        {"Timestamp": now.replace(minute=2), "Maximum": 700.0},
        {"Timestamp": now.replace(minute=1), "Maximum": 640.0},
    ]
    with Stubber(client) as stubbed:
        stubbed.add_response("get_metric_statistics", {"Datapoints": points})
        stubbed.add_response("get_metric_statistics", {"Datapoints": []})
        found = DeadLetterQueues(None, client, PREFIX)

        assert found.oldest_s("q", "url", now) == 700.0
        assert found.oldest_s("q", "url", now) is None


class KnownQueues(DeadLetterQueues):
    """The queues above, without a service: what is printed is looked at, and what is asked is kept."""

    def __init__(self, *, by_itself: bool = True, interrupted: bool = False) -> None:
        self.by_itself, self.interrupted = by_itself, interrupted
        self.done: list[str] = []

    def attributes(self) -> dict[str, dict[str, str]]:
        return QUEUES

    def oldest_s(self, *_: Any, **__: Any) -> float | None:
        return 4000.0

    def peek(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
        return [message(json.dumps({"Message": json.dumps(ALERT)}))]

    def moves_itself(self, *_: Any, **__: Any) -> bool:
        return self.by_itself

    def move(self, _: str, rate: int, heard: Any) -> Moved:
        self.done.append(f"move {rate}")
        if self.interrupted:
            heard(1)
            raise KeyboardInterrupt
        return Moved(2, 1)

    def purge(self, url: str) -> None:
        self.done.append(f"purge {url}")


def run(found: KnownQueues, name: str = "staging", *, json: bool = False) -> DeadLetterRun:
    return DeadLetterRun(Console(json=json), config.load(name, REPOSITORY), found)


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())


LISTED = """\
queue                waiting  hidden       oldest  from
alerts-dead-letters        0       0               alerts
texts-dead-letters         3       0  66 min 40 s  text-replies
"""
SHOWN = """\
alphawolf-staging-texts-dead-letters: 1 of 3 shown, bodies masked

5b0c6b2e-0000-4000-8000-000000000001  received too often
  sent 2025-11-26T09:40:00.000+00:00, received 4 times, from text-replies
  alert 0b5c6a2e-1111-4222-8333-444455556666, outbox 12
  body of 137 bytes, sha256 e0e9f6a46f99…
"""


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"


def test_the_list_at_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(KnownQueues()).ls() == 2
    assert told(capsys) == LISTED


def test_a_letter_at_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(KnownQueues()).show(None, 20) == 0
    assert told(capsys) == SHOWN


def test_a_dry_run_says_what_would_go_where_and_moves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    found = KnownQueues()

    assert run(found).redrive(None, 5, dry_run=True, yes=False) == 0
    assert told(capsys) == (
        "Would send 3 messages of alphawolf-staging-texts-dead-letters to\n"
        "alphawolf-staging-text-replies, 5 a second. Nothing was moved.\n"
    )
    assert found.done == []


def test_what_is_left_is_a_finding_and_stands_in_the_step_s_summary(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    found = KnownQueues()

    assert run(found).redrive(None, 5, dry_run=False, yes=True) == 2
    assert told(capsys) == "2 sent back, 1 left (completed).\n"
    assert found.done == ["move 5"]
    assert "`alphawolf-staging-texts-dead-letters`: 2 sent back, 1 left" in (tmp_path / "summary.md").read_text()


def test_an_interrupted_redrive_says_how_far_it_came() -> None:
    with pytest.raises(Interrupted, match="after 1 were sent back") as caught:
        run(KnownQueues(interrupted=True)).redrive(None, 5, dry_run=False, yes=True)

    assert caught.value.exit_code == 130


def test_nothing_is_deleted_unless_a_person_types_it() -> None:
    found = KnownQueues()

    with pytest.raises(Refused, match="type 'yes'"):
        run(found).purge(None, "receipts that nobody needs", yes=False)
    with pytest.raises(Refused, match="type 'prod'"):
        run(found, "prod").purge(None, "receipts that nobody needs", yes=True)

    assert found.done == []
    assert run(found).purge(None, "receipts that nobody needs", yes=True) == 0
    assert found.done == [f"purge {URL}texts-dead-letters"]


NO_REASON = """\
error A queue is emptied for a reason.
  why  What is deleted cannot be looked at again; whoever asks later finds the
       reason in .wolf/audit.jsonl.
  do   Add --reason "why nobody needs them"; write no name and no number into
       it.
"""
BAD_RATE = """\
error Messages cannot be sent back at 501 a second.
  do   Choose 1 to 500 for --rate.
"""


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("dlq", "purge", "prod", "--yes"), NO_REASON),
        (("dlq", "purge", "dev", "--reason", "x"), NO_REASON),
        (("dlq", "redrive", "dev", "--rate", "501"), BAD_RATE),
    ],
)
def test_what_is_refused_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], refusal: str
) -> None:
    code = main(words)
    captured = capsys.readouterr()

    assert (code, captured.out, "\n".join(each.rstrip() for each in captured.err.splitlines()) + "\n") == (
        1,
        "",
        refusal,
    )
