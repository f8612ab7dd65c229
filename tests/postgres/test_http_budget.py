"""Whoever asks too often waits, and calls for help still go through."""

from uuid import uuid4

from tests.postgres.running_api import Api


def test_an_account_over_its_budget_waits_but_its_press_is_taken(api: Api) -> None:
    with api.signed_in("ben") as ben:
        asked = (ben.get("/tasks", params={"user_id": api.person("Sam")}) for _ in range(3000))
        refused = next((answer for answer in asked if answer.status_code == 429), None)
        assert refused is not None, "three thousand requests one after another fit into the budget"
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["type"].endswith("too-many")
        assert api.press(ben, str(uuid4())).status_code == 201
        assert ben.get("/notifications").status_code == 200
    with api.signed_in("ana") as ana:
        assert ana.get("/tasks", params={"user_id": api.person("Sam")}).status_code == 200
