"""What makes something is done once for each Idempotency-Key, where one is sent, and answered alike each time."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import asyncpg
import httpx
import pytest

from tests.postgres.care_world import as_worker
from tests.postgres.running_api import Api
from tests.postgres.test_http_care import Family, problem

ORGANISATION = {"name": "School", "commercial": False}
INVITE = {"role": "viewer", "consent": "guardian"}
SMS = {"channel": "sms", "address": "+15555550166", "consent": True}
# Where something is made, from what, from what else, and where it is listed, under which name.
MADE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "/people": ({"name": "Lou"}, {"name": "Max"}, "people"),
    "/organisations": (ORGANISATION, {**ORGANISATION, "name": "Clinic"}, "organisations"),
    "/organisations/{organisation}/admins": ({"account_id": "{other}"}, {"account_id": "{mother}"}, "admins"),
    "/people/{person}/invitations": (INVITE, {**INVITE, "role": "editor"}, "invitations"),
    "/contact-methods": (SMS, {**SMS, "address": "+15555550167"}, "contact_methods"),
}


class Maker(Family):
    """A family whose mother makes things under keys."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self.names = {
            "person": self.person,
            "organisation": self.mother.post("/organisations", json=ORGANISATION).json()["id"],
            "mother": self.mother.get("/me").json()["account_id"],
            "other": self.newcomer("Other").get("/me").json()["account_id"],
        }

    def make(self, path: str, body: dict[str, Any], key: str | None) -> httpx.Response:
        """Make something under a key."""
        filled = {name: value.format(**self.names) if isinstance(value, str) else value for name, value in body.items()}
        return self.mother.post(path.format(**self.names), json=filled, headers={"idempotency-key": key} if key else {})

    def count(self, path: str) -> int:
        """Return how many things are listed there."""
        listed = self.mother.get(path.format(**self.names)).json()
        return len(listed[MADE[path][2]])


@pytest.fixture
def maker(api: Api) -> Iterator[Maker]:
    """Make a family."""
    with closing(Maker(api)) as made:
        yield made


@pytest.mark.parametrize("path", MADE)
def test_the_same_key_makes_one_thing_and_gets_the_first_answer(maker: Maker, path: str) -> None:
    body, other, _ = MADE[path]
    before = maker.count(path)
    first, again = maker.make(path, body, "k"), maker.make(path, body, "k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert maker.count(path) == before + 1
    assert problem(maker.make(path, other, "k")) == (422, "idempotency-key-reused")
    assert problem(maker.make(path, body, "k" * 201)) == (422, "invalid")
    assert maker.count(path) == before + 1


def test_a_key_that_failed_may_be_tried_again(maker: Maker) -> None:
    refused = maker.make("/people", {"name": "Lou", "organisation_id": "{person}"}, "k")
    assert problem(refused) == (404, "not-found")
    assert maker.make("/people", {"name": "Lou"}, "k").status_code == 201


def test_without_a_key_each_request_makes_something(maker: Maker) -> None:
    before = maker.count("/people")
    assert [maker.make("/people", {"name": "Lou"}, None).status_code for _ in range(2)] == [201, 201]
    assert maker.count("/people") == before + 2


def test_a_code_is_texted_once(api: Api, maker: Maker) -> None:
    before = len(api.aws.texts)
    for _ in range(2):
        maker.make("/contact-methods", SMS, "k").raise_for_status()
    assert len(api.aws.texts) == before + 1


def test_a_withdrawn_right_is_withdrawn_from_the_answer_too(maker: Maker) -> None:
    body, _, _ = MADE["/people/{person}/invitations"]
    maker.joined("manager")
    maker.make("/people/{person}/invitations", body, "k").raise_for_status()
    mine = maker.relations()["Mother"]["id"]
    assert maker.mother.delete(f"/relations/{mine}").status_code == 204
    assert problem(maker.make("/people/{person}/invitations", body, "k")) == (404, "not-found")


async def test_no_token_and_no_number_lies_in_the_clear_among_the_answers(
    maker: Maker, owner: asyncpg.Connection
) -> None:
    token = maker.make("/people/{person}/invitations", INVITE, "t").json()["token"]
    maker.make("/contact-methods", SMS, "n").raise_for_status()
    await as_worker(owner)
    kept = await owner.fetch(
        "SELECT answer::text FROM idempotency WHERE account_id = $1::text::uuid", maker.names["mother"]
    )
    assert len(kept) == 2
    assert not any(token in row["answer"] or SMS["address"] in row["answer"] for row in kept)


def test_the_header_is_documented_as_optional(api: Api) -> None:
    paths = httpx.get(f"{api.url}/openapi.json", timeout=30).json()["paths"]
    for path in MADE:
        documented = path.replace("{organisation}", "{id}").replace("{person}", "{id}")
        [header] = [each for each in paths[documented]["post"]["parameters"] if each["name"] == "Idempotency-Key"]
        assert not header["required"]
        assert "first answer" in header["description"]
