"""A caregiver's telephone: the texts that it was sent, and what the carrier and its holder send back."""

import base64
import gzip
import json
import re
import time
from typing import Any

import httpx

from tests.local.running_system import Checkout
from wolfctl.adapters.local_ports import HOST

Text = dict[str, Any]


async def texts(system: Checkout) -> list[Text]:
    """Every text that SNS was asked for, oldest first for each number."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        told = (await http.get(f"http://{HOST}:{system.ports.emulator}/_ministack/sns/sms-messages")).json()
    return [text for to_one_number in told.get("sms_messages", told).values() for text in to_one_number]


def code_of(text: Text) -> str | None:
    """The code with which a text can be answered, if it can."""
    found = re.search(r"Reply (\d+)A", text["Message"])
    return found[1] if found else None


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
