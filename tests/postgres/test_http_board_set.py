"""Several boards of one person: linked, versioned, kept in step, and never without the button that calls for help."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.postgres.running_api import Api

Json = dict[str, Any]


@pytest.fixture
def base(api: Api) -> str:
    """Where Rosa's boards are."""
    return f"/user/{api.person('Rosa')}/boards"


@pytest.fixture
def rosa(api: Api) -> Any:
    """Call as Rosa, who presses symbols."""
    with api.signed_in("rosa") as client:
        yield client


def content(name: str = "Comida", **changed: Any) -> Json:
    """A board with one button."""
    return {
        "name": name,
        "locale": "es",
        "grid": {"rows": 1, "columns": 2, "order": [["b", "b"]]},
        "buttons": [{"id": "b", "symbol": "water", "label": "agua"}],
        **changed,
    }


def make(client: httpx.Client, base: str, board: Json | None = None, board_id: str | None = None) -> tuple[str, str]:
    """Make a board; return its path and its ETag."""
    path = f"{base}/{board_id or uuid4()}"
    answer = client.put(path, json=board or content(), headers={"if-none-match": "*"})
    assert answer.status_code == 201, answer.text
    return path, answer.headers["etag"]


def home_of(client: httpx.Client, base: str) -> Json:
    """Return the summary of the home board."""
    first: Json = client.get(base).json()["boards"][0]
    assert first["home"] is True
    return first


def test_the_home_board_is_one_of_the_boards_and_the_same_as_before(rosa: httpx.Client, base: str) -> None:
    home = home_of(rosa, base)
    old_way, new_way = rosa.get(base.replace("boards", "symbols")), rosa.get(f"{base}/{home['id']}")
    assert old_way.json() == new_way.json()
    assert old_way.headers["etag"] == new_way.headers["etag"] == f'"board-{home["version"]}"'


def test_boards_may_lead_to_each_other_in_a_circle(rosa: httpx.Client, base: str) -> None:
    one, two = str(uuid4()), str(uuid4())

    def leading(to: str) -> Json:
        return content(buttons=[{"id": "b", "label": "ir", "load_board": {"board": to}}])

    make(rosa, base, leading(two), one)
    make(rosa, base, leading(one), two)
    listed = {board["id"]: board["links"] for board in rosa.get(base).json()["boards"]}
    assert (listed[one], listed[two]) == ([two], [one])
    assert rosa.get(f"{base}/{one}/export.obz").status_code == 200


def test_a_board_is_saved_over_the_version_that_was_edited(rosa: httpx.Client, base: str) -> None:
    path, etag = make(rosa, base)
    assert rosa.put(path, json=content("x")).status_code == 428
    assert rosa.put(path, json=content("x"), headers={"if-none-match": "*"}).status_code == 412
    saved = rosa.put(path, json=content("Más comida"), headers={"if-match": etag})
    assert saved.status_code == 200
    assert rosa.put(path, json=content("x"), headers={"if-match": etag}).status_code == 412
    again = rosa.get(path, headers={"if-none-match": saved.headers["etag"]})
    assert again.status_code == 304
    assert rosa.get(path).json() == content("Más comida")


def test_every_version_is_kept_compared_and_restored(rosa: httpx.Client, base: str) -> None:
    path, etag = make(rosa, base)
    changed = content("Bebidas", buttons=[{"id": "b", "label": "té"}, {"id": "c", "label": "más"}])
    second = rosa.put(path, json=changed, headers={"if-match": etag}).json()["version"]
    listed = rosa.get(f"{path}/versions", params={"limit": 1}).json()
    assert [entry["version"] for entry in listed["versions"]] == [second]
    first = rosa.get(f"{path}/versions", params={"before": listed["next"]}).json()["versions"][0]["version"]
    assert rosa.get(f"{path}/versions/{first}").json() == content()
    differs = rosa.get(f"{path}/diff", params={"from": first, "to": second}).json()
    assert differs["board"] == [{"field": "name", "from": "Comida", "to": "Bebidas"}]
    assert [button["id"] for button in differs["added"]] == ["c"]
    assert [button["id"] for button in differs["changed"]] == ["b"]
    assert rosa.post(f"{path}/restore", json={"version": first}).status_code == 428
    restored = rosa.post(f"{path}/restore", json={"version": first}, headers={"if-match": f'"board-{second}"'})
    assert restored.json()["version"] > second
    assert rosa.get(path).json() == content()
    assert rosa.get(f"{path}/versions").json()["versions"][0]["restored_from"] == first
    assert rosa.get(f"{path}/versions/99999").status_code == 404


