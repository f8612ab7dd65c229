"""Many logs as one stream: order, the lines of one request, and that no line is lost or shown twice."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from wolfctl import config
from wolfctl.adapters.log_sources import FileSource, GroupSource
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.cli import main
from wolfctl.console import Console
from wolfctl.console.log_run import LogRun, sources
from wolfctl.errors import NotFound, Refused
from wolfctl.workflows.log_lines import InOrder, OfRequest, chosen, parse, since

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)


def said(second: float, **fields: Any) -> str:
    return json.dumps({"timestamp": (NOW + timedelta(seconds=second)).isoformat(), **fields})


@pytest.mark.parametrize(("text", "ago"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400)])
def test_how_far_back(text: str, ago: int) -> None:
    assert since(text, NOW) == NOW - timedelta(seconds=ago)


@pytest.mark.parametrize("text", ["10", "m", "-5m", "0m", "1w", "1.5h", ""])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(Refused, match="is no length of time"):
        since(text, NOW)


def test_a_line_s_own_time_counts() -> None:
    assert parse("api", said(5, event="request"), 1.0).at == NOW.timestamp() + 5
    assert parse("api", "START RequestId: 1", 1.0).at == 1.0
    assert parse("api", '{"timestamp": "soon"}', 1.0).at == 1.0
    assert parse("api", "[1, 2]", 1.0).fields == {}


def test_lines_come_in_order_and_only_those_that_are_due() -> None:
    waiting = InOrder()
    waiting.add(parse("a", text, at) for at, text in ((3, "c"), (1, "a"), (9, "d"), (1, "b")))

    assert [line.text for line in waiting.until(5)] == ["a", "b", "c"]
    waiting.add([parse("b", "late", 2)])
    assert [line.text for line in waiting.until(99)] == ["late", "d"]


def test_a_request_is_found_on_its_whole_way() -> None:
    related = OfRequest("request-1")
    lines = [
        parse("api", said(0, event="outbox", trace_id="t1"), 0),
        parse("api", said(1, event="request", request_id="request-2", trace_id="t2"), 0),
        parse("api", said(2, event="request", request_id="request-1", trace_id="t1"), 0),
        parse("deliver_alert", said(3, event="delivery", trace_id="t1"), 0),
        parse("deliver_alert", "REPORT RequestId: request-1", 0),
        parse("deliver_alert", said(4, event="delivery", trace_id="t2"), 0),
    ]

    shown = [line for each in lines for line in related.take(each)]

    assert shown == [lines[0], lines[2], lines[3], lines[4]]


def test_the_names_of_functions() -> None:
    assert chosen(["api", "deliver_alert"], "deliver-alert") == ["deliver_alert"]
    with pytest.raises(NotFound, match="Nothing called 'deliver'"):
        chosen(["api", "deliver_alert"], "deliver")


def test_a_file_that_is_moved_away_and_begun_anew_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    path = tmp_path / "api.log"
    source = FileSource(path)
    assert source.read(0) == []

    path.write_text("one\ntw")
    assert source.read(0) == [(None, "one")]
    with path.open("a") as log:
        log.write("o\nthree\n")
        log.flush()
        assert [text for _, text in source.read(0)] == ["two", "three"]
        log.write("four\n")
        log.flush()
        path.replace(path.with_suffix(".log.1"))
        log.write("five\n")
    path.write_text("six\n")

    assert [text for _, text in source.read(0)] == ["four", "five", "six"]
    assert source.read(0) == []
    path.write_text("7\n")  # emptied in place
    assert [text for _, text in source.read(0)] == ["7"]
    source.close()


def event(name: str, at: float) -> dict[str, Any]:
    return {"eventId": name, "timestamp": int(at * 1000), "message": f"{name}\n", "logStreamName": "s"}


def test_a_group_is_read_again_for_what_is_late_and_shows_no_line_twice() -> None:
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    pages: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"startTime": 1_000_000}, {"events": [event("a", 1001)], "nextToken": "more"}),
        ({"startTime": 1_000_000, "nextToken": "more"}, {"events": [event("b", 1002)]}),
        ({"startTime": 1_880_000}, {"events": [event("d", 1999)]}),
        ({"startTime": 1_885_000}, {"events": [event("late", 1990), event("d", 1999), event("e", 2001)]}),
        ({"startTime": 2_880_000}, {"events": []}),
    ]
    with Stubber(client) as stubbed:
        for asked, page in pages:
            stubbed.add_response("filter_log_events", page, {"logGroupName": "g", "limit": 10_000, **asked})
        source = GroupSource(client, "g", 1000.0)

        assert [source.read(now) for now in (2000.0, 2005.0, 3000.0, 3001.0)] == [
            [(1001.0, "a"), (1002.0, "b")],
            [(1999.0, "d")],
            [(1990.0, "late"), (2001.0, "e")],
            [],
        ]


def test_an_emulator_that_names_no_event_has_each_line_shown_once_and_a_repeated_one_as_often_as_it_was_said() -> None:
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    nameless = [
        {key: value for key, value in event(name, 1001).items() if key != "eventId"} for name in ("a", "b", "a")
    ]
    asked = {"logGroupName": "g", "limit": 10_000, "startTime": 1_000_000}
    with Stubber(client) as stubbed:
        for events in (nameless, nameless, [*nameless, nameless[0]]):
            stubbed.add_response("filter_log_events", {"events": events}, asked)
        source = GroupSource(client, "g", 1000.0)

        assert [[text for _, text in source.read(1002.0)] for _ in range(3)] == [["a", "b", "a"], [], ["a"]]


class Said:
    """A source that says what it is given, one look after the other."""

    def __init__(self, *looks: list[tuple[float | None, str]]) -> None:
        self.looks = list(looks)

    def read(self, _now: float, /) -> list[tuple[float | None, str]]:
        if not self.looks:
            raise KeyboardInterrupt
        return self.looks.pop(0)

    def close(self) -> None:
        self.closed = True


def logs(*, json: bool = False, request: str | None = None, **given: Said) -> LogRun:
    moment = NOW.timestamp() + 100
    return LogRun(Console(json=json), given, request, NOW.timestamp(), now=lambda: moment, sleep=lambda _: None)


FOLLOWED = """\
10:00:01.000  api            info request status=200 request_id=r-1 trace_id=t-1
10:00:02.000  deliver_alert  START RequestId: 1
10:00:03.000  api            ValueError
"""


def test_what_is_followed_is_merged_and_ctrl_c_ends_it_well(capsys: pytest.CaptureFixture[str]) -> None:
    request = said(1, level="info", event="request", status=200, request_id="r-1", trace_id="t-1")
    api = Said([(None, said(-5, event="before")), (None, request)], [(NOW.timestamp() + 3, "ValueError")])
    function = Said([(NOW.timestamp() + 2, "START RequestId: 1")], [])

    assert logs(api=api, deliver_alert=function).follow(1) == 0
    assert capsys.readouterr().out == FOLLOWED


def test_as_json_each_line_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    api = Said([(None, said(1, event="request", request_id="r-1")), (NOW.timestamp() + 2, "not JSON")])

    assert logs(json=True, api=api).once() == 0

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["at"], first["source"], first["request_id"]) == ("2026-11-26T10:00:01.000+00:00", "api", "r-1")
    assert first["said"]["event"] == "request"
    assert second["said"] == "not JSON"


def test_a_line_without_a_time_stays_with_the_one_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    api = Said([(None, said(1, event="first")), (None, "  at file"), (None, said(3, event="last"))])
    other = Said([(NOW.timestamp() + 2, "between")])

    logs(api=api, other=other).once()

    assert [line.split(maxsplit=2)[2] for line in capsys.readouterr().out.splitlines()] == [
        "first",
        "at file",
        "between",
        "last",
    ]


def test_silence_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert logs(api=Said([])).once() == 0
    assert capsys.readouterr() == ("", "Nothing was said since 2026-11-26 10:00:00 UTC.\n")


def test_a_system_that_is_down_still_has_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    local = config.load("local", REPOSITORY)
    write_json(StateFolder(tmp_path).ports, {"emulator": 9, "moto": 9, "api": 9, "a": 9, "b": 9})
    with pytest.raises(NotFound, match="local has no logs yet"):
        sources(Console(), local, tmp_path, None, 0)
    StateFolder(tmp_path).logs.mkdir()
    StateFolder(tmp_path).log("api").write_text(said(1, event="request") + "\n")

    found = sources(Console(), local, tmp_path, None, 0)

    assert list(found) == ["api"]
    assert len(found["api"].read(0)) == 1
    found["api"].close()
    assert "local is not running" in capsys.readouterr().err


BAD_TIME = """\
error 'yesterday' is no length of time.
  do   Write a number and s, m, h or d for --since: 90s, 10m, 2h, 1d.
"""
BAD_ID = """\
error 'abc' is no request's id.
  do   Take trace_id, alert_id or another id from a log line.
"""


@pytest.mark.parametrize(
    ("words", "refusal"),
    [(("logs", "dev", "--since", "yesterday"), BAD_TIME), (("logs", "dev", "--request", "abc"), BAD_ID)],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], refusal: str) -> None:
    assert main(words) == 1
    assert capsys.readouterr() == ("", refusal)
