"""The dead-letter queues of an environment: looked at without taking anything, sent back, emptied.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from wolfctl.adapters.aws_calls import refused, telling
from wolfctl.errors import ToolFailed

# What looking at a message hides it for, should this program be killed before it puts it back.
HIDDEN_S = 30
AT_ONCE = 10
# What SQS answers where it cannot move messages itself, as emulators do.
LACKING = ("InvalidAction", "UnknownOperation", "UnknownOperationException", "UnsupportedOperation")
POLL_S = 2.0


@dataclass(frozen=True, slots=True)
class Moved:
    """How many went back, and how many of them stayed because nothing says where they came from."""

    moved: int
    left: int
    status: str = "COMPLETED"


class DeadLetterQueues:
    """The queues whose names begin with a prefix; `cloudwatch` is None where no metrics are kept."""

    def __init__(self, sqs: Any, cloudwatch: Any, prefix: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sqs, self._cloudwatch, self._prefix, self._sleep = sqs, cloudwatch, prefix, sleep

    def attributes(self) -> dict[str, dict[str, str]]:
        """All attributes of every queue, by its URL. Raises ToolFailed."""
        with telling(refused("SQS")):
            pages = self._sqs.get_paginator("list_queues").paginate(QueueNamePrefix=self._prefix)
            urls = [url for page in pages for url in page.get("QueueUrls", ())]
            return {
                url: self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"] for url in urls
            }

    def oldest_s(self, name: str, url: str, now: datetime) -> float | None:
        """Age of the oldest message: CloudWatch's figure, some minutes late; without metrics, of those looked at."""
        if self._cloudwatch is None:
            sent = [int(each["Attributes"]["SentTimestamp"]) / 1000 for each in self.peek(url, 10 * AT_ONCE)]
            return max(0.0, now.timestamp() - min(sent)) if sent else None
        with telling(refused("SQS")):
            points = self._cloudwatch.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName="ApproximateAgeOfOldestMessage",
                Dimensions=[{"Name": "QueueName", "Value": name}],
                StartTime=now - timedelta(minutes=15),
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )["Datapoints"]
        latest = max(points, key=lambda point: point["Timestamp"], default=None)
        return float(latest["Maximum"]) if latest else None

    def peek(self, url: str, most: int) -> list[dict[str, Any]]:
        """Up to `most` messages, put back at once; each counts as received once more."""
        found: dict[str, dict[str, Any]] = {}
        with telling(refused("SQS")):
            try:
                for messages in self._received(url):
                    found |= {message["MessageId"]: message for message in messages}
                    if len(found) >= most:
                        break
            finally:
                for message in found.values():
                    self._sqs.change_message_visibility(
                        QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                    )
        return list(found.values())[:most]

    def moves_itself(self, arn: str) -> bool:
        """Whether the service can move messages back by itself."""
        with telling(refused("SQS")):
            try:
                self._sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)
            except ClientError as error:
                if error.response["Error"]["Code"].rpartition(".")[2] in LACKING:
                    return False
                raise
        return True

    def move(self, arn: str, rate: int, heard: Callable[[int], None]) -> Moved:
        """Have SQS send messages back to where each came from; `heard` is told how many have gone.

        Interrupted, it stops the move as well.
        """
        with telling(refused("SQS")):
            handle = self._sqs.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=rate)["TaskHandle"]
            try:
                while (task := self._task(arn)).get("Status") in ("RUNNING", "CANCELLING"):
                    heard(int(task.get("ApproximateNumberOfMessagesMoved", 0)))
                    self._sleep(POLL_S)
            except KeyboardInterrupt:
                self._sqs.cancel_message_move_task(TaskHandle=handle)
                raise
        moved = int(task.get("ApproximateNumberOfMessagesMoved", 0))
        if task["Status"] == "FAILED":
            raise ToolFailed(
                f"SQS gave up after {moved} messages were sent back.",
                why=str(task.get("FailureReason", "")),
                hint="What was not sent waits where it was.",
            )
        return Moved(moved, max(0, int(task.get("ApproximateNumberOfMessagesToMove", moved)) - moved), task["Status"])

    def move_by_hand(
        self, url: str, sources: Mapping[str, str], rate: int, most: int, heard: Callable[[int], None]
    ) -> Moved:
        """Receive, send back, delete: at least once, for whoever stops it between the last two sends twice.

        `sources` are URLs by ARN. `most` keeps what dies again meanwhile from going round.
        """
        moved = 0
        left: dict[str, str] = {}  # what comes round again is the same message under another handle
        with telling(refused("SQS")):
            for message in (each for messages in self._received(url) for each in messages):
                source = sources.get(message["Attributes"].get("DeadLetterQueueSourceArn", ""))
                if source is None:
                    left[message["MessageId"]] = message["ReceiptHandle"]
                else:
                    self._send_again(source, message)
                    self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                    moved += 1
                    heard(moved)
                    self._sleep(1 / rate)
                if moved + len(left) >= most:
                    break
            for handle in left.values():
                self._sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        return Moved(moved, len(left))

    def purge(self, url: str) -> None:
        """Delete every message, those that somebody has just received too; SQS takes a minute. Raises ToolFailed."""
        with telling(refused("SQS")):
            self._sqs.purge_queue(QueueUrl=url)

    def _task(self, arn: str) -> dict[str, Any]:
        return dict(self._sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0])

    def _received(self, url: str) -> Iterator[list[dict[str, Any]]]:
        while messages := self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=HIDDEN_S,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", []):
            yield messages

    def _send_again(self, url: str, message: Mapping[str, Any]) -> None:
        trace = message["Attributes"].get("AWSTraceHeader")
        system = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}} if trace else {}
        self._sqs.send_message(
            QueueUrl=url,
            MessageBody=message["Body"],
            MessageAttributes=message.get("MessageAttributes", {}),
            MessageSystemAttributes=system,
        )
