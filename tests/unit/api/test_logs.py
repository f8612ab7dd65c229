"""A log line carries what is on the list and nothing else."""

import asyncio
import io
import json
import logging
import time

from api import logs
from api.domain.log_keys import ALLOWED, METRICS, allowed_only, with_metric

CANARY = "zebra-canary"


def test_fields_that_are_not_on_the_list_are_counted_not_written(lines: io.StringIO) -> None:
    logs.logger("x").info("said", sentence=CANARY, alert_id="1")
    written = json.loads(lines.getvalue())
    assert (written["event"], written["alert_id"], written["withheld"]) == ("said", "1", 1)
    assert CANARY not in lines.getvalue()


def test_of_an_exception_only_the_type_is_written(lines: io.StringIO) -> None:
    try:
        raise RuntimeError(CANARY)
    except RuntimeError as error:
        logs.logger("x").error("failed", exc_info=error)
        logging.getLogger("library").exception("failed with %s", CANARY)
    assert lines.getvalue().count("RuntimeError") == 2
    assert CANARY not in lines.getvalue()


def test_nothing_on_the_list_can_hold_what_people_say() -> None:
    assert not ALLOWED & {
        "sentence",
        "symbols",
        "text",
        "body",
        "path",
        "url",
        "query",
        "name",
        "phone",
        "token",
        "ticket",
    }
    assert allowed_only({"alert_id": 1}) == {"alert_id": 1}


def test_a_line_that_is_a_metric_says_so_to_cloudwatch(lines: io.StringIO) -> None:
    logs.log_request(
        at_once=True, method="GET", route="/tasks", status=200, status_class="2xx", duration_ms=1.5, path=CANARY
    )
    written = json.loads(lines.getvalue())
    assert written["withheld"] == 1
    [told] = written["_aws"]["CloudWatchMetrics"]
    assert (told["Dimensions"], told["Metrics"][0]["Name"]) == ([["method", "route", "status_class"]], "duration_ms")
    assert {*told["Dimensions"][0], told["Metrics"][0]["Name"]} <= written.keys()
    assert abs(written["_aws"]["Timestamp"] / 1000 - time.time()) < 60
    assert CANARY not in lines.getvalue()


async def test_a_request_line_waits_for_others_a_moment(lines: io.StringIO) -> None:
    for number in range(3):
        logs.log_request(at_once=False, route=f"/{number}")
    assert lines.getvalue() == ""
    await asyncio.sleep(logs.FLUSH_S * 3)
    assert [json.loads(line)["route"] for line in lines.getvalue().splitlines()] == ["/0", "/1", "/2"]


async def test_a_line_of_another_kind_writes_those_before_it(lines: io.StringIO) -> None:
    logs.log_request(at_once=False, route="/before")
    logs.logger("x").warning("broken")
    logs.log_request(at_once=False, route="/after")
    logging.getLogger("library").warning("broken too")
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line.get("route", line["event"]) for line in written] == ["/before", "broken", "/after", "broken too"]


async def test_a_fault_and_a_full_batch_wait_for_nobody(lines: io.StringIO) -> None:
    logs.log_request(at_once=False, route="/before")
    logs.log_request(at_once=True, status=500)
    assert len(lines.getvalue().splitlines()) == 2
    for _ in range(logs.MOST_WAITING):
        logs.log_request(at_once=False, status=200)
    assert len(lines.getvalue().splitlines()) == 2 + logs.MOST_WAITING


async def test_a_request_line_looks_as_any_other(lines: io.StringIO) -> None:
    logs.logger("http").info("request", status=200)
    logs.log_request(at_once=True, status=200)
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first.keys() == second.keys()
    assert first["timestamp"][:16] <= second["timestamp"][:16]
    assert first["timestamp"][-1] == second["timestamp"][-1] == "Z"


def test_every_metric_is_made_of_keys_that_may_be_logged() -> None:
    for told in METRICS.values():
        assert {*told["Dimensions"][0], told["Metrics"][0]["Name"]} <= ALLOWED
    assert with_metric({"event": "said"}, 1) == {"event": "said"}