def test_a_deleted_board_is_brought_back_by_restoring_it(rosa: httpx.Client, base: str) -> None:
    path, etag = make(rosa, base)
    first = int(etag.strip('"').removeprefix("board-"))
    assert rosa.delete(path, headers={"if-match": etag}).status_code == 200
    assert rosa.get(path).status_code == 404
    assert path.rpartition("/")[2] not in rosa.get(base).text
    gone = rosa.get(f"{base}/changes", params={"after": first}).json()["changes"]
    assert [change["deleted"] for change in gone] == [True]
    assert rosa.post(f"{path}/restore", json={"version": first}, headers={"if-match": "*"}).status_code == 201
    assert rosa.get(path).json() == content()


def test_the_home_board_cannot_be_deleted(rosa: httpx.Client, base: str) -> None:
    answer = rosa.delete(f"{base}/{home_of(rosa, base)['id']}", headers={"if-match": "*"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:alphawolf:problem:state-conflict")


def test_no_edit_takes_the_urgent_button_off_the_home_board(rosa: httpx.Client, base: str) -> None:
    home = f"{base}/{home_of(rosa, base)['id']}"
    board = rosa.get(home).json()
    hidden = [{**button, "hidden": True} if button["symbol"] == "help" else button for button in board["buttons"]]
    path, _ = make(rosa, base)
    refused = [
        rosa.put(home, json={**board, "buttons": hidden}, headers={"if-match": "*"}),
        rosa.put(base.replace("boards", "symbols"), json={**board, "buttons": hidden}, headers={"if-match": "*"}),
        rosa.put(home, json=content(), headers={"if-match": "*"}),
        rosa.post(f"{path}/home", headers={"if-match": "*"}),
        rosa.post(
            f"{base}/changes",
            json={"changes": [{"board_id": home.rpartition("/")[2], "base": 1, "board": content("no help")}]},
        ),
    ]
    assert {(answer.status_code, answer.json()["type"]) for answer in refused} == {
        (422, "urn:alphawolf:problem:hides-help")
    }
    assert rosa.get(home).json() == board


def test_another_board_that_calls_for_help_becomes_the_home_board(rosa: httpx.Client, base: str) -> None:
    former = home_of(rosa, base)
    urgent = content("Casa", buttons=[{"id": "b", "label": "ayuda"}])
    path, etag = make(rosa, base, urgent)
    moved = rosa.post(f"{path}/home", headers={"if-match": etag})
    served = rosa.get(base.replace("boards", "symbols"), headers={"if-none-match": f'"board-{former["version"]}"'})
    assert (served.status_code, served.headers["etag"]) == (200, moved.headers["etag"])
    assert served.json() == urgent
    back = rosa.post(f"{base}/{former['id']}/home", headers={"if-match": "*"})
    assert back.status_code == 200
    assert home_of(rosa, base)["id"] == former["id"]


def test_a_device_that_was_away_takes_over_what_changed(rosa: httpx.Client, base: str) -> None:
    known = rosa.get(f"{base}/changes", params={"limit": 100}).json()
    assert known["more"] is False
    path, etag = make(rosa, base)
    rosa.put(path, json=content("zwei"), headers={"if-match": etag})
    make(rosa, base, content("drei"))
    first = rosa.get(f"{base}/changes", params={"after": known["next"], "limit": 1}).json()
    rest = rosa.get(f"{base}/changes", params={"after": first["next"], "limit": 1}).json()
    assert [change["board"]["name"] for change in first["changes"] + rest["changes"]] == ["zwei", "drei"]
    assert (first["more"], rest["more"]) == (True, False)
    none = rosa.get(f"{base}/changes", params={"after": rest["next"]}).json()
    assert (none["changes"], none["next"]) == ([], rest["next"])


def test_an_edit_made_while_away_is_kept_beside_the_newer_one(rosa: httpx.Client, base: str) -> None:
    path, etag = make(rosa, base)
    board_id, seen = path.rpartition("/")[2], int(etag.strip('"').removeprefix("board-"))
    rosa.put(path, json=content("by Luz"), headers={"if-match": etag})
    push = {"changes": [{"board_id": board_id, "base": seen, "board": content("on the tablet")}]}
    (told,) = rosa.post(f"{base}/changes", json=push).json()["outcomes"]
    assert told["outcome"] == "conflict"
    assert rosa.post(f"{base}/changes", json=push).json()["outcomes"] == [told]
    assert rosa.get(path).json()["name"] == "by Luz"
    assert rosa.get(f"{path}/versions/{told['version']}").json()["name"] == "on the tablet"
    changes = rosa.get(f"{base}/changes", params={"after": seen, "limit": 100}).json()["changes"]
    both = [(change["board"]["name"], change["conflicts_with"]) for change in changes if change["board_id"] == board_id]
    assert both == [("by Luz", None), ("on the tablet", told["current"])]
    summary = next(board for board in rosa.get(base).json()["boards"] if board["id"] == board_id)
    assert summary["conflict"] == told["version"]
    settled = rosa.post(f"{path}/restore", json={"version": told["version"]}, headers={"if-match": "*"})
    assert settled.status_code == 200
    assert rosa.get(path).json()["name"] == "on the tablet"
    summary = next(board for board in rosa.get(base).json()["boards"] if board["id"] == board_id)
    assert summary["conflict"] is None


def test_edits_of_a_device_are_taken_in_one_piece(rosa: httpx.Client, base: str) -> None:
    path, etag = make(rosa, base)
    board_id, seen = path.rpartition("/")[2], int(etag.strip('"').removeprefix("board-"))
    wrong = content(buttons=[{"id": "b", "symbol": "no_such_symbol"}])
    changes = [
        {"board_id": board_id, "base": seen, "board": content("good")},
        {"board_id": str(uuid4()), "base": 0, "board": wrong},
    ]
    assert rosa.post(f"{base}/changes", json={"changes": changes}).status_code == 422
    assert rosa.get(path).json() == content()
    saved = rosa.post(f"{base}/changes", json={"changes": changes[:1]}).json()["outcomes"]
    again = rosa.post(f"{base}/changes", json={"changes": changes[:1]}).json()["outcomes"]
    assert [saved[0]["outcome"], again[0]["outcome"]] == ["saved", "already"]
    assert saved[0]["version"] == again[0]["version"]


@pytest.mark.parametrize(
    "changed",
    [
        {"buttons": [{"id": "b", "label": "\0"}]},
        {"buttons": [{"id": "b", "label": "\ud800"}]},
        {"buttons": [{"id": "b", "extra": "[]"}]},
        {"buttons": [{"id": "b", "extra": '{"label": "twice"}'}]},
        {"buttons": [{"id": "b", "action": "clear"}]},
        {"buttons": [{"id": "b"}, {"id": "b"}]},
        {"buttons": [{"id": "b", "layout": {"top": 0, "left": 0, "width": 2, "height": 1}}]},
        {"grid": {"rows": 1, "columns": 2, "order": [["b", "gone"]]}},
        {"grid": {"rows": 2, "columns": 2, "order": [["b", None]]}},
        {"images": ["none of ours"]},
        {"colour": "red"},
        {"name": "x" * 1001},
    ],
)
def test_a_board_with_a_fault_is_refused(rosa: httpx.Client, base: str, changed: Json) -> None:
    answer = rosa.put(
        f"{base}/{uuid4()}", content=json.dumps(content(**changed)), headers={"if-none-match": "*"} | JSON_BODY
    )
    assert answer.status_code in (400, 422), answer.text
    assert "problem+json" in answer.headers["content-type"]


JSON_BODY = {"content-type": "application/json"}


def test_locked_boards_are_not_changed_without_their_pin_and_still_speak(
    api: Api, rosa: httpx.Client, base: str
) -> None:
    path, etag = make(rosa, base)
    assert rosa.put(f"{base}/lock", json={"pin": "12"}).status_code == 422
    assert rosa.put(f"{base}/lock", json={"pin": "2468"}).json()["locked"] is True
    put: Json = {"json": content("new"), "headers": {"if-match": etag}}
    assert rosa.put(path, **put).status_code == 423
    assert rosa.put(base.replace("boards", "symbols"), json=content(), headers={"if-match": "*"}).status_code == 423
    with api.signed_in("luz") as luz:
        assert luz.put(path, **put).status_code == 423
        assert luz.delete(f"{base}/lock", headers={"board-pin": "1111"}).status_code == 423
    assert rosa.put(path, json=content("new"), headers={"if-match": etag, "board-pin": "2468"}).status_code == 200
    for _ in range(5):
        assert rosa.put(path, json=content(), headers={"if-match": "*", "board-pin": "0000"}).status_code == 423
    closed = rosa.put(path, json=content(), headers={"if-match": "*", "board-pin": "2468"})
    assert (closed.status_code, int(closed.headers["retry-after"]) > 600) == (429, True)
    assert rosa.get(base.replace("boards", "symbols")).status_code == 200
    body = {"person_id": api.person("Rosa"), "severity": "urgent", "symbols": ["help"]}
    assert rosa.post("/alerts", json=body, headers={"idempotency-key": str(uuid4())}).status_code == 201
    with api.signed_in("luz") as luz:
        assert luz.delete(f"{base}/lock").json()["locked"] is False
    assert rosa.put(path, json=content(), headers={"if-match": "*"}).status_code == 200


def test_a_stranger_finds_no_boards(api: Api, ana: httpx.Client, rosa: httpx.Client, base: str) -> None:
    path, _ = make(rosa, base)
    asked = [
        ana.get(base),
        ana.get(path),
        ana.get(f"{path}/versions"),
        ana.get(f"{path}/versions/1"),
        ana.get(f"{path}/diff", params={"from": 1, "to": 1}),
        ana.get(f"{path}/export.obf"),
        ana.get(f"{path}/export.obz"),
        ana.get(f"{path}/media/image", params={"name": "i"}),
        ana.get(f"{base}/changes"),
        ana.get(f"{base}/lock"),
        ana.put(path, json=content(), headers={"if-match": "*"}),
        ana.delete(path, headers={"if-match": "*"}),
        ana.post(f"{path}/home", headers={"if-match": "*"}),
        ana.post(f"{path}/restore", json={"version": 1}, headers={"if-match": "*"}),
        ana.post(f"{base}/changes", json={"changes": [{"board_id": str(uuid4()), "base": 0, "board": content()}]}),
        ana.post(f"{base}/import", content=b"{}"),
        ana.put(f"{base}/lock", json={"pin": "1234"}),
        ana.delete(f"{base}/lock"),
        ana.get(base.replace("boards", "suggestions")),
    ]
    assert {answer.status_code for answer in asked} == {404}


def test_those_who_edit_different_boards_at_once_do_not_hinder_each_other(
    api: Api, rosa: httpx.Client, base: str
) -> None:
    paths = [make(rosa, base) for _ in range(4)]
    with api.signed_in("luz") as luz, ThreadPoolExecutor(4) as pool:
        edits = zip([rosa, luz, rosa, luz], paths, strict=True)
        done = list(
            pool.map(lambda edit: edit[0].put(edit[1][0], json=content("new"), headers={"if-match": edit[1][1]}), edits)
        )
    assert [answer.status_code for answer in done] == [200] * 4
    assert len({answer.json()["version"] for answer in done}) == 4
