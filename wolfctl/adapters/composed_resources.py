"""What the containers need of AWS, made and proven through localstack-client on the emulator's port."""

import time
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from wolfctl.adapters import aws
from wolfctl.errors import ToolFailed

REGION = "us-east-1"
KEY = "alias/alphawolf-localstack-fields"
TOPIC = "arn:aws:sns:us-east-1:000000000000:alphawolf-localstack-alerts"
BUCKET, QUEUE = "alphawolf-localstack-issuer", "alphawolf-localstack-heard"
JWKS = "jwks.json"
# Inside the containers' network the emulator has this name, whichever it is.
INSIDE = "http://aws:4566"
KEY_SET_URL = f"{INSIDE}/{BUCKET}/{JWKS}"
SHORT_S = "3600"


def make(port: int, key_set: str) -> str:
    """Publish the keys of tokens, subscribe a queue to the topic, and have the field key seal and open.

    Key and topic the emulator has made as it started (compose/emulator.sh). Raises ToolFailed with what is not so.
    """
    s3, sns, sqs, kms = (aws.client(name, port, REGION) for name in ("s3", "sns", "sqs", "kms"))
    try:
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key=JWKS, Body=key_set.encode(), ContentType="application/json")
        queue = sqs.create_queue(QueueName=QUEUE, Attributes={"MessageRetentionPeriod": SHORT_S})["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
        sealed = kms.encrypt(KeyId=KEY, Plaintext=b"alphawolf")["CiphertextBlob"]
        opened = kms.decrypt(KeyId=KEY, CiphertextBlob=sealed)["Plaintext"]
    except (ClientError, BotoCoreError) as error:
        raise ToolFailed("The emulator does not make what the API needs.", why=str(error)) from error
    if opened != b"alphawolf":
        raise ToolFailed("The emulator's key does not open what it has sealed.")
    return f"{KEY} seals and opens"


def heard(port: int, alert_id: str, *, patience: float = 10.0) -> tuple[datetime, str] | None:
    """When the queue got the topic's message about an alert, and what it says of it; None when it did not."""
    sqs = aws.client("sqs", port, REGION)
    queue = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer: dict[str, Any] = sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1, AttributeNames=["SentTimestamp"]
        )
        for message in answer.get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            if alert_id in message["Body"]:
                at = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
                return at, f"ids alone, {len(message['Body'])} bytes"
    return None
