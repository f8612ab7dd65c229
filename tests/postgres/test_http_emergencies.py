"""Organisations, and the glass that their admins may break."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.db.pool import Context, Database
from api.field_encryption import is_sealed
from api.field_sealer import seal_fields
from tests.postgres.care_world import as_worker
from tests.postgres.local_keys import field_keys
from tests.postgres.running_api import Api
from tests.postgres.test_http_care import Family, kinds, problem

REASON = {"reason_code": "unreachable_caregivers", "reason": "Kim is at the clinic and nobody answers.", "minutes": 30}


class School(Family):
    """A family whose person is in an organisation that has two admins."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        founded = self.mother.post("/organisations", json={"name": "School", "commercial": False}).json()
        self.organisation = founded["id"]
        self.mother.put(
            f"/people/{self.person}/organisation", json={"organisation_id": self.organisation}
        ).raise_for_status()
        self.nurse, self.head = self.admin("Nurse"), self.admin("Head")

    def admin(self, name: str) -> httpx.Client:
        """Return a client of a new admin."""
        client = self.newcomer(name)
        account = client.get("/me").json()["account_id"]
        self.mother.post(f"/organisations/{self.organisation}/admins", json={"account_id": account}).raise_for_status()
        return client

    def broken(self) -> dict[str, Any]:
        """Let the nurse break the glass."""
        answer = self.nurse.post(f"/people/{self.person}/break-glass", json=REASON)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


@pytest.fixture
def school(api: Api) -> Iterator[School]:
    """Make a school."""
    with closing(School(api)) as made:
        yield made


def test_an_admin_sees_names_and_no_record(school: School) -> None:
    listed = school.nurse.get(f"/organisations/{school.organisation}/people").json()["people"]
    assert listed == [{"id": school.person, "name": "Kim"}]
    assert school.nurse.get(f"/people/{school.person}").status_code == 404
    assert school.nurse.get("/tasks", params={"user_id": school.person}).status_code == 404


def test_the_glass_opens_a_record_for_a_while_and_those_who_decide_are_told(school: School) -> None:
    access = school.broken()
    assert school.nurse.get(f"/people/{school.person}").json()["role"] == "break_glass"
    [notice] = school.mother.get("/notifications").json()["items"]
    assert notice["kind"] == "break_glass"
    assert notice["body"] == {"by": "Nurse", "reason_code": "unreachable_caregivers", "minutes": 30}
    assert problem(school.nurse.patch(f"/people/{school.person}", json={"voice": "x"})) == (403, "not-allowed")
    assert problem(school.nurse.post(f"/people/{school.person}/break-glass", json=REASON)) == (409, "state-conflict")
    assert school.nurse.delete(f"/break-glass/{access['id']}").status_code == 204
    assert school.nurse.get(f"/people/{school.person}").status_code == 404


async def test_the_glass_closes_by_itself(school: School, owner: asyncpg.Connection) -> None:
    school.broken()
    await as_worker(owner)
    await owner.execute(
        """
        UPDATE care_relation SET valid_from = now() - interval '1 hour', valid_to = now() - interval '1 second'
        WHERE person_id = $1::text::uuid AND role = 'break_glass'
        """,
        school.person,
    )
    assert school.nurse.get(f"/people/{school.person}").status_code == 404


def test_an_access_is_reviewed_once_afterwards_and_by_another(school: School) -> None:
    access = school.broken()
    review = f"/break-glass/{access['id']}/review"
    assert problem(school.head.post(review, json={"justified": True})) == (409, "state-conflict")
    assert school.mother.delete(f"/break-glass/{access['id']}").status_code == 204
    assert problem(school.nurse.post(review, json={"justified": True})) == (403, "not-allowed")
    reviewed = school.head.post(review, json={"justified": True, "note": "Mother was in the air."}).json()
    assert (reviewed["justified"], reviewed["note"]) == (True, "Mother was in the air.")
    assert problem(school.mother.post(review, json={"justified": False})) == (409, "state-conflict")
    [listed] = school.mother.get(f"/people/{school.person}/break-glass").json()["accesses"]
    assert listed["reviewed_by"] is not None


