"""compliance_alert: what AWS Config, GuardDuty and Security Hub find is told once, and once more when it has healed.

A finding that was told is remembered as a parameter until it heals, so neither a second delivery of its event nor the
daily repetition of a finding tells it again. The function runs one copy at a time, so no two look at once.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol

from api.domain.findings import findings
from api.settings import require
from workers.runtime import Container, Event, client

SLACK = "https://hooks.slack.com/"
SLACK_TIMEOUT_S = 3.0
SLACK_TRIES = 2
KEEP_WEBHOOK_S = 300.0


class OpenFindings(Protocol):
    """Remembers which findings were told and have not healed."""

    def __contains__(self, key: object) -> bool: ...

    def add(self, key: str) -> None:
        """Remember a finding."""

    def discard(self, key: str) -> None:
        """Forget a finding."""


class Parameters:
    """Open findings, one parameter each."""

    def __init__(self, ssm: Any, prefix: str) -> None:
        self._ssm = ssm
        self._prefix = prefix

    def __contains__(self, key: object) -> bool:
        try:
            self._ssm.get_parameter(Name=f"{self._prefix}/{key}")
        except self._ssm.exceptions.ParameterNotFound:
            return False
        return True

    def add(self, key: str) -> None:
        """Remember a finding."""
        self._ssm.put_parameter(Name=f"{self._prefix}/{key}", Type="String", Value="open", Overwrite=True)

    def discard(self, key: str) -> None:
        """Forget a finding, also one that is forgotten already."""
        try:
            self._ssm.delete_parameter(Name=f"{self._prefix}/{key}")
        except self._ssm.exceptions.ParameterNotFound:
            return


class Webhook:
    """A Slack channel behind an address that is a secret: it stands in no log, no error and no redirect."""

    def __init__(
        self, address: Callable[[], str | None], *, prefix: str = SLACK, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = address
        self._prefix = prefix
        self._clock = clock
        self._known: str | None = None
        self._fetched_at = float("-inf")
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, text: str) -> str:
        """Post a message and return what became of it: sent, off, refused or unreachable."""
        if self._clock() - self._fetched_at > KEEP_WEBHOOK_S:
            self._known, self._fetched_at = self._fetch(), self._clock()
        if not self._known:
            return "off"
        if not self._known.startswith(self._prefix):
            return "refused"
        outcome = "unreachable"
        for _ in range(SLACK_TRIES):
            outcome = self._post(self._known, text)
            if outcome != "unreachable":
                break
        if outcome != "sent":
            self._fetched_at = float("-inf")
        return outcome

    def _post(self, address: str, text: str) -> str:
        body = json.dumps({"text": escaped(text)}).encode()
        request = urllib.request.Request(address, body, {"content-type": "application/json"})  # noqa: S310 - see send()
        try:
            with self._opener.open(request, timeout=SLACK_TIMEOUT_S):
                return "sent"
        except urllib.error.HTTPError as error:
            error.close()
            return "unreachable" if error.code == 429 or error.code >= 500 else "refused"
        except (OSError, HTTPException, ValueError):
            return "unreachable"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing: what is posted is meant for one address."""


def escaped(text: str) -> str:
    """Return text in which Slack finds no links, mentions or markup of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tell(
    event: Event,
    told: OpenFindings,
    publish: Callable[[str, str], None],
    webhook: Webhook,
    container: Container,
) -> None:
    """Tell what is new and what has healed.

    The topic comes first and must take it, or the event is tried again; Slack is told as well as can be. A finding is
    remembered after it was told: better twice than never.
    """
    environment = container.environ.get("ENVIRONMENT", "")
    for finding in findings(event):
        if finding.open == (finding.key in told):
            continue
        publish(finding.subject(environment), finding.text(environment))
        outcome = webhook.send(finding.text(environment))
        (told.add if finding.open else told.discard)(finding.key)
        level = "info" if outcome in ("sent", "off") else "error"
        state = "open" if finding.open else "healed"
        container.log(level, "finding", component=finding.source, error_id=finding.key, state=state, channel=outcome)


def publisher(sns: Any, topic: str) -> Callable[[str, str], None]:
    """Return how to publish to the operators' topic; a subject of SNS is printable ASCII."""

    def publish(subject: str, text: str) -> None:
        plain = subject.encode("ascii", "replace").decode()
        sns.publish(TopicArn=topic, Subject=plain, Message=text)

    return publish


def webhook_address(container: Container) -> str | None:
    """Return the address of the Slack channel, None while nobody has put one in."""
    names = require(container.environ, ["SLACK_WEBHOOK_SECRET"])
    secrets = client("secretsmanager", container.environ)
    try:
        text: str = secrets.get_secret_value(SecretId=names["SLACK_WEBHOOK_SECRET"])["SecretString"]
    except secrets.exceptions.ResourceNotFoundException:
        return None
    return text.strip()


CONTAINER = Container()
WEBHOOK = Webhook(lambda: webhook_address(CONTAINER))


def handler(event: Event, _context: object) -> None:
    """Tell the findings of one event."""
    values = require(CONTAINER.environ, ["ALARMS_TOPIC_ARN", "OPEN_FINDINGS"])
    told = Parameters(client("ssm", CONTAINER.environ), values["OPEN_FINDINGS"])
    publish = publisher(client("sns", CONTAINER.environ), values["ALARMS_TOPIC_ARN"])
    tell(event, told, publish, WEBHOOK, CONTAINER)
