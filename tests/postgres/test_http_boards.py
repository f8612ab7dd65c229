"""Symbols, boards and tasks over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.postgres.running_api import Api


def board_of(api: Api, client: httpx.Client) -> tuple[dict[str, Any], str]:
    """Return Sam's board and its ETag."""
    answer = client.get(f"/user/{api.person('Sam')}/symbols").raise_for_status()
    return answer.json(), answer.headers["etag"]


def save(api: Api, client: httpx.Client, board: dict[str, Any], **headers: str) -> httpx.Response:
    """Save Sam's board."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.put(f"/user/{api.person('Sam')}/symbols", json=board, headers=named)


def test_the_vocabulary_is_had_in_two_languages_and_searched(sam: httpx.Client) -> None:
    english = sam.get("/symbols").json()["symbols"]
    spanish = sam.get("/symbols", params={"locale": "es"}).json()["symbols"]
    assert len(english) == len(spanish) >= 300
    assert {symbol["id"] for symbol in english} == {symbol["id"] for symbol in spanish}
    found = sam.get("/symbols", params={"locale": "es", "q": "ayud"}).json()["symbols"]
    assert "help" in {symbol["id"] for symbol in found}
    assert sam.get("/symbols", params={"locale": "xx"}).status_code == 422


def test_a_copy_of_the_vocabulary_is_known_again(sam: httpx.Client) -> None:
    first = sam.get("/symbols")
    assert first.headers["cache-control"] == "private, max-age=300"
    again = sam.get("/symbols", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")


def test_symbols_are_found_without_accents_and_come_page_by_page(sam: httpx.Client) -> None:
    everything = [symbol["id"] for symbol in sam.get("/symbols", params={"locale": "es"}).json()["symbols"]]
    first = sam.get("/symbols", params={"locale": "es", "limit": 200}).json()
    second = sam.get("/symbols", params={"locale": "es", "limit": 300, "after": first["next"]}).json()
    assert [symbol["id"] for symbol in first["symbols"] + second["symbols"]] == everything
    assert second["next"] is None
    plain, accented = (sam.get("/symbols", params={"locale": "es", "q": text}).json() for text in ("dias", "DÍAS"))
    assert plain == accented
    assert any("í" in symbol["label"] for symbol in plain["symbols"])
    assert all(symbol["licence"] and symbol["author"] for symbol in first["symbols"])


@pytest.mark.parametrize(
    "wrong", [{"limit": "0"}, {"limit": "x"}, {"limit": "501"}, {"after": "no such"}, {"commercial": "yes"}]
)
def test_a_wrong_page_of_symbols_is_refused(sam: httpx.Client, wrong: dict[str, str]) -> None:
    assert sam.get("/symbols", params=wrong).status_code == 422


def test_symbols_travel_compressed_as_the_client_likes_it(api: Api, sam: httpx.Client) -> None:
    sizes, tags = {}, {}
    for coding in ("identity", "gzip", "br"):
        with sam.stream("GET", "/symbols", headers={"accept-encoding": coding}) as answer:
            body = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding", "identity") == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        sizes[coding], tags[coding] = len(body), answer.headers["etag"]
    assert sizes["br"] < sizes["gzip"] < sizes["identity"] / 3
    assert len(set(tags.values())) == 3
    known = sam.get("/symbols", headers={"if-none-match": tags["br"], "accept-encoding": "gzip"})
    assert (known.status_code, known.headers["etag"]) == (304, tags["br"])


def test_every_person_starts_with_a_board_that_calls_for_help(api: Api, sam: httpx.Client) -> None:
    board, _ = board_of(api, sam)
    assert "help" in {button["symbol"] for button in board["buttons"]}


def test_a_board_is_saved_over_the_version_that_was_edited(api: Api, sam: httpx.Client) -> None:
    board, etag = board_of(api, sam)
    board["buttons"][0]["label"] = "O'Brien -- ok; DROP"
    saved = save(api, sam, board, if_match=etag)
    assert saved.status_code == 200
    assert board_of(api, sam) == (board, saved.headers["etag"])
    assert save(api, sam, board, if_match=etag).status_code == 412
    assert sam.get(f"/user/{api.person('Sam')}/symbols", headers={"if-none-match": etag}).status_code == 200


def test_a_board_is_not_saved_without_saying_over_what(api: Api, sam: httpx.Client) -> None:
    board, _ = board_of(api, sam)
    assert save(api, sam, board).status_code == 428
    assert save(api, sam, board, if_match='"nonsense"').status_code == 412
    assert save(api, sam, board, if_none_match="*").status_code == 412


def test_of_two_who_save_at_once_one_is_told(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    board, etag = board_of(api, sam)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: save(api, client, board, if_match=etag), [sam, ana]))
    assert sorted(answer.status_code for answer in answers) == [200, 412]


def test_a_board_with_a_hole_in_it_is_refused(api: Api, sam: httpx.Client) -> None:
    board, etag = board_of(api, sam)
    unknown = {**board, "buttons": [{**board["buttons"][0], "symbol": "no_such_symbol"}, *board["buttons"][1:]]}
    assert save(api, sam, unknown, if_match=etag).json()["type"].endswith("unknown-symbol")
    twice = {**board, "grid": {**board["grid"], "order": [board["grid"]["order"][0]] * board["grid"]["rows"]}}
    assert save(api, sam, twice, if_match=etag).status_code == 422
    assert save(api, sam, {**board, "colour": "red"}, if_match=etag).status_code == 422


def test_tasks_come_in_the_order_of_the_day(api: Api, sam: httpx.Client) -> None:
    tasks = sam.get("/tasks", params={"user_id": api.person("Sam")}).json()["tasks"]
    assert [task["title"] for task in tasks] == ["Breakfast", "Lunch", "Walk outside", "Get ready for bed"]
    assert sam.get("/tasks").status_code == 422