def test_whoever_broke_the_glass_is_not_called_by_the_person(school: School) -> None:
    school.broken()
    press = {"person_id": school.person, "severity": "urgent", "sentence": "Help."}
    school.mother.post("/alerts", json=press, headers={"idempotency-key": "k"}).raise_for_status()
    assert kinds(school.nurse) == []


def test_a_person_joins_by_who_decides_about_both_and_leaves_by_who_decides_about_them(school: School) -> None:
    path = f"/people/{school.person}/organisation"
    father = school.joined("manager", "Father")
    assert father.put(path, json={"organisation_id": None}).json()["organisation_id"] is None
    assert school.nurse.get(f"/organisations/{school.organisation}/people").json() == {"people": []}
    assert problem(father.put(path, json={"organisation_id": school.organisation})) == (404, "not-found")


def test_the_last_admin_stays(school: School) -> None:
    path = f"/organisations/{school.organisation}/admins"
    admins = [admin["id"] for admin in school.mother.get(path).json()["admins"]]
    assert [school.mother.delete(f"/organisation-admins/{each}").status_code for each in admins[1:]] == [204, 204]
    assert school.nurse.get(path).status_code == 404
    assert problem(school.mother.delete(f"/organisation-admins/{admins[0]}")) == (409, "state-conflict")


async def kept(owner: asyncpg.Connection, access: str) -> asyncpg.Record:
    """Return what the database holds of an access in words."""
    await as_worker(owner)
    query = "SELECT reason, note, sealed FROM break_glass_access WHERE id = $1::text::uuid"
    row = await owner.fetchrow(query, access)
    assert row is not None
    return row


async def test_reasons_and_notes_lie_sealed_and_are_read_by_who_decides(
    school: School, owner: asyncpg.Connection
) -> None:
    access = school.broken()
    assert access["reason"] == REASON["reason"]
    school.mother.delete(f"/break-glass/{access['id']}").raise_for_status()
    noted = {"justified": True, "note": "Mother was in the air."}
    school.head.post(f"/break-glass/{access['id']}/review", json=noted).raise_for_status()
    row = await kept(owner, access["id"])
    assert row["sealed"]
    assert (is_sealed(row["reason"]), is_sealed(row["note"])) == (True, True)
    [listed] = school.mother.get(f"/people/{school.person}/break-glass").json()["accesses"]
    assert (listed["reason"], listed["note"]) == (REASON["reason"], noted["note"])
    assert "sealed" not in listed


async def test_reasons_from_before_are_read_as_they_are_and_sealed_where_they_lie(
    school: School, owner: asyncpg.Connection, database: Database
) -> None:
    access, plain = school.broken(), ("v1.0 of the door code did not work.", "All well.")
    await as_worker(owner)
    query = "UPDATE break_glass_access SET reason = $2, note = $3, sealed = false WHERE id = $1::text::uuid"
    await owner.execute(query, access["id"], *plain)
    for sealed in (False, True):
        [listed] = school.mother.get(f"/people/{school.person}/break-glass").json()["accesses"]
        assert (listed["reason"], listed["note"]) == plain
        assert (await kept(owner, access["id"]))["sealed"] is sealed
        await seal_fields(database, field_keys(database))


async def test_the_application_seals_a_reason_and_cannot_change_one(school: School, database: Database) -> None:
    access = school.broken()
    for statement, context in (
        ("UPDATE break_glass_access SET reason = 'x' WHERE id = $1::text::uuid", Context.worker()),
        ("SELECT seal_break_glass($1::text::uuid, 'x', NULL)", Context(UUID(access["account_id"]))),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(context) as connection:
                await connection.execute(statement, access["id"])
    async with database.transaction(Context.worker()) as connection:
        await connection.execute("SELECT seal_break_glass($1::text::uuid, 'x', NULL)", access["id"])
    [listed] = school.mother.get(f"/people/{school.person}/break-glass").json()["accesses"]
    assert listed["reason"] == REASON["reason"]
