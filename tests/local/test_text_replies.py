"""A caregiver without the app: the text's code, sent to the topic of replies, acknowledges the alert."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.local.raised_alert import names, raise_alert, timeline, until
from tests.local.running_system import Checkout
from tests.local.telephone import Text, code_of, receipt_of, texts

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


async def new_text(system: Checkout, before: set[str], good: Callable[[Text], object]) -> Text:
    """The first new text that is good, once there is one."""

    async def look() -> list[Text]:
        return [text for text in await texts(system) if text["MessageId"] not in before and good(text)]

    found: list[Text] = await until(look, bool, 30)
    return found[0]


async def test_a_reply_acknowledges_the_alert_is_answered_and_its_receipt_is_noted(system: Checkout) -> None:
    before = {text["MessageId"] for text in await texts(system)}
    alert_id = await raise_alert(system)
    await until(lambda: timeline(system, alert_id), lambda found: "sms_sent" in names(found), 30)
    call = await new_text(system, before, code_of)
    code = code_of(call)
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
