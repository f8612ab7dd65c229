"""The function's memory and its topic on emulated AWS: Parameter Store, SNS and Secrets Manager."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from wolfctl.adapters import throwaway_emulator
from workers.compliance_alert import Parameters, Webhook, publisher, tell
from workers.runtime import Container

pytestmark = pytest.mark.local

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, Any]]:
    """Clients of an emulator that starts empty, by service."""
    with throwaway_emulator.running(ROOT) as url:
        keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        session: Any = boto3.session.Session(**keys)
        yield {name: session.client(name, endpoint_url=url) for name in ("ssm", "sns", "sqs")}


def test_a_finding_is_remembered_until_it_heals_and_told_through_the_topic(aws: dict[str, Any]) -> None:
    topic = aws["sns"].create_topic(Name="alarms")["TopicArn"]
    queue = aws["sqs"].create_queue(QueueName="operators")["QueueUrl"]
    arn = aws["sqs"].get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    aws["sns"].subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    found = json.loads((ROOT / "tests" / "events" / "config_compliance_change.json").read_text())
    healed = json.loads(json.dumps(found).replace('"NON_COMPLIANT"', '"COMPLIANT"'))
    container = Container({"ENVIRONMENT": "prod"})
    told = Parameters(aws["ssm"], "/alphawolf-prod/open-findings")

    for heard in (found, found, healed, healed):
        tell(heard, told, publisher(aws["sns"], topic), Webhook(lambda: None), container)
    container.close()

    messages = aws["sqs"].receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)["Messages"]
    rule = "alphawolf-prod-s3-bucket-ssl-requests-only"
    assert sorted(json.loads(message["Body"])["Subject"] for message in messages) == [
        f"Healed in prod: {rule}",
        f"New finding in prod: {rule}",
    ]
    assert aws["ssm"].describe_parameters()["Parameters"] == []


def test_what_was_never_told_is_not_known_and_can_be_forgotten(aws: dict[str, Any]) -> None:
    told = Parameters(aws["ssm"], "/alphawolf-prod/open-findings")
    assert "0" * 32 not in told
    told.discard("0" * 32)
    told.add("0" * 32)
    told.add("0" * 32)
    assert "0" * 32 in told
