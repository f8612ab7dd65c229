"""Who is called, who is on duty, and how alerts end, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.postgres.running_api import Api

EVERYONE = {"targets": [{"kind": "everyone"}], "channels": ["websocket", "sms"], "wait_s": 120}


def policy_url(api: Api) -> str:
    """Return where Sam's policy is."""
    return f"/user/{api.person('Sam')}/escalation-policy"


def save(api: Api, client: httpx.Client, body: dict[str, Any], tag: str = "*") -> httpx.Response:
    """Save Sam's policy."""
    return client.put(policy_url(api), json=body, headers={"if-match": tag})


def nights(api: Api) -> dict[str, Any]:
    """Return a policy whose nights Ana has."""
    rotation = {
        "name": "nights",
        "members": [api.account("Ana")],
        "period": "weekly",
        "hands_off_at": "20:00",
        "starts_on": "2026-01-05",
        "time_zone": "Europe/Madrid",
    }
    on_duty = {"targets": [{"kind": "rotation", "rotation": "nights"}], "channels": ["websocket"], "wait_s": 60}
    return {"steps": [on_duty, EVERYONE], "rotations": [rotation]}


def test_whoever_has_chosen_nothing_has_a_default_and_saves_over_it_once(api: Api, ana: httpx.Client) -> None:
    found = ana.get(policy_url(api))
    assert (found.json()["is_default"], found.json()["warnings"]) == (True, [])
    tag = found.headers["etag"]
    assert ana.put(policy_url(api), json=nights(api)).status_code == 428
    saved = save(api, ana, nights(api), tag)
    assert (saved.status_code, saved.json()["version"], saved.json()["is_default"]) == (200, 1, False)
    assert save(api, ana, nights(api), tag).status_code == 412
    assert ana.get(policy_url(api)).json() == saved.json()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"steps": [{**EVERYONE, "severities": ["urgent"]}]}, "steps"),
        ({"steps": [{**EVERYONE, "targets": [{"kind": "caregiver", "account_id": "{luz}"}]}]}, "steps.0"),
        ({"steps": [{**EVERYONE, "targets": [{"kind": "rotation", "rotation": "days"}]}]}, "steps.0.targets"),
        ({"steps": []}, "steps"),
        ({"steps": [{**EVERYONE, "wait_s": 1}]}, "wait_s"),
    ],
)
def test_a_policy_that_would_end_in_silence_is_refused_and_nothing_is_lost(
    api: Api, ana: httpx.Client, change: dict[str, Any], where: str
) -> None:
    before = ana.get(policy_url(api)).json()
    target = change["steps"][0]["targets"][0] if change["steps"] else {}
    if "account_id" in target:
        target["account_id"] = api.account("Luz")
    refused = save(api, ana, change)
    assert refused.status_code == 422
    assert where in refused.text
    assert ana.get(policy_url(api)).json() == before


