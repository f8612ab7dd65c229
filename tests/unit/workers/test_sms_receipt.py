"""What SNS writes of a text message, as CloudWatch Logs hands it on, is read or refused."""

import base64
import gzip
import json
from typing import Any

import pytest

from api.domain.receipts import Receipt
from workers.sms_receipt import NotAReceipt, lines_of, parse

WRITTEN = {
    "notification": {"messageId": "m", "timestamp": "2026-11-26 06:00:00.000"},
    "delivery": {"destination": "+15555550100", "smsType": "Transactional", "dwellTimeMs": 599},
    "status": "SUCCESS",
}


def line(response: str | None = None, **changed: Any) -> dict[str, Any]:
    told = {**WRITTEN, **changed}
    if response is not None:
        told["delivery"] = {"providerResponse": response}
    return {"id": "1", "timestamp": 1_764_136_800_000, "message": json.dumps(told)}


def zipped(kind: str, *lines: dict[str, Any]) -> dict[str, Any]:
    batch = json.dumps({"messageType": kind, "logGroup": "sns", "logEvents": lines}).encode()
    return {"awslogs": {"data": base64.b64encode(gzip.compress(batch)).decode()}}


def test_lines_are_read_out_of_what_logs_sends_and_none_where_it_only_tries() -> None:
    assert lines_of(zipped("DATA_MESSAGE", line(), line())) == [line(), line()]
    assert lines_of(zipped("CONTROL_MESSAGE", {"id": "", "timestamp": 0, "message": "CWL CONTROL MESSAGE"})) == []


@pytest.mark.parametrize(
    ("status", "response", "state"),
    [
        ("SUCCESS", "Message has been accepted by phone", "delivered"),
        ("SUCCESS", "Message has been accepted by phone carrier", "sent"),
        ("SUCCESS", None, "sent"),
        ("FAILURE", "Phone is currently unreachable/unavailable", "failed_perm"),
    ],
)
def test_only_a_telephone_that_took_a_text_has_it(status: str, response: str | None, state: str) -> None:
    assert parse(line(response, status=status)) == Receipt("m", state, 1_764_136_800_000)


def test_a_status_that_nobody_knows_says_nothing() -> None:
    assert parse(line(status="PENDING")) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"timestamp": 1, "message": "not +15555550100's receipt"},
        {"timestamp": 1, "message": "[]"},
        {"timestamp": 1, "message": json.dumps({**WRITTEN, "delivery": "+15555550100"})},
        {"timestamp": 1, "message": json.dumps({**WRITTEN, "notification": {"messageId": 7}})},
        {"timestamp": True, "message": json.dumps(WRITTEN)},
        {"timestamp": -1, "message": json.dumps(WRITTEN)},
        {"message": json.dumps(WRITTEN)},
    ],
)
def test_what_is_no_receipt_is_refused_without_repeating_it(broken: dict[str, Any]) -> None:
    with pytest.raises(NotAReceipt) as refused:
        parse(broken)
    assert "5555" not in str(refused.value)
