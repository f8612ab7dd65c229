"""How somebody comes to care for a person, what they may then decide, and how it ends."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.postgres.care_world import as_worker
from tests.postgres.running_api import Api


class Family:
    """A person with a manager of their own, made over HTTP, so that no test disturbs another."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.clients: list[httpx.Client] = []
        self.mother = self.newcomer("Mother")
        self.person = self.mother.post("/people", json={"name": "Kim", "time_zone": "Europe/Madrid"}).json()["id"]

    def stranger(self, *, second_factor: bool = True) -> httpx.Client:
        """Return a client of somebody who signs in and has no account yet."""
        client = self.api.calling(f"sub-{uuid4()}", second_factor=second_factor)
        self.clients.append(client)
        return client

    def close(self) -> None:
        """Close every client."""
        for client in self.clients:
            client.close()

    def newcomer(self, name: str, *, second_factor: bool = True) -> httpx.Client:
        """Return a client of somebody who has just registered."""
        client = self.stranger(second_factor=second_factor)
        client.post("/me", json={"name": name}).raise_for_status()
        return client

    def invite(self, role: str, by: httpx.Client | None = None, **changed: Any) -> httpx.Response:
        """Invite somebody."""
        body = {"role": role, "consent": "guardian", **changed}
        return (by or self.mother).post(f"/people/{self.person}/invitations", json=body)

    def joined(self, role: str, name: str = "Friend") -> httpx.Client:
        """Return a client of somebody who has accepted an invitation."""
        token = self.invite(role).json()["token"]
        client = self.newcomer(name)
        client.post("/invitations/accept", json={"token": token}).raise_for_status()
        return client

    def relations(self) -> dict[str, dict[str, Any]]:
        """Return the circle by the names in it."""
        circle = self.mother.get(f"/people/{self.person}/relations").raise_for_status().json()
        return {relation["name"]: relation for relation in circle["relations"]}


@pytest.fixture
def family(api: Api) -> Iterator[Family]:
    """Make a family."""
    with closing(Family(api)) as made:
        yield made


def kinds(client: httpx.Client) -> list[str]:
    """Return what an inbox tells of."""
    return [item["kind"] for item in client.get("/notifications").raise_for_status().json()["items"]]


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the last part of a problem's type."""
    return answer.status_code, str(answer.json()["type"]).rpartition(":")[2]


def test_an_invitation_is_looked_at_accepted_and_works_once(family: Family) -> None:
    made = family.invite("editor").json()
    aunt = family.stranger()
    opened = aunt.post("/invitations/open", json={"token": made["token"]}).json()
    assert (opened["person_name"], opened["role"], opened["invited_by"]) == ("Kim", "editor", "Mother")
    accepted = aunt.post("/invitations/accept", json={"token": made["token"], "name": "Aunt"})
    assert accepted.json() == {"person_id": family.person, "role": "editor"}
    assert aunt.get(f"/people/{family.person}").json()["role"] == "editor"
    assert family.relations()["Aunt"]["granted_by"] == "Mother"
    assert kinds(family.mother) == ["caregiver_joined"]
    for verb in ("open", "accept"):
        again = family.newcomer("Other").post(f"/invitations/{verb}", json={"token": made["token"]})
        assert problem(again) == (404, "not-found")
    [listed] = family.mother.get(f"/people/{family.person}/invitations").json()["invitations"]
    assert (listed["state"], listed["consent"]) == ("accepted", "guardian")
    assert made["token"] not in family.mother.get(f"/people/{family.person}/invitations").text


async def test_of_an_invitation_only_the_hash_is_stored(family: Family, owner: asyncpg.Connection) -> None:
    token = family.invite("viewer").json()["token"]
    await as_worker(owner)
    rows = await owner.fetch("SELECT i::text FROM invitation i")
    assert rows
    assert not [row for row in rows if token in row[0] or token.encode().hex() in row[0]]


async def test_an_invitation_expires(family: Family, owner: asyncpg.Connection) -> None:
    made = family.invite("viewer").json()
    await as_worker(owner)
    await owner.execute(
        """
        UPDATE invitation SET created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
        WHERE id = $1::text::uuid
        """,
        made["id"],
    )
    answer = family.newcomer("Late").post("/invitations/accept", json={"token": made["token"]})
    assert problem(answer) == (404, "not-found")
    [listed] = family.mother.get(f"/people/{family.person}/invitations").json()["invitations"]
    assert listed["state"] == "expired"


def test_an_invitation_can_be_declined_or_withdrawn_but_not_after_it_was_answered(family: Family) -> None:
    declined, withdrawn = family.invite("viewer").json(), family.invite("viewer").json()
    friend = family.newcomer("Friend")
    assert friend.post("/invitations/decline", json={"token": declined["token"]}).status_code == 204
    assert family.mother.delete(f"/invitations/{withdrawn['id']}").status_code == 204
    for made in (declined, withdrawn):
        assert friend.post("/invitations/accept", json={"token": made["token"]}).status_code == 404
    assert problem(family.mother.delete(f"/invitations/{declined['id']}")) == (409, "state-conflict")


def test_an_invitation_falls_with_who_made_it(family: Family) -> None:
    father = family.joined("manager", "Father")
    token = family.invite("manager", by=father).json()["token"]
    family.mother.delete(f"/relations/{family.relations()['Father']['id']}").raise_for_status()
    assert family.newcomer("Friend").post("/invitations/accept", json={"token": token}).status_code == 404


