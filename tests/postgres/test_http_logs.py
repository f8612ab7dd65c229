"""What a person said, handed in, looked at and taken along, over HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.postgres.running_api import Api

NOW = datetime.now(UTC)
# Ten in the morning in Lima, far from the change of a day or a month in either zone.
TEN_IN_LIMA = (NOW - timedelta(days=2)).replace(hour=15, minute=0, second=0, microsecond=0)


@pytest.fixture
def luz(api: Api) -> Iterator[httpx.Client]:
    with api.signed_in("luz") as client:
        yield client


def use(seconds: int = 0, event: str = "button", **fields: Any) -> dict[str, Any]:
    at = TEN_IN_LIMA + timedelta(seconds=seconds)
    return {"id": str(uuid4()), "timestamp": at.isoformat(), "event": event, **fields}


def hand_in(api: Api, client: httpx.Client, *events: dict[str, Any], person: str = "Rosa") -> httpx.Response:
    return client.post("/logs", json={"user_id": api.person(person), "events": list(events)})


def test_a_batch_that_is_sent_again_adds_nothing(api: Api, sam: httpx.Client) -> None:
    batch = [use(n, symbols=["help", "O'Brien; --"], label="\U0001f198") for n in range(100)]
    assert hand_in(api, sam, *batch, person="Sam").json() == {"accepted": 100, "repeated": 0, "refused": []}
    more = [*batch[:1], use(500), {**batch[1], "id": batch[1]["id"].upper()}]
    assert hand_in(api, sam, *more, person="Sam").json() == {"accepted": 1, "repeated": 2, "refused": []}
    twice = use(700)
    assert hand_in(api, sam, twice, twice, person="Sam").json()["accepted"] == 1


def test_one_event_of_a_wrong_clock_does_not_hold_up_the_queue(api: Api, sam: httpx.Client) -> None:
    old = {**use(), "timestamp": "2001-01-01T00:00:00Z"}
    ahead = {**use(), "timestamp": "2099-01-01T00:00:00Z"}
    answer = hand_in(api, sam, old, use(800), ahead, person="Sam").json()
    assert (answer["accepted"], [refused["id"] for refused in answer["refused"]]) == (1, [old["id"], ahead["id"]])


@pytest.mark.parametrize(
    "event",
    [
        use(event="spoke"),
        use(symbols=["x" * 65]),
        use(symbols=["x"] * 33),
        use(label="a\x00b"),
        use(text=""),
        {**use(), "timestamp": "2026-11-25T09:30:00"},
        {**use(), "id": "7"},
        use(geo=[40.4, -3.7]),
    ],
)
def test_an_event_of_the_wrong_shape_is_refused(api: Api, sam: httpx.Client, event: dict[str, Any]) -> None:
    assert hand_in(api, sam, event, person="Sam").status_code == 422


def test_a_batch_has_bounds_and_holds_text_alone(api: Api, sam: httpx.Client) -> None:
    assert hand_in(api, sam, person="Sam").status_code == 422
    assert hand_in(api, sam, *[use() for _ in range(101)], person="Sam").status_code in (413, 422)
    raw = json.dumps({"user_id": api.person("Sam"), "events": [use(label="?")]}).replace('"?"', '"\\ud800"')
    assert sam.post("/logs", content=raw, headers={"content-type": "application/json"}).status_code in (400, 422)


def test_nobody_else_writes_or_reads_somebodys_words(api: Api, ana: httpx.Client) -> None:
    rosa = api.person("Rosa")
    assert hand_in(api, ana, use()).status_code == 404
    assert ana.get(f"/user/{rosa}/activity").status_code == 404
    assert ana.get(f"/user/{rosa}/logs").status_code == 404


def test_activity_is_told_by_the_persons_own_clock(api: Api, luz: httpx.Client) -> None:
    events = [
        use(0, symbols=["water"], label="agua"),
        use(10, symbols=["please"]),
        use(30, symbols=["water"]),
        use(31, "utterance", symbols=["water", "please"], text="Agua, por favor."),
        use(3600, symbols=["help"]),
        use(3605, symbols=["water"], modeling=True),
    ]
    hand_in(api, luz, *events).raise_for_status()
    found = luz.get(f"/user/{api.person('Rosa')}/activity").json()
    assert (found["time_zone"], found["events"], found["utterances"]) == ("America/Lima", 5, 1)
    assert found["most_used"] == [
        {"symbol": "water", "uses": 2},
        {"symbol": "help", "uses": 1},
        {"symbol": "please", "uses": 1},
    ]
    assert {hour: uses for hour, uses in enumerate(found["by_hour"]) if uses} == {10: 4, 11: 1}
    assert found["by_day"] == [{"day": TEN_IN_LIMA.date().isoformat(), "events": 5}]
    assert found["words_per_minute"] == 4.0  # two words in the thirty seconds after the first
    empty = {"from": "2020-01-01T00:00:00Z", "to": "2020-02-01T00:00:00Z"}
    nothing = luz.get(f"/user/{api.person('Rosa')}/activity", params=empty).json()
    assert (nothing["events"], nothing["by_hour"], nothing["words_per_minute"]) == (0, [0] * 24, None)
    too_long = {"from": "2020-01-01T00:00:00Z", "to": "2022-01-01T00:00:00Z"}
    assert luz.get(f"/user/{api.person('Rosa')}/activity", params=too_long).status_code == 422


def test_a_log_is_taken_along_with_and_without_its_person(api: Api, luz: httpx.Client) -> None:
    at = {"from": "2026-11-01T00:00:00Z"} if NOW.year == 2026 and NOW.month == 11 else {}
    hand_in(api, luz, use(9000, label="Abuela Iris", symbols=["iris"]), use(9001, symbols=["water"])).raise_for_status()
    url = f"/user/{api.person('Rosa')}/logs"
    whole = luz.get(url, params=at)
    assert whole.headers["content-type"].startswith("application/obl")
    assert whole.headers["content-disposition"] == 'attachment; filename="log.obl"'
    log = json.loads(whole.text.partition("\n")[2])
    assert "Abuela Iris" in {event.get("label") for session in log["sessions"] for event in session["events"]}
    masked = luz.get(url, params={**at, "anonymous": "true"})
    assert masked.headers["content-disposition"] == 'attachment; filename="log.obla"'
    assert "Iris" not in masked.text
    assert api.person("Rosa") not in masked.text
    words = {
        event.get("label") for s in json.loads(masked.text.partition("\n")[2])["sessions"] for event in s["events"]
    }
    assert ":fringe-1" in words
    assert "water" in words