def test_a_cover_takes_the_duty_for_its_span(api: Api, ana: httpx.Client, sam: httpx.Client) -> None:
    save(api, ana, nights(api)).raise_for_status()
    url = f"/user/{api.person('Sam')}/on-duty"
    assert [(each["name"], each["covers"]) for each in sam.get(url).json()["rotations"]] == [("Ana", False)]
    now = datetime.now(UTC)
    cover = {
        "rotation": "nights",
        "account_id": api.account("Ben"),
        "begins_at": (now - timedelta(minutes=1)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    made = ana.post(f"/user/{api.person('Sam')}/covers", json=cover)
    assert made.status_code == 201
    duty = sam.get(url).json()
    assert [(each["name"], each["covers"]) for each in duty["rotations"]] == [("Ben", True)]
    assert [each["id"] for each in duty["covers"]] == [made.json()["id"]]
    for wrong in ({"rotation": "days"}, {"account_id": api.account("Luz")}, {"ends_at": cover["begins_at"]}):
        assert ana.post(f"/user/{api.person('Sam')}/covers", json={**cover, **wrong}).status_code == 422
    assert ana.delete(f"/covers/{made.json()['id']}").status_code == 204
    assert ana.delete(f"/covers/{made.json()['id']}").status_code == 404
    assert sam.get(url).json()["rotations"][0]["name"] == "Ana"


def test_quiet_hours_are_kept_and_a_hole_is_warned_of(api: Api, ana: httpx.Client) -> None:
    hours = {"time_zone": "Europe/Madrid", "quiet_hours": {"from": "22:00", "to": "07:00"}}
    assert ana.get("/me/quiet-hours").json() == {"time_zone": "UTC", "quiet_hours": None}
    try:
        with api.signed_in("ben") as ben:
            for client in (ana, ben):
                assert client.put("/me/quiet-hours", json=hours).json() == hours
        warned = ana.get(policy_url(api)).json()["warnings"]
        assert {each["hole"] for each in warned} == {"nobody_reachable"}
        # By night the hole of this night and that of the next are two.
        spans = [datetime.fromisoformat(each["ends_at"]) - datetime.fromisoformat(each["begins_at"]) for each in warned]
        assert sum(spans, timedelta()) == timedelta(hours=9)
    finally:
        with api.signed_in("ben") as ben:
            for client in (ana, ben):
                client.put("/me/quiet-hours", json={**hours, "quiet_hours": None}).raise_for_status()
    assert ana.put("/me/quiet-hours", json={**hours, "time_zone": "Moon/Base"}).status_code == 422


def test_an_alert_is_resolved_once_and_everybody_else_is_told(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    alert = api.press(sam, sentence="Resolve me.").json()["id"]
    ana.post(f"/alerts/{alert}/acknowledge").raise_for_status()
    done = ana.post(f"/alerts/{alert}/resolve", json={"reason": "helped", "note": "A glass of water."})
    assert done.json() == {
        "id": alert,
        "state": "resolved",
        "closed_by": "Ana",
        "reason": "helped",
        "already": False,
    }
    with api.signed_in("ben") as ben:
        assert ben.post(f"/alerts/{alert}/resolve", json={}).json()["already"] is True
        assert ben.get("/notifications").json()["items"][-1]["kind"] == "alert_resolved"
        assert ben.post(f"/alerts/{alert}/cancel", json={"reason": "false_alarm"}).status_code == 409
    assert sam.get("/notifications").json()["items"][-1]["body"]["message"] == "Ana says that it is done."
    seen = ana.get(f"/alerts/{alert}").json()
    assert (seen["closed_by"], seen["close_note"], seen["next_step_at"]) == ("Ana", "A glass of water.", None)


def test_a_person_takes_a_call_back_and_a_caregiver_calls_it_a_false_alarm(
    api: Api, sam: httpx.Client, ana: httpx.Client
) -> None:
    mine, theirs = (api.press(sam, sentence=f"Cancel {n}.").json()["id"] for n in (1, 2))
    assert sam.post(f"/alerts/{mine}/cancel", json={"reason": "mistake"}).json()["closed_by"] == "Sam"
    assert ana.get("/notifications").json()["items"][-1]["kind"] == "alert_cancelled"
    assert ana.post(f"/alerts/{theirs}/cancel", json={"reason": "false_alarm"}).json()["state"] == "cancelled"
    assert ana.post(f"/alerts/{theirs}/acknowledge").status_code == 409
    assert api.press(sam, sentence="Cancel 1.").json()["id"] != mine


def test_the_timeline_tells_of_presses_steps_and_deliveries(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    save(api, ana, nights(api)).raise_for_status()
    alert = api.press(sam, sentence="Tell all.", drill=True).json()
    assert alert["drill"] is True
    api.press(sam, sentence="Tell all.", drill=True)
    told = ana.get(f"/alerts/{alert['id']}/timeline").json()
    assert (told["drill"], told["level"], told["loop"]) == (True, 0, 0)
    assert [press["sentence"] for press in told["presses"]] == ["Tell all.", "Tell all."]
    assert [(each["recipient"], each["channel"]) for each in told["deliveries"]] == [("Ana", "websocket")] * 2
    assert [each["event"] for each in told["events"] if each["event"] != "published"] == ["committed", "committed"]
