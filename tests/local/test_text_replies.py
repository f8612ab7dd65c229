"""A caregiver without the app: the text's code, sent to the topic of replies, acknowledges the alert."""

import base64
import gzip
import json
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.local.raised_alert import names, raise_alert, timeline, until
from tests.local.running_system import Checkout

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]

Text = dict[str, Any]


async def texts(system: Checkout) -> list[Text]:
    """Every text that SNS was asked for, oldest first for each number."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.get(f"http://127.0.0.1:{system.ports.emulator}/_ministack/sns/sms-messages")
    told = answer.json()
    return [text for to_one_number in told.get("sms_messages", told).values() for text in to_one_number]


async def new_text(system: Checkout, before: set[str], good: Callable[[Text], object]) -> Text:
    """The first new text that is good, once there is one."""

    async def look() -> list[Text]:
        return [text for text in await texts(system) if text["MessageId"] not in before and good(text)]

    found: list[Text] = await until(look, bool, 30)
    return found[0]


def receipt_of(text: Text) -> bytes:
    """What CloudWatch Logs hands on when SNS has written that a telephone took a text."""
    told = {
        "notification": {"messageId": text["MessageId"]},
        "delivery": {"destination": text["PhoneNumber"], "providerResponse": "Message has been accepted by phone"},
        "status": "SUCCESS",
    }
    line = {"id": "1", "timestamp": int(time.time() * 1000), "message": json.dumps(told)}
    batch = json.dumps({"messageType": "DATA_MESSAGE", "logEvents": [line]}).encode()
    return json.dumps({"awslogs": {"data": base64.b64encode(gzip.compress(batch)).decode()}}).encode()


async def test_a_reply_acknowledges_the_alert_is_answered_and_its_receipt_is_noted(system: Checkout) -> None:
    before = {text["MessageId"] for text in await texts(system)}
    alert_id = await raise_alert(system)
    await until(lambda: timeline(system, alert_id), lambda found: "sms_sent" in names(found), 30)
    call = await new_text(system, before, lambda text: re.search(r"Reply \d+A", text["Message"]))
    code = re.findall(r"Reply (\d+)A", call["Message"])[0]
    before |= {text["MessageId"] for text in await texts(system)}

    inbound = {"originationNumber": call["PhoneNumber"], "messageBody": f"{code}a", "inboundMessageId": str(uuid4())}
    system.client("sns").publish(TopicArn=system.outputs["text_replies_topic_arn"], Message=json.dumps(inbound))

    answer = await new_text(system, before, lambda text: text["PhoneNumber"] == call["PhoneNumber"])
    assert answer["Message"] == "Noted: you are coming."
    statement = f"SELECT state FROM alerts WHERE id = '{alert_id}'"  # noqa: S608
    assert await system.rows(statement) == [["acknowledged"]]

    done = system.client("lambda").invoke(
        FunctionName=system.outputs["functions"]["sms_receipt"]["alias_arn"], Payload=receipt_of(call)
    )
    assert "FunctionError" not in done, done["Payload"].read()
    statement = f"SELECT state FROM deliveries WHERE provider_id = '{call['MessageId']}'"  # noqa: S608
    assert await system.rows(statement) == [["delivered"]]
