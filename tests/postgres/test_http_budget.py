"""Whoever asks too often waits, and calls for help still go through."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving

# So small that a slow machine uses it up as well.
BUDGET = {"REQUESTS_PER_SECOND": "2", "REQUESTS_BURST": "40"}


@pytest.fixture
def api(server: Server, database_name: str, tmp_path: Path) -> Iterator[Api]:
    """Start an API with a small budget for each account."""
    settings = server.settings(database_name)
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(settings, issuer, aws, free_port(), tmp_path / "api.log", BUDGET) as running,
    ):
        yield running


def test_an_account_over_its_budget_waits_but_its_press_is_taken(api: Api) -> None:
    with api.signed_in("ben") as ben:
        asked = (ben.get("/tasks", params={"user_id": api.person("Sam")}) for _ in range(300))
        refused = next((answer for answer in asked if answer.status_code == 429), None)
        assert refused is not None, "three hundred requests one after another fit into the budget"
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["type"].endswith("too-many")
        assert api.press(ben, str(uuid4())).status_code == 201
        assert ben.get("/notifications").status_code == 200
    with api.signed_in("ana") as ana:
        assert ana.get("/tasks", params={"user_id": api.person("Sam")}).status_code == 200
