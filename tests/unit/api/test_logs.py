"""A log line carries what is on the list and nothing else."""

import asyncio
import errno
import io
import json
import logging
import time
from datetime import datetime

import pytest

from api import logs
from api.domain.log_keys import ALLOWED, METRICS, allowed_only, with_metric

CANARY = "zebra-canary"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def log(route: str, status: int = 200, *, at_once: bool = False) -> None:
    """Log a request."""
    logs.log_request("GET", route, status, trace_id=TRACE, duration_ms=1.5, at_once=at_once)


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
    log("/tasks", at_once=True)
    written = json.loads(lines.getvalue())
    assert (written["route"], written["status_class"], written["duration_ms"]) == ("/tasks", "2xx", 1.5)
    assert (written["trace_id"], written["method"]) == (TRACE, "GET")
    [told] = written["_aws"]["CloudWatchMetrics"]
    assert (told["Dimensions"], told["Metrics"][0]["Name"]) == ([["method", "route", "status_class"]], "duration_ms")
    assert {*told["Dimensions"][0], told["Metrics"][0]["Name"]} <= written.keys()
    assert abs(written["_aws"]["Timestamp"] / 1000 - time.time()) < 60
    at = datetime.fromisoformat(written["timestamp"]).timestamp()
    assert abs(written["_aws"]["Timestamp"] / 1000 - at) < 0.002


@pytest.mark.parametrize("method", ["GET", "%s", "100%", "M-SEARCH"])
async def test_a_request_line_is_json_whatever_its_method(lines: io.StringIO, method: str) -> None:
    for status in (200, 404):
        logs.log_request(method, "/x/{id}", status, trace_id=TRACE, duration_ms=0.04, at_once=True)
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(line["method"], line["status_class"], line["duration_ms"]) for line in written] == [
        (method, "2xx", 0.0),
        (method, "4xx", 0.0),
    ]


async def test_a_request_line_waits_for_others_a_moment(lines: io.StringIO) -> None:
    for number in range(3):
        log(f"/{number}")
    assert lines.getvalue() == ""
    await asyncio.sleep(logs.FLUSH_S * 3)
    assert [json.loads(line)["route"] for line in lines.getvalue().splitlines()] == ["/0", "/1", "/2"]


async def test_a_line_of_another_kind_writes_those_before_it(lines: io.StringIO) -> None:
    log("/before")
    logs.logger("x").warning("broken")
    log("/after")
    logging.getLogger("library").warning("broken too")
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line.get("route", line["event"]) for line in written] == ["/before", "broken", "/after", "broken too"]


async def test_a_fault_and_a_full_batch_wait_for_nobody(lines: io.StringIO) -> None:
    log("/before")
    log("/", 500, at_once=True)
    assert len(lines.getvalue().splitlines()) == 2
    for _ in range(logs.MOST_WAITING):
        log("/")
    assert len(lines.getvalue().splitlines()) == 2 + logs.MOST_WAITING


async def test_a_request_line_looks_as_any_other(lines: io.StringIO) -> None:
    told = {"method": "GET", "route": "/", "status": 200, "status_class": "2xx", "duration_ms": 1.5, "trace_id": TRACE}
    logs.logger("http").info("request", **told)
    log("/", at_once=True)
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert list(first) == list(second)
    assert {key: first[key] for key in told} == {key: second[key] for key in told}
    assert first["_aws"]["CloudWatchMetrics"] == second["_aws"]["CloudWatchMetrics"]
    assert first["timestamp"][:16] <= second["timestamp"][:16]
    assert first["timestamp"][-1] == second["timestamp"][-1] == "Z"


class FullDisk(io.StringIO):
    """Takes nothing while it is full, as a file does whose disk has no room."""

    full = False

    def flush(self) -> None:
        if self.full:
            self.seek(self.truncate(0))
            raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_disk_without_room_fails_nobody_and_what_is_missing_is_told_of(lines: io.StringIO) -> None:
    disk = FullDisk()
    logs.configure(disk)
    disk.full = True
    logs.logger("relay").warning("relay_waits", error="PublishFailed")
    log("/alerts", 500, at_once=True)
    for _ in range(logs.MOST_WAITING):
        log("/alerts")
    logging.getLogger("library").warning("careful")
    assert disk.getvalue() == ""

    disk.full = False
    logs.logger("x").info("again")
    told, again = [json.loads(line) for line in disk.getvalue().splitlines() if line]
    assert (told["event"], told["count"]) == ("log_lines_lost", logs.MOST_WAITING + 3)
    assert told["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["component"]]
    assert again["event"] == "again"


def test_every_metric_is_made_of_keys_that_may_be_logged() -> None:
    for told in METRICS.values():
        assert {*told["Dimensions"][0], told["Metrics"][0]["Name"]} <= ALLOWED
    assert with_metric({"event": "said"}, 1) == {"event": "said"}