def test_a_caregiver_brings_a_second_factor_and_a_person_does_not(family: Family) -> None:
    token = family.invite("viewer").json()["token"]
    board = family.newcomer("Tablet", second_factor=False)
    assert problem(board.post("/invitations/accept", json={"token": token})) == (403, "second-factor-required")
    own = family.invite("self").json()["token"]
    kims = family.stranger(second_factor=False)
    kims.post("/invitations/accept", json={"token": own}).raise_for_status()
    assert kims.get("/me").json()["person"]["name"] == "Kim"
    assert family.invite("viewer", by=kims, consent="person").status_code == 201
    assert family.invite("viewer", by=kims).status_code == 422
    second = family.invite("self").json()["token"]
    taken = family.stranger(second_factor=False).post("/invitations/accept", json={"token": second})
    assert problem(taken) == (409, "state-conflict")


def test_nobody_takes_a_persons_own_account_away(family: Family) -> None:
    kims = family.stranger(second_factor=False)
    kims.post("/invitations/accept", json={"token": family.invite("self").json()["token"]}).raise_for_status()
    own = family.relations()["Kim"]["id"]
    assert problem(family.mother.delete(f"/relations/{own}")) == (403, "not-allowed")
    assert problem(family.mother.patch(f"/relations/{own}", json={"role": "viewer"})) == (403, "not-allowed")


def test_the_last_manager_leaves_only_by_saying_so(family: Family) -> None:
    mine = family.relations()["Mother"]["id"]
    assert problem(family.mother.delete(f"/relations/{mine}")) == (409, "state-conflict")
    family.joined("manager", "Father")
    assert family.mother.delete(f"/relations/{mine}").status_code == 204
    assert family.mother.get(f"/people/{family.person}").status_code == 404


def test_an_editor_does_not_make_themselves_more(family: Family) -> None:
    editor = family.joined("editor", "Editor")
    mine = family.relations()["Editor"]["id"]
    assert problem(editor.patch(f"/relations/{mine}", json={"role": "manager"})) == (403, "not-allowed")
    assert problem(family.invite("manager", by=editor)) == (403, "not-allowed")
    assert editor.get(f"/people/{family.person}").json()["role"] == "editor"


def test_a_role_is_lifted_lowered_and_limited_in_time(family: Family) -> None:
    friend = family.joined("viewer")
    path = f"/relations/{family.relations()['Friend']['id']}"
    family.mother.patch(path, json={"role": "editor"}).raise_for_status()
    assert friend.get(f"/people/{family.person}").json()["role"] == "editor"
    past, ahead = (datetime.now(UTC) + timedelta(days=days) for days in (-1, 7))
    path = f"/relations/{family.relations()['Friend']['id']}"
    assert family.mother.patch(path, json={"role": "viewer", "until": past.isoformat()}).status_code == 422
    family.mother.patch(path, json={"role": "viewer", "until": ahead.isoformat()}).raise_for_status()
    assert family.relations()["Friend"]["until"] is not None


def test_whoever_was_shown_out_reads_nothing_any_more_not_even_old_notices(family: Family) -> None:
    friend = family.joined("manager")
    family.joined("viewer", "Neighbour")
    assert kinds(friend) == ["caregiver_joined"]
    family.mother.delete(f"/relations/{family.relations()['Friend']['id']}").raise_for_status()
    assert kinds(friend) == []
    assert friend.get(f"/people/{family.person}").status_code == 404
    assert friend.get("/people").json() == {"people": []}


def test_what_is_kept_of_a_person_changes_piece_by_piece(family: Family) -> None:
    path = f"/people/{family.person}"
    changed = family.mother.patch(
        path,
        json={
            "languages": ["es-MX", "en"],
            "voice": "calm",
            "preferences": {"quiet_hours": {"from": "21:30", "to": "07:00"}, "grid": {"rows": 4, "columns": 6}},
        },
    ).json()
    assert changed["preferences"] == {
        "quiet_hours": {"from": "21:30", "to": "07:00"},
        "grid": {"rows": 4, "columns": 6},
        "high_contrast": False,
        "speech": None,
    }
    family.mother.patch(path, json={"preferences": {"quiet_hours": None, "high_contrast": True}}).raise_for_status()
    now = family.mother.get(path).json()
    assert now["preferences"] == {
        "quiet_hours": None,
        "grid": {"rows": 4, "columns": 6},
        "high_contrast": True,
        "speech": None,
    }
    assert (now["languages"], now["voice"], now["time_zone"]) == (["es-MX", "en"], "calm", "Europe/Madrid")


@pytest.mark.parametrize(
    "body",
    [
        {"time_zone": "Moon/Base"},
        {"languages": ["spanish!"]},
        {"languages": ["en", "en"]},
        {"name": None},
        {"role": "manager"},
        {"organisation_id": None},
        {"preferences": {"quiet_hours": {"from": "25:00", "to": "07:00"}}},
        {"preferences": {"quiet_hours": {"from": "07:00", "to": "07:00"}}},
        {"preferences": {"grid": {"rows": 0, "columns": 5}}},
    ],
)
def test_what_cannot_be_kept_of_a_person_is_refused_with_its_place(family: Family, body: dict[str, Any]) -> None:
    answer = family.mother.patch(f"/people/{family.person}", json=body)
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["where"]


def test_a_second_registration_changes_nothing(family: Family) -> None:
    assert problem(family.mother.post("/me", json={"name": "Impostor"})) == (409, "state-conflict")
    assert family.mother.get("/me").json()["caregiver"]["name"] == "Mother"
    child = family.newcomer("Lee", second_factor=False)
    lee = child.get("/me").json()["person"]
    assert lee["name"] == "Lee"
    assert "person_founded" in {each["action"] for each in child.get(f"/user/{lee['id']}/audit").json()["entries"]}
