"""Tasks and routines over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.postgres.running_api import Api

NOW = datetime.now(UTC).replace(microsecond=0)
TOMORROW = (NOW + timedelta(days=1)).replace(hour=9, minute=0, second=0)
TABLETS: dict[str, Any] = {
    "title": "Take the tablets; '-- \U0001f48a",
    "symbol": "medicine",
    "starts_at": TOMORROW.isoformat(),
    "rrule": "FREQ=DAILY",
    "steps": [{"id": "water", "title": "Fetch water"}, {"id": "swallow", "title": "Swallow", "symbol": "eat"}],
    "remind_minutes": 10,
    "alert": {"after_minutes": 30, "severity": "need"},
}


@pytest.fixture
def luz(api: Api) -> Iterator[httpx.Client]:
    with api.signed_in("luz") as client:
        yield client


def plan(api: Api, client: httpx.Client, key: str | None = None, **fields: Any) -> httpx.Response:
    body = {"user_id": api.person("Sam"), **TABLETS, **fields}
    return client.post("/tasks", json=body, headers={"idempotency-key": key or uuid4().hex})


def planned(api: Api, client: httpx.Client, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = plan(api, client, **fields).raise_for_status().json()
    return found


def seen(api: Api, client: httpx.Client, task: dict[str, Any], days: int = 3) -> list[dict[str, Any]]:
    """Return the occurrences of one task around tomorrow."""
    span = {"from": TOMORROW - timedelta(days=1), "to": TOMORROW + timedelta(days=days)}
    query = {"user_id": api.person("Sam"), **{name: at.strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in span.items()}}
    found = client.get("/tasks/occurrences", params=query).raise_for_status().json()
    assert found["time_zone"] == "Europe/Madrid"
    assert found["next"] is None
    return [entry for entry in found["occurrences"] if entry["task_id"] == task["id"]]


def tell(client: httpx.Client, task: dict[str, Any], event: str, **fields: Any) -> httpx.Response:
    body = {"id": str(uuid4()), "occurrence_at": TOMORROW.isoformat(), "event": event, **fields}
    return client.post(f"/tasks/{task['id']}/events", json=body)


def test_a_task_is_kept_word_for_word(api: Api, ana: httpx.Client, sam: httpx.Client) -> None:
    made = plan(api, ana)
    assert (made.status_code, made.headers["etag"]) == (201, '"task-1"')
    task = made.json()
    told = {**task, "starts_at": datetime.fromisoformat(task["starts_at"])}
    wanted = {**TABLETS, "starts_at": TOMORROW}
    wanted["steps"] = [{"id": "water", "title": "Fetch water", "symbol": None}, TABLETS["steps"][1]]
    assert {name: told[name] for name in wanted} == wanted
    assert sam.get(f"/tasks/{task['id']}").json() == task
    listed = sam.get("/tasks", params={"user_id": api.person("Sam")}).json()["tasks"]
    [own] = [entry for entry in listed if entry["id"] == task["id"]]
    assert set(own) == {"id", "title", "starts_at", "rrule", "done_at"}


def test_the_same_key_makes_one_task(api: Api, ana: httpx.Client) -> None:
    key = uuid4().hex
    first, again = plan(api, ana, key), plan(api, ana, key)
    assert first.json() == again.json()
    other = plan(api, ana, key, title="Another")
    assert (other.status_code, other.json()["type"].rpartition(":")[2]) == (422, "idempotency-key-reused")
    assert ana.post("/tasks", json={"user_id": api.person("Sam"), **TABLETS}).status_code == 422


def test_a_task_is_changed_over_the_version_that_was_seen(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana)
    url = f"/tasks/{task['id']}"
    assert ana.patch(url, json={"title": "x"}).status_code == 428
    changed = ana.patch(url, json={"title": "Later", "alert": None}, headers={"if-match": '"task-1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"task-2"')
    assert (changed.json()["title"], changed.json()["alert"]) == ("Later", None)
    assert changed.json()["steps"] == task["steps"]
    assert ana.patch(url, json={"title": "y"}, headers={"if-match": '"task-1"'}).status_code == 412
    assert ana.patch(url, json={"title": None}, headers={"if-match": "*"}).status_code == 422
    assert ana.patch(url, json={"rrule": "FREQ=NEVER"}, headers={"if-match": "*"}).status_code == 422


def test_a_removed_task_is_gone_from_every_list(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana)
    assert ana.delete(f"/tasks/{task['id']}").status_code == 204
    assert ana.get(f"/tasks/{task['id']}").status_code == 404
    assert ana.delete(f"/tasks/{task['id']}").status_code == 404
    listed = ana.get("/tasks", params={"user_id": api.person("Sam")}).json()["tasks"]
    assert task["id"] not in {entry["id"] for entry in listed}
    assert seen(api, ana, task) == []


def test_an_occurrence_is_done_with_its_last_step_and_may_be_reopened(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana)
    first = seen(api, ana, task)[0]
    assert (first["state"], [step["done"] for step in first["steps"]]) == ("upcoming", [False, False])
    assert tell(ana, task, "step_done", step_id="water").json()["state"] == "upcoming"
    assert tell(ana, task, "step_done", step_id="swallow").json()["state"] == "done"
    states = [entry["state"] for entry in seen(api, ana, task)]
    assert states == ["done", "upcoming", "upcoming"]
    reopened = tell(ana, task, "reopened").json()
    assert (reopened["state"], [step["done"] for step in reopened["steps"]]) == ("upcoming", [False, False])
    assert tell(ana, task, "skipped").json()["state"] == "skipped"
    assert tell(ana, task, "step_done", step_id="no such step").status_code == 422
    assert tell(ana, task, "done", step_id="water").status_code == 422
    assert tell(ana, task, "done", occurrence_at=(TOMORROW + timedelta(minutes=1)).isoformat()).status_code == 422


def test_an_event_that_is_sent_again_counts_once(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana)
    same = {"id": str(uuid4())}
    answers = [tell(ana, task, "done", **same) for _ in range(3)]
    assert {answer.json()["state"] for answer in answers} == {"done"}
    assert tell(ana, task, "skipped", **same).status_code == 422
    assert seen(api, ana, task)[0]["state"] == "done"


def test_a_task_that_happens_once_is_done_once(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana, rrule=None)
    assert task["ends_at"] is not None
    tell(ana, task, "done").raise_for_status()
    assert ana.get(f"/tasks/{task['id']}").json()["done_at"] is not None
    tell(ana, task, "reopened").raise_for_status()
    assert ana.get(f"/tasks/{task['id']}").json()["done_at"] is None


def test_what_was_done_by_an_old_plan_is_kept_when_the_plan_has_changed(api: Api, ana: httpx.Client) -> None:
    task = planned(api, ana)
    done_at = datetime.now(UTC).isoformat()
    moved = {"starts_at": (TOMORROW + timedelta(hours=1)).isoformat()}
    ana.patch(f"/tasks/{task['id']}", json=moved, headers={"if-match": "*"}).raise_for_status()
    assert tell(ana, task, "done").status_code == 422
    assert tell(ana, task, "done", at=done_at).status_code == 200


def test_a_template_fills_what_a_task_leaves_out(api: Api, ana: httpx.Client, luz: httpx.Client) -> None:
    body = {"title": "Brush teeth", "rrule": "FREQ=DAILY;BYHOUR=8,20", "steps": [{"id": "1", "title": "Paste"}]}
    key = {"idempotency-key": uuid4().hex}
    made = ana.post("/tasks/templates", json=body, headers=key)
    assert (made.status_code, made.json()) == (201, ana.post("/tasks/templates", json=body, headers=key).json())
    template = made.json()
    assert template in ana.get("/tasks/templates").json()["templates"]
    assert luz.get("/tasks/templates").json() == {"templates": []}
    asked = {"user_id": api.person("Sam"), "template_id": template["id"], "starts_at": TOMORROW.isoformat()}

    def plan_from(client: httpx.Client, **fields: Any) -> httpx.Response:
        return client.post("/tasks", json={**asked, **fields}, headers={"idempotency-key": uuid4().hex})

    task = plan_from(ana, rrule=None).json()
    assert (task["title"], task["rrule"], len(task["steps"])) == ("Brush teeth", None, 1)
    assert plan_from(luz, user_id=api.person("Rosa")).status_code == 404
    assert ana.delete(f"/tasks/templates/{template['id']}").status_code == 204
    assert ana.delete(f"/tasks/templates/{template['id']}").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "a\x00b"},
        {"title": "x" * 101},
        {"steps": [{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]},
        {"steps": [{"id": str(n), "title": "a"} for n in range(31)]},
        {"rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"},
        {"rrule": "FREQ=SECONDLY"},
        {"starts_at": "2026-11-30T08:00:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"starts_at": "9999-12-31T23:59:59-14:00"},
        {"remind_minutes": -1},
        {"alert": {"after_minutes": 0, "severity": "need"}},
        {"alert": {"after_minutes": 5, "severity": "panic"}},
        {"template_id": str(uuid4()), "title": None},
        {"unknown": 1},
    ],
)
def test_a_plan_that_cannot_be_taken_is_refused_without_being_repeated(
    api: Api, ana: httpx.Client, fields: dict[str, Any]
) -> None:
    answer = plan(api, ana, **fields)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "SECONDLY" not in answer.text


def test_text_that_is_no_text_is_refused(api: Api, ana: httpx.Client) -> None:
    raw = f'{{"user_id": "{api.person("Sam")}", "starts_at": "{TOMORROW.isoformat()}", "title": "\\ud800"}}'
    headers = {"idempotency-key": uuid4().hex, "content-type": "application/json"}
    assert ana.post("/tasks", content=raw, headers=headers).status_code == 422


@pytest.mark.parametrize(
    "span",
    [
        {"from": "2026-11-30T00:00:00Z", "to": "2026-11-30T00:00:00Z"},
        {"from": "2026-11-30T00:00:00Z", "to": "2027-11-30T00:00:00Z"},
        {"from": "2026-11-30T00:00:00", "to": "2026-12-01T00:00:00"},
        {"from": "0001-01-01T00:00:00+14:00", "to": "2026-12-01T00:00:00Z"},
        {"from": "now", "to": "2026-12-01T00:00:00Z"},
        {},
    ],
)
def test_a_span_that_is_none_is_refused(api: Api, ana: httpx.Client, span: dict[str, str]) -> None:
    answer = ana.get("/tasks/occurrences", params={"user_id": api.person("Sam"), **span})
    assert answer.status_code == 422


def test_nobody_else_learns_that_a_task_exists(api: Api, ana: httpx.Client, luz: httpx.Client) -> None:
    task = planned(api, ana)
    url = f"/tasks/{task['id']}"
    assert plan(api, luz).status_code == 404
    assert luz.get(url).status_code == 404
    assert luz.patch(url, json={"title": "x"}, headers={"if-match": "*"}).status_code == 404
    assert luz.delete(url).status_code == 404
    assert tell(luz, task, "done").status_code == 404
    span = {"from": "2026-11-30T00:00:00Z", "to": "2026-12-01T00:00:00Z"}
    assert luz.get("/tasks/occurrences", params={"user_id": api.person("Sam"), **span}).status_code == 404


def test_a_long_list_goes_on_where_it_ends(api: Api, luz: httpx.Client) -> None:
    person = api.person("Rosa")
    hours = ",".join(str(hour) for hour in range(24))
    body = {"user_id": person, "title": "Turn over", "starts_at": "2026-12-01T00:00:00Z"}
    for _ in range(2):
        asked = {**body, "rrule": f"FREQ=DAILY;BYHOUR={hours};COUNT=400"}
        luz.post("/tasks", json=asked, headers={"idempotency-key": uuid4().hex}).raise_for_status()
    query: dict[str, Any] = {"user_id": person, "from": "2026-12-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}
    found = []
    while query["from"] is not None:
        page = luz.get("/tasks/occurrences", params=query).json()
        assert len(page["occurrences"]) <= 500
        found += [
            (entry["occurrence_at"], entry["task_id"]) for entry in page["occurrences"] if entry["title"] == "Turn over"
        ]
        query["from"] = page["next"]
    assert len(found) == len(set(found)) == 800
    assert found == sorted(found)


def test_a_person_has_no_more_tasks_than_can_be_shown(api: Api, luz: httpx.Client) -> None:
    body = {"user_id": api.person("Rosa"), "title": "x", "starts_at": TOMORROW.isoformat()}

    def one_more() -> int:
        return luz.post("/tasks", json=body, headers={"idempotency-key": uuid4().hex}).status_code

    answers = [one_more() for _ in range(101)]
    assert answers[-1] == 409
    assert set(answers) == {201, 409}


def test_every_route_of_tasks_and_logs_is_documented_with_an_example(api: Api) -> None:
    document = httpx.get(f"{api.url}/openapi.json").json()
    wanted = {
        "/tasks": {"get", "post"},
        "/tasks/{id}": {"get", "patch", "delete"},
        "/tasks/{id}/events": {"post"},
        "/tasks/occurrences": {"get"},
        "/tasks/templates": {"get", "post"},
        "/tasks/templates/{id}": {"delete"},
        "/logs": {"post"},
        "/user/{id}/activity": {"get"},
        "/user/{id}/logs": {"get"},
    }
    assert {path: set(document["paths"][path]) for path in wanted} == wanted
    models = document["components"]["schemas"]
    bodies = (
        "NewTask",
        "TaskChange",
        "NewTaskEvent",
        "NewTemplate",
        "UseBatch",
        "TaskDetail",
        "Activity",
        "UseRecorded",
    )
    assert [name for name in bodies if not models[name].get("examples")] == []
