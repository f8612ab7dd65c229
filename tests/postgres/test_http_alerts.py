"""Alerts over HTTP, through the process as it is deployed."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import asyncpg
import httpx

from tests.postgres.running_api import Api


def timeline(client: httpx.Client, alert_id: str) -> list[str]:
    """Return the names of what happened to an alert."""
    return [entry["event"] for entry in client.get(f"/alerts/{alert_id}").json()["timeline"]]


def test_a_press_becomes_an_alert_that_is_published_and_told_to_every_caregiver(
    api: Api, sam: httpx.Client, ana: httpx.Client
) -> None:
    answer = api.press(sam, sentence="I am in pain.", intent="pain")
    assert answer.status_code == 201
    alert = answer.json()
    assert (alert["state"], alert["severity"], alert["press_count"]) == ("raised", "urgent", 1)

    newest = ana.get("/notifications").json()["items"][-1]
    assert (newest["kind"], newest["alert_id"]) == ("alert_raised", alert["id"])
    assert newest["body"]["sentence"] == "I am in pain."
    deadline = time.monotonic() + 3
    while "published" not in timeline(ana, alert["id"]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert timeline(ana, alert["id"]) == ["committed", "published"]
    events = [event for event in api.aws.published if event["alert_id"] == alert["id"]]
    assert [set(event) for event in events] == [{"outbox_id", "alert_id", "event"}]


def test_the_same_key_gives_the_same_alert_however_often_and_however_concurrently(api: Api, sam: httpx.Client) -> None:
    key = str(uuid4())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.press(sam, key, sentence="One and the same."), range(16)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["press_count"] == 1


def test_a_key_used_for_another_press_is_refused(api: Api, sam: httpx.Client) -> None:
    key = str(uuid4())
    assert api.press(sam, key, sentence="First words.").status_code == 201
    refused = api.press(sam, key, sentence="Other words.")
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:alphawolf:problem:idempotency-key-reused"


def test_pressing_again_counts_and_insisting_raises_the_severity(api: Api, sam: httpx.Client) -> None:
    presses = [api.press(sam, severity="need", sentence="Water, please.").json() for _ in range(3)]
    assert len({press["id"] for press in presses}) == 1
    assert [press["press_count"] for press in presses] == [1, 2, 3]
    assert [press["severity"] for press in presses] == ["need", "need", "urgent"]


def test_after_an_answer_a_press_is_a_new_call(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    first = api.press(sam, sentence="Come, please.").json()
    ana.post(f"/alerts/{first['id']}/acknowledge").raise_for_status()
    second = api.press(sam, sentence="Come, please.").json()
    assert second["id"] != first["id"]
    assert second["press_count"] == 1


def test_the_person_sees_who_is_coming_and_the_second_caregiver_who_came_first(
    api: Api, sam: httpx.Client, ana: httpx.Client
) -> None:
    alert = api.press(sam, sentence="Who comes?").json()
    answer = ana.post(f"/alerts/{alert['id']}/acknowledge").json()
    assert answer == {"id": alert["id"], "state": "acknowledged", "acknowledged_by": "Ana", "already": False}
    told = sam.get("/notifications").json()["items"][-1]
    assert (told["kind"], told["body"]["message"]) == ("alert_acknowledged", "Ana is coming.")
    with api.signed_in("ben") as ben:
        assert ben.get("/notifications").json()["items"][-1]["kind"] == "alert_handled"
        late = ben.post(f"/alerts/{alert['id']}/acknowledge").json()
    assert (late["acknowledged_by"], late["already"]) == ("Ana", True)


def test_two_caregivers_answering_at_once_have_one_winner(api: Api, sam: httpx.Client) -> None:
    alert = api.press(sam, sentence="Both at once.").json()
    with api.signed_in("ana") as ana, api.signed_in("ben") as ben, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda c: c.post(f"/alerts/{alert['id']}/acknowledge").json(), [ana, ben]))
    assert sorted(answer["already"] for answer in answers) == [False, True]
    assert len({answer["acknowledged_by"] for answer in answers}) == 1


def test_the_person_cannot_acknowledge_their_own_alert(api: Api, sam: httpx.Client) -> None:
    alert = api.press(sam, sentence="My own.").json()
    assert sam.post(f"/alerts/{alert['id']}/acknowledge").status_code == 403


def test_an_inbox_has_no_gap_even_when_presses_race(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: api.press(sam, sentence=f"Race {n}.").raise_for_status(), range(24)))
    after, numbers = 0, []
    while page := ana.get("/notifications", params={"after": after}).json()["items"]:
        numbers += [item["seq"] for item in page]
        after = numbers[-1]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_alert_waits_in_the_outbox_while_the_topic_is_away(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    api.aws.topic_fails = True
    try:
        alert = api.press(sam, sentence="Nobody listens yet.").json()
        time.sleep(1.2)
        assert timeline(ana, alert["id"]) == ["committed"]
    finally:
        api.aws.topic_fails = False
    deadline = time.monotonic() + 12
    while "published" not in timeline(ana, alert["id"]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert timeline(ana, alert["id"]) == ["committed", "published"]


async def test_an_alert_reaches_the_database_exactly_once(
    api: Api, owner: asyncpg.Connection, sam: httpx.Client
) -> None:
    key = str(uuid4())
    alert, *_ = [api.press(sam, key, sentence="Count me.").json() for _ in range(3)]
    async with owner.transaction():
        await owner.execute("SELECT set_config('app.role', 'worker', true)")
        assert await owner.fetchval("SELECT count(*) FROM alert_presses WHERE idempotency_key = $1", key) == 1
        assert await owner.fetchval("SELECT count(*) FROM alerts WHERE id::text = $1", alert["id"]) == 1
        assert await owner.fetchval("SELECT count(*) FROM outbox WHERE alert_id::text = $1", alert["id"]) == 1
