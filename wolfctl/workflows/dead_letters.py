"""What may be told of a dead-letter queue and of what lies in it: ids, times and reasons, never a word of a body."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wolfctl.errors import NotFound, Refused

RATES = range(1, 501)  # what StartMessageMoveTask takes
SHORTEST_REASON = 8
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}")


@dataclass(frozen=True, slots=True)
class Queue:
    """One dead-letter queue; `sources` are the queues that send to it, URL by ARN."""

    name: str
    url: str
    arn: str
    waiting: int
    hidden: int
    sources: dict[str, str]
    kept_s: int
    oldest_s: float | None = None

    @property
    def holds(self) -> int:
        """How many messages lie in it, received or not."""
        return self.waiting + self.hidden

    def data(self) -> dict[str, Any]:
        """For JSON."""
        sources = sorted(arn.rpartition(":")[2] for arn in self.sources)
        told = {"name": self.name, "waiting": self.waiting, "hidden": self.hidden, "sources": sources}
        return told | {"oldest_s": self.oldest_s, "kept_s": self.kept_s}


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead message: what it is called, when it was sent, why it is dead. Its body is only weighed and hashed."""

    message_id: str
    sent: str
    receives: int
    source: str | None
    reason: str
    alert_id: str | None
    outbox_id: int | None
    attributes: tuple[str, ...]
    body_bytes: int
    body_sha256: str


def queues(attributes: Mapping[str, Mapping[str, str]]) -> list[Queue]:
    """The dead-letter queues among all queues of an environment: those that another one, or an allow policy, names."""
    sources: dict[str, dict[str, str]] = {}
    for url, found in attributes.items():
        if target := json.loads(found.get("RedrivePolicy") or "{}").get("deadLetterTargetArn"):
            sources.setdefault(target, {})[found["QueueArn"]] = url
    return [
        Queue(
            name=found["QueueArn"].rpartition(":")[2],
            url=url,
            arn=found["QueueArn"],
            waiting=int(found["ApproximateNumberOfMessages"]),
            hidden=int(found.get("ApproximateNumberOfMessagesNotVisible", 0)),
            sources=sources.get(found["QueueArn"], {}),
            kept_s=int(found.get("MessageRetentionPeriod", 0)),
        )
        for url, found in sorted(attributes.items())
        if found["QueueArn"] in sources or found.get("RedriveAllowPolicy")
    ]


def chosen(found: Iterable[Queue], name: str | None, prefix: str) -> Queue:
    """The queue that is named, with or without the environment's prefix; unnamed, the only one that holds anything.

    Raises NotFound, or Refused where it would have to be guessed.
    """
    known = list(found)
    names = ", ".join(queue.name for queue in known) or "none"
    if name is None:
        holding = [queue for queue in known if queue.holds]
        if len(holding) == 1:
            return holding[0]
        if not holding:
            raise NotFound(
                "No dead-letter queue holds anything.", why=f"There are {names}.", hint="There is nothing to do."
            )
        raise Refused("More than one dead-letter queue holds something.", hint=f"Add --queue with one of {names}.")
    for queue in known:
        if queue.name in (name, prefix + name):
            return queue
    raise NotFound(
        f"There is no dead-letter queue called {name!r}.",
        why=f"There are {names}.",
        hint="Choose one of these; `wolfctl dlq ls ENV` tells what they hold.",
    )


def letter(message: Mapping[str, Any]) -> Letter:
    """What may be told of a received message."""
    system, body = message["Attributes"], str(message["Body"])
    told = _object(body)
    alert = _object(told.get("Message"))
    source = str(system.get("DeadLetterQueueSourceArn", "")).rpartition(":")[2] or None
    receives = int(system.get("ApproximateReceiveCount", 1))
    return Letter(
        message_id=str(message["MessageId"]),
        sent=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC).isoformat(timespec="milliseconds"),
        receives=receives,
        source=source,
        reason=_reason(message.get("MessageAttributes", {}), told, source),
        alert_id=_uuid(alert.get("alert_id")),
        outbox_id=alert["outbox_id"] if type(alert.get("outbox_id")) is int else None,
        attributes=tuple(sorted(message.get("MessageAttributes", {}))),
        body_bytes=len(body.encode()),
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
    )


def require_rate(rate: int) -> None:
    """Raise Refused for a rate that SQS does not take."""
    if rate not in RATES:
        raise Refused(
            f"Messages cannot be sent back at {rate} a second.", hint=f"Choose {RATES[0]} to {RATES[-1]} for --rate."
        )


def require_reason(reason: str | None) -> str:
    """The reason for emptying a queue. Raises Refused without one that says something."""
    if reason is None or len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            "A queue is emptied for a reason.",
            why="What is deleted cannot be looked at again; whoever asks later finds the reason in .wolf/audit.jsonl.",
            hint='Add --reason "why nobody needs them"; write no name and no number into it.',
        )
    return reason.strip()


def _reason(attributes: Mapping[str, Any], told: Mapping[str, Any], source: str | None) -> str:
    """Why it is dead, of words that services choose; whatever could be anybody's text is not one of them.

    EventBridge and Lambda name it: ERROR_CODE; requestContext.condition of a destination's record.
    """
    code = str(attributes.get("ERROR_CODE", {}).get("StringValue", ""))
    if _WORD.fullmatch(code):
        return code
    context = told.get("requestContext")
    condition = str(context.get("condition", "")) if isinstance(context, dict) else ""
    if _WORD.fullmatch(condition):
        answer = told.get("responseContext")
        error = str(answer.get("functionError", "")) if isinstance(answer, dict) else ""
        return f"{condition} ({error})" if _WORD.fullmatch(error) else condition
    return "received too often" if source else "not known"


def _object(text: Any) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _uuid(value: Any) -> str | None:
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None
