"""Which events are taken, how they are exported, and which months are kept."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.domain.open_board_log import export_anonymous_log, export_log
from api.domain.partitions import month_after, plan_months
from api.domain.usage import UsageEvent, sessions, sorted_out
from workers.maintain_partitions import retention_months

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SAM = "5f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11"


def used(minutes: float = 0, event: Any = "button", number: int = 1, **fields: Any) -> UsageEvent:
    return UsageEvent(UUID(int=number), NOW + timedelta(minutes=minutes), event, **fields)


def test_an_event_of_a_wrong_clock_is_refused_alone() -> None:
    late, early, good = used(-63 * 1440, number=1), used(11, number=2), used(9, number=3)
    kept, refused = sorted_out([late, early, good], NOW)
    assert kept == [good]
    assert [(event.id.int, event.what.split()[0:2]) for event in refused] == [(1, ["is", "more"]), (2, ["is", "in"])]


def test_half_an_hour_of_silence_ends_a_session() -> None:
    events = [used(0), used(30), used(61), used(62)]
    assert [len(session) for session in sessions(events)] == [2, 2]
    assert list(sessions([])) == []


def read(text: str) -> dict[str, Any]:
    notice, _, body = text.partition("\n")
    assert notice.startswith("/*")
    assert notice.endswith("*/")
    found: dict[str, Any] = json.loads(body)
    return found


EVENTS = [
    used(0, number=1, symbols=("water",), label="water", button_id="b1", board_id="home"),
    used(1, number=2, label="Grandma Iris", text="Grandma Iris", board_id="home", action="+iris"),
    used(2, number=3, event="utterance", symbols=("i_need_you", "water"), text="I need water, Iris!"),
    used(3, number=4, event="action", action=":clear"),
    used(99, number=5, event="action", action="+iris", board_id="family"),
    used(100, number=6, label="grandma iris", modeling=True),
]


def test_an_export_holds_every_event_in_its_session() -> None:
    log = read(export_log(SAM, "en", EVENTS))
    assert (log["format"], log["user_id"], log["locale"]) == ("open-board-log-0.1", f"alphawolf:{SAM}", "en")
    assert "anonymized" not in log
    first, second = log["sessions"]
    assert (first["started"], first["ended"]) == ("2026-11-25T12:00:00.000Z", "2026-11-25T12:03:00.000Z")
    assert [event["type"] for event in first["events"]] == ["button", "button", "utterance", "action"]
    assert first["events"][1]["actions"] == [{"action": "+iris"}]
    assert first["events"][2]["text"] == "I need water, Iris!"
    assert second["events"][0] == {
        "id": str(UUID(int=5)),
        "timestamp": "2026-11-25T13:39:00.000Z",
        "type": "action",
        "modeling": False,
        "action": "+iris",
        "destination_board_id": "family",
    }
    assert {event["id"] for session in log["sessions"] for event in session["events"]} == {
        str(event.id) for event in EVENTS
    }


def test_an_anonymous_export_tells_how_somebody_speaks_and_not_who() -> None:
    text = export_anonymous_log("en", EVENTS, ["Water", "I need you"])
    log = read(text)
    assert (log["anonymized"], log["user_id"]) == (True, "alphawolf:anonymous")
    assert {session["started"] for session in log["sessions"]} == {"2000-01-01T00:00:00.000Z"}
    assert "timestamp_shift" in log["sessions"][0]["anonymizations"]
    first, second = (session["events"] for session in log["sessions"])
    assert [event.get("label", event.get("text", event.get("action"))) for event in first] == [
        "water",
        ":fringe-1",
        "i need you water",
        ":clear",
    ]
    assert second[1]["label"] == ":fringe-1"
    assert second[0]["action"] == "+???"
    assert [event.get("redacted", False) for event in first + second] == [False, True, False, False, True, True]
    for secret in ("iris", "Iris", SAM, "2026", "home", "family", "b1", *(str(event.id) for event in EVENTS)):
        assert secret not in text


def test_months_are_made_ahead_and_dropped_when_kept_long_enough() -> None:
    existing = [date(2024, 10, 1), date(2024, 11, 1), date(2026, 11, 1), date(2026, 12, 1)]
    plan = plan_months(existing, NOW, keep=24)
    assert plan.make == (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2027, 1, 1), date(2027, 2, 1))
    assert plan.drop == (date(2024, 10, 1),)
    again = plan_months([*plan.make, *existing[1:]], NOW, keep=24)
    assert again.make == again.drop == ()


def test_less_is_never_kept_than_a_device_may_send() -> None:
    with pytest.raises(ValueError, match="at least 4 months"):
        plan_months([], NOW, keep=3)


def test_retention_is_a_setting() -> None:
    assert retention_months({}) == 24
    assert retention_months({"LOG_RETENTION_MONTHS": "72"}) == 72
    with pytest.raises(ValueError, match="invalid literal"):
        retention_months({"LOG_RETENTION_MONTHS": "for ever"})


@pytest.mark.parametrize(("months", "day"), [(-11, date(2025, 12, 1)), (1, date(2026, 12, 1)), (2, date(2027, 1, 1))])
def test_months_are_counted_over_years(months: int, day: date) -> None:
    assert month_after(date(2026, 11, 1), months) == day
