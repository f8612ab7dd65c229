"""Nobody is let in without a good token, and nobody sees a person whom they do not care for."""

import time
from collections.abc import Callable

import asyncpg
import httpx
import pytest

from tests.postgres.issuer import OTHER_CLIENT, OTHER_ISSUER, Issuer
from tests.postgres.running_api import Api

BAD_TOKENS: dict[str, Callable[[Issuer], str]] = {
    "expired": lambda issuer: issuer.token("sub-sam", exp=int(time.time()) - 60),
    "of another issuer": lambda issuer: issuer.token("sub-sam", iss="https://elsewhere.example"),
    "of another client": lambda issuer: issuer.token("sub-sam", client_id="other"),
    "of another pool's client": lambda issuer: issuer.token("sub-sam", client_id=OTHER_CLIENT),
    "of no issuer": lambda issuer: issuer.token("sub-sam", iss=None),
    "an id token": lambda issuer: issuer.token("sub-sam", token_use="id"),
    "without expiry": lambda issuer: issuer.token("sub-sam", exp=None),
    "of nobody": lambda issuer: issuer.token("sub-sam", sub=None),
    "signed by another key": lambda issuer: Issuer(issuer.kid).token("sub-sam"),
    "of an unknown key": lambda _: Issuer("unknown").token("sub-sam"),
    "torn": lambda issuer: issuer.token("sub-sam")[:-20],
    "no token": lambda _: "nonsense",
    "far too long": lambda _: "a.b." + "c" * 9000,
}


def with_token(api: Api, token: str) -> httpx.Response:
    """Ask who I am."""
    return httpx.get(f"{api.url}/me", headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("why", BAD_TOKENS)
def test_a_bad_token_is_refused(api: Api, why: str) -> None:
    answer = with_token(api, BAD_TOKENS[why](api.issuer))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_expired_token_says_that_it_has_expired(api: Api) -> None:
    answer = with_token(api, api.issuer.token("sub-sam", exp=int(time.time()) - 60))
    assert answer.json()["detail"] == "The token has expired; sign in again."


def test_a_token_is_not_believed_longer_than_it_says(api: Api) -> None:
    token = api.issuer.token("sub-sam", exp=int(time.time()) - 3)  # within the tolerance for clocks
    assert with_token(api, token).status_code == 200
    time.sleep(2.5)
    assert with_token(api, token).status_code == 401


def test_either_pool_signs_people_in(api: Api) -> None:
    theirs = api.issuer.token("sub-ana", iss=OTHER_ISSUER, client_id=OTHER_CLIENT)
    assert with_token(api, theirs).json()["caregiver"]["name"] == "Ana"


def test_a_stranger_with_a_good_token_has_no_account(api: Api) -> None:
    assert with_token(api, api.issuer.token("sub-stranger")).status_code == 403


def test_me_says_who_i_am_and_whom_i_see(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    mine = sam.get("/me").json()
    assert (mine["person"]["name"], mine["caregiver"]) == ("Sam", None)
    hers = ana.get("/me").json()
    assert (hers["person"], hers["caregiver"]["name"]) == (None, "Ana")
    assert [(person["name"], person["role"]) for person in hers["people"]] == [("Sam", "manager")]


ROUTES_OF_A_PERSON: list[tuple[str, str]] = [
    ("GET", "/user/{sam}/symbols"),
    ("PUT", "/user/{sam}/symbols"),
    ("GET", "/tasks?user_id={sam}"),
    ("POST", "/alerts"),
    ("GET", "/alerts/{alert}"),
    ("POST", "/alerts/{alert}/acknowledge"),
]


@pytest.mark.parametrize("stranger", ["rosa", "luz"])
@pytest.mark.parametrize(("method", "path"), ROUTES_OF_A_PERSON)
def test_for_others_a_person_does_not_exist(api: Api, sam: httpx.Client, stranger: str, method: str, path: str) -> None:
    alert = api.press(sam, sentence="Only for my own.").json()
    url = path.format(sam=api.person("Sam"), alert=alert["id"])
    board = sam.get(f"/user/{api.person('Sam')}/symbols").json()
    press = {"person_id": api.person("Sam"), "severity": "info", "sentence": "x"}
    headers = {"if-match": "*", "idempotency-key": f"{stranger}-{method}-{path}"}
    with api.signed_in(stranger) as client:
        answer = client.request(method, url, json=board if method == "PUT" else press, headers=headers)
        assert answer.status_code == 404
        assert "Sam" not in answer.text
        assert not [item for item in client.get("/notifications").json()["items"] if item["alert_id"] == alert["id"]]


async def test_a_relation_counts_only_while_it_is_valid(api: Api, owner: asyncpg.Connection, sam: httpx.Client) -> None:
    with api.signed_in("ben") as ben:
        path = f"/user/{api.person('Sam')}/symbols"
        assert ben.get(path).status_code == 200
        async with owner.transaction():
            await owner.execute("SELECT set_config('app.role', 'worker', true)")
            await owner.execute(
                """
                UPDATE care_relation SET valid_to = clock_timestamp()
                WHERE account_id = (SELECT id FROM account WHERE subject = 'sub-ben')
                """
            )
        assert ben.get(path).status_code == 404
        assert ben.get("/me").json()["people"] == []
        before = len(ben.get("/notifications").json()["items"])
        api.press(sam, sentence="Ben must not hear this.").raise_for_status()
        assert len(ben.get("/notifications").json()["items"]) == before


def test_a_ticket_is_given_for_a_minute(ana: httpx.Client) -> None:
    ticket = ana.post("/notifications/ticket").json()
    assert ticket["expires_in"] == 60
    assert ticket["url"].startswith("ws://")
    assert len(ticket["ticket"]) >= 40
