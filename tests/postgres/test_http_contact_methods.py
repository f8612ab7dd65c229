"""A telephone number is texted only after it was proved, and never after STOP."""

import re
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.postgres.care_world import as_worker
from tests.postgres.running_api import Api
from tests.postgres.test_http_care import problem

NUMBER = "+15555550188"
SMS = {"channel": "sms", "address": NUMBER, "consent": True}


@pytest.fixture
def client(api: Api) -> Iterator[httpx.Client]:
    """Call as a caregiver who has just registered."""
    with api.calling(f"sub-{uuid4()}", second_factor=True) as made:
        made.post("/me", json={"name": "Noor", "locale": "es"}).raise_for_status()
        yield made


def code_of(api: Api) -> str:
    """Return the code of the last text."""
    number, message = api.aws.texts[-1]
    assert number == NUMBER
    found = re.search(r"\b\d{6}\b", message)
    assert found is not None
    assert message.startswith("AlphaWolf: tu código")
    return found[0]


def add(client: httpx.Client) -> str:
    """Add the number and return the path of what was made."""
    return f"/contact-methods/{client.post('/contact-methods', json=SMS).raise_for_status().json()['id']}"


def verify(client: httpx.Client, path: str, code: str) -> httpx.Response:
    """Bring a code back."""
    return client.post(f"{path}/verify", json={"code": code})


def ask_again(client: httpx.Client, path: str) -> None:
    """Ask for another code."""
    assert client.post(f"{path}/code").status_code == 202


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_number_is_proved_by_the_code_that_was_texted_to_it(api: Api, client: httpx.Client) -> None:
    path = add(client)
    code = code_of(api)
    assert problem(verify(client, path, wrong(code))) == (422, "wrong-code")
    assert verify(client, path, code).json()["verified_at"] is not None
    assert problem(verify(client, path, code)) == (422, "wrong-code")
    assert problem(client.post(f"{path}/code")) == (409, "state-conflict")
    log = api.log_so_far()
    assert code not in log
    assert NUMBER not in log


async def test_a_code_is_stored_as_a_hash_alone(api: Api, client: httpx.Client, owner: asyncpg.Connection) -> None:
    add(client)
    await as_worker(owner)
    stored = await owner.fetch("SELECT code_hash FROM contact_code")
    assert stored
    assert code_of(api).encode() not in b"".join(row["code_hash"] for row in stored)


def test_five_wrong_tries_are_the_end_of_a_code(api: Api, client: httpx.Client) -> None:
    path = add(client)
    code = code_of(api)
    assert {verify(client, path, wrong(code)).status_code for _ in range(5)} == {422}
    assert verify(client, path, code).status_code == 422


async def test_a_code_is_over_after_ten_minutes(api: Api, client: httpx.Client, owner: asyncpg.Connection) -> None:
    path = add(client)
    await as_worker(owner)
    await owner.execute("UPDATE contact_code SET expires_at = now(), sent_at = sent_at - interval '10 minutes'")
    assert verify(client, path, code_of(api)).status_code == 422
    ask_again(client, path)
    assert verify(client, path, code_of(api)).status_code == 200


def test_a_telephone_is_not_made_to_ring_again_and_again(api: Api, client: httpx.Client) -> None:
    path = add(client)
    texts = len(api.aws.texts)
    again = client.post(f"{path}/code")
    assert problem(again) == (429, "too-many")
    assert again.headers["retry-after"] == "60"
    client.delete(path).raise_for_status()
    assert problem(client.post("/contact-methods", json=SMS)) == (429, "too-many")
    assert len(api.aws.texts) == texts


@pytest.fixture
def texts_fail(api: Api) -> Iterator[None]:
    """Let no text message out."""
    api.aws.texts_fail = True
    yield
    api.aws.texts_fail = False


@pytest.mark.usefixtures("texts_fail")
def test_a_code_that_could_not_be_sent_is_sent_by_the_next_try(api: Api, client: httpx.Client) -> None:
    key, before = {"idempotency-key": "k"}, len(api.aws.texts)
    assert {problem(client.post("/contact-methods", json=SMS, headers=key)) for _ in range(2)} == {(503, "not-sent")}
    api.aws.texts_fail = False
    made = [client.post("/contact-methods", json=SMS, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert len(api.aws.texts) == before + 1
    assert verify(client, f"/contact-methods/{made[0].json()['id']}", code_of(api)).status_code == 200
    client.post("/contact-methods", json=SMS, headers=key).raise_for_status()
    assert len(api.aws.texts) == before + 1


@pytest.mark.usefixtures("texts_fail")
def test_a_number_kept_without_a_code_is_sent_another_when_asked(api: Api, client: httpx.Client) -> None:
    assert problem(client.post("/contact-methods", json=SMS)) == (503, "not-sent")
    [kept] = client.get("/contact-methods").json()["contact_methods"]
    path = f"/contact-methods/{kept['id']}"
    assert problem(client.post(f"{path}/code")) == (503, "not-sent")
    api.aws.texts_fail = False
    ask_again(client, path)
    assert verify(client, path, code_of(api)).status_code == 200


def test_a_stop_is_kept_and_taken_back_by_its_owner_alone(api: Api, client: httpx.Client) -> None:
    path = add(client)
    verify(client, path, code_of(api)).raise_for_status()
    stopped = client.patch(path, json={"consent": False}).json()
    assert stopped["stopped_at"] is not None
    with api.signed_in("ben") as ben:
        assert ben.patch(path, json={"consent": True}).status_code == 404
    welcome = client.patch(path, json={"consent": True}).json()
    assert welcome["stopped_at"] is None
    assert welcome["consented_at"] > stopped["consented_at"]


@pytest.mark.parametrize("changed", [{"consent": False}, {"address": "5550142"}, {"channel": "fax"}])
def test_a_number_without_consent_or_sense_is_refused(client: httpx.Client, changed: dict[str, object]) -> None:
    assert client.post("/contact-methods", json={**SMS, **changed}).status_code == 422
