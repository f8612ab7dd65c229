"""A caregiver without the app: the text's code, sent to the topic of replies, acknowledges the alert."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.local.raised_alert import names, raise_alert, timeline, until
from tests.local.running_system import Checkout
from tests.local.telephone import Text, code_of, receipt_of, texts

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


async def new_text(system: Checkout, good: Callable[[Text], bool]) -> Text:
    """The first text that is good, once there is one."""

    async def look() -> list[Text]:
        return [text for text in await texts(system) if good(text)]

    found: list[Text] = await until(look, bool, 30)
    return found[0]


async def test_a_reply_acknowledges_the_alert_is_answered_and_its_receipt_is_noted(system: Checkout) -> None:
    alert_id = await raise_alert(system)
    await until(lambda: timeline(system, alert_id), lambda found: "sms_sent" in names(found), 30)
    # Another alert of this system may call the same telephone in these seconds.
    statement = f"SELECT provider_id FROM deliveries WHERE alert_id = '{alert_id}'"  # noqa: S608
    ours = {row[0] for row in await system.rows(statement)}
    call = await new_text(system, lambda text: text["MessageId"] in ours and code_of(text) is not None)
    code, before = code_of(call), {text["MessageId"] for text in await texts(system)}

    inbound = {"originationNumber": call["PhoneNumber"], "messageBody": f"{code}a", "inboundMessageId": str(uuid4())}
    system.client("sns").publish(TopicArn=system.outputs["text_replies_topic_arn"], Message=json.dumps(inbound))

    def answers(text: Text) -> bool:
        to_who_replied = text["PhoneNumber"] == call["PhoneNumber"] and text["MessageId"] not in before
        return to_who_replied and code_of(text) is None

    answer = await new_text(system, answers)
    assert answer["Message"] == "Noted: you are coming."
    statement = f"SELECT state FROM alerts WHERE id = '{alert_id}'"  # noqa: S608
    assert await system.rows(statement) == [["acknowledged"]]

    done = system.client("lambda").invoke(
        FunctionName=system.outputs["functions"]["sms_receipt"]["alias_arn"], Payload=receipt_of(call)
    )
    assert "FunctionError" not in done, done["Payload"].read()
    statement = f"SELECT state FROM deliveries WHERE provider_id = '{call['MessageId']}'"  # noqa: S608
    assert await system.rows(statement) == [["delivered"]]
