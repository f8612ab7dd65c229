"""A finding is told once, and once more when it has healed; nothing but names of rules and resources is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from workers.compliance_alert import Webhook, tell
from workers.runtime import Container

EVENTS = Path(__file__).parents[2] / "events"
SECRET = "T000/B000/very-secret"


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


@dataclass
class Slack:
    """Stands in for Slack: what was posted so far, and the statuses to answer with before it is well again."""

    url: str = ""
    posted: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    elsewhere: str = ""


@contextmanager
def serving() -> Iterator[Slack]:
    slack = Slack()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status = slack.statuses.pop(0) if slack.statuses else 200
            if status == 200:
                slack.posted.append(body["text"])
            self.send_response(status)
            if status == 302:
                self.send_header("location", slack.elsewhere)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - a redirect that is followed would arrive here

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        slack.url = f"http://127.0.0.1:{http.server_port}/{SECRET}"
        try:
            yield slack
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serving() as running:
        yield running


@dataclass
class Watch:
    """Everything around one function: its memory, its topic and its channel."""

    webhook: Webhook
    told: set[str] = field(default_factory=set)
    published: list[tuple[str, str]] = field(default_factory=list)
    topic_fails: bool = False

    def hears(self, *events: dict[str, Any]) -> list[str]:
        """Return the subjects that these events have told."""
        before = len(self.published)
        container = Container({"ENVIRONMENT": "prod"})
        container.close()
        for heard in events:
            tell(heard, self.told, self._publish, self.webhook, container)
        return [subject for subject, _ in self.published[before:]]

    def _publish(self, subject: str, text: str) -> None:
        if self.topic_fails:
            raise ConnectionError("the topic is away")
        self.published.append((subject, text))


@pytest.fixture
def watch(slack: Slack) -> Watch:
    return Watch(Webhook(lambda: slack.url, prefix="http://127.0.0.1"))


def config(verdict: str, **changed: Any) -> dict[str, Any]:
    made = event("config_compliance_change")
    made["detail"]["newEvaluationResult"]["complianceType"] = verdict
    made["detail"].update(changed)
    return made


def guardduty(*, archived: bool) -> dict[str, Any]:
    made = event("guardduty_finding")
    made["detail"]["service"]["archived"] = archived
    return made


def hub(**changed: Any) -> dict[str, Any]:
    made = event("securityhub_findings")
    made["detail"]["findings"][0].update(changed)
    return made


STORIES = {
    "AWS Config": (config("NON_COMPLIANT"), config("COMPLIANT"), "alphawolf-prod-s3-bucket-ssl-requests-only"),
    "GuardDuty": (guardduty(archived=False), guardduty(archived=True), "Exfiltration:S3/AnomalousBehavior"),
    "Security Hub": (
        hub(),
        hub(Compliance={"Status": "PASSED"}, Severity={"Label": "INFORMATIONAL"}),
        "S3 general purpose buckets should block public access",
    ),
}


@pytest.mark.parametrize("source", STORIES)
def test_a_finding_is_told_once_and_once_when_it_heals(watch: Watch, slack: Slack, source: str) -> None:
    found, healed, what = STORIES[source]
    assert watch.hears(found, deepcopy(found)) == [f"New finding in prod: {what}"]
    assert watch.hears(found) == []
    assert watch.hears(healed, healed) == [f"Healed in prod: {what}"]
    assert watch.hears(found) == [f"New finding in prod: {what}"]
    assert [text.splitlines()[0] for text in slack.posted] == [subject for subject, _ in watch.published]
    assert all(source in text for _, text in watch.published)


@pytest.mark.parametrize("source", STORIES)
def test_what_was_well_from_the_start_is_not_told(watch: Watch, source: str) -> None:
    assert watch.hears(STORIES[source][1]) == []


def test_a_finding_whose_resource_has_been_deleted_has_healed(watch: Watch, slack: Slack) -> None:
    watch.hears(config("NON_COMPLIANT"))

    assert watch.hears(config("NOT_APPLICABLE"), config("NOT_APPLICABLE")) == [
        "Healed in prod: alphawolf-prod-s3-bucket-ssl-requests-only"
    ]
    assert "the rule no longer applies" in slack.posted[-1]
    assert watch.told == set()


def test_the_same_rule_on_two_resources_is_two_findings(watch: Watch) -> None:
    assert len(watch.hears(config("NON_COMPLIANT"), config("NON_COMPLIANT", resourceId="alphawolf-prod-art"))) == 2


@pytest.mark.parametrize("verdict", ["NOT_APPLICABLE", "INSUFFICIENT_DATA"])
def test_a_verdict_that_is_none_tells_nothing(watch: Watch, verdict: str) -> None:
    assert watch.hears(config(verdict)) == []


@pytest.mark.parametrize("label", ["INFORMATIONAL", "LOW", "MEDIUM"])
def test_small_findings_stay_in_security_hub(watch: Watch, label: str) -> None:
    assert watch.hears(hub(Severity={"Label": label})) == []


@pytest.mark.parametrize(
    "changed",
    [{"RecordState": "ARCHIVED"}, {"Workflow": {"Status": "RESOLVED"}}, {"Workflow": {"Status": "SUPPRESSED"}}],
)
def test_what_was_dealt_with_in_security_hub_has_healed(watch: Watch, changed: dict[str, Any]) -> None:
    watch.hears(hub())
    assert len(watch.hears(hub(**changed))) == 1


def test_no_object_no_prose_and_no_address_is_told(
    watch: Watch, slack: Slack, capsys: pytest.CaptureFixture[str]
) -> None:
    canary = "sam-smith-needs-the-toilet"
    found = hub(
        Description=canary, Resources=[{"Id": f"arn:aws:s3:::alphawolf-prod-speech/{canary}.mp3"}], Remediation=canary
    )
    threat = guardduty(archived=False)
    threat["detail"]["title"] = threat["detail"]["description"] = canary
    watch.hears(found, threat, config("NON_COMPLIANT", resourceType="AWS::S3::Object", resourceId=f"bucket/{canary}"))
    said = json.dumps([watch.published, slack.posted]) + capsys.readouterr().out
    assert "alphawolf-prod-speech" in said
    assert canary not in said
    assert SECRET not in said


def test_a_name_cannot_forge_lines_links_or_mentions(watch: Watch, slack: Slack) -> None:
    watch.hears(hub(Title="<!channel> <https://evil.example|open>\nSeverity: none " + "x" * 500))
    (text,) = slack.posted
    assert "<" not in text
    assert "&lt;!channel&gt;" in text
    assert [line.partition(":")[0] for line in text.splitlines()[1:]] == ["Resource", "Severity", "Found by"]


def test_an_event_is_tried_again_while_the_topic_is_away(watch: Watch, slack: Slack) -> None:
    watch.topic_fails = True
    with pytest.raises(ConnectionError):
        watch.hears(config("NON_COMPLIANT"))
    watch.topic_fails = False
    assert len(watch.hears(config("NON_COMPLIANT"))) == 1
    assert len(slack.posted) == 1


@pytest.mark.parametrize(
    ("statuses", "reaches_slack"), [([503], True), ([429], True), ([503, 503], False), ([404], False), ([410], False)]
)
def test_slack_being_away_never_hides_a_finding(
    watch: Watch, slack: Slack, statuses: list[int], reaches_slack: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.statuses = list(statuses)
    assert len(watch.hears(config("NON_COMPLIANT"))) == 1
    assert bool(slack.posted) is reaches_slack
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["event"]) == ("info" if reaches_slack else "error", "finding")


def test_no_redirect_is_followed(watch: Watch, slack: Slack) -> None:
    with serving() as elsewhere:
        slack.statuses, slack.elsewhere = [302, 302], elsewhere.url
        watch.hears(config("NON_COMPLIANT"))
        assert elsewhere.posted == []


def test_an_address_that_is_not_slacks_is_not_called(slack: Slack) -> None:
    assert Webhook(lambda: slack.url).send("hello") == "refused"
    assert slack.posted == []


def test_without_an_address_findings_go_to_the_topic_alone() -> None:
    watch = Watch(Webhook(lambda: None))
    assert len(watch.hears(config("NON_COMPLIANT"))) == 1


def test_an_address_is_asked_for_again_after_a_while_or_a_refusal(slack: Slack) -> None:
    asked: list[float] = []
    now = 0.0

    def address() -> str:
        asked.append(now)
        return slack.url

    webhook = Webhook(address, prefix="http://127.0.0.1", clock=lambda: now)
    assert [webhook.send("a"), webhook.send("b")] == ["sent", "sent"]
    now = 301.0
    webhook.send("c")
    slack.statuses = [404]
    assert webhook.send("d") == "refused"
    assert webhook.send("e") == "sent"
    assert asked == [0.0, 301.0, 301.0]


def test_an_event_that_nobody_asked_for_is_an_error(watch: Watch) -> None:
    with pytest.raises(ValueError, match="another kind"):
        watch.hears({"detail-type": "EC2 Instance State-change Notification", "detail": {}})
