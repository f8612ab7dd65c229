"""Boards in and out as files, through the routes and the database: what came in goes out again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from tests.postgres.running_api import Api
from tests.unit.api.obf.writing_files import IMAGE, PIXEL, SOUND, imported, manifest, obf, zipped

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "obf"
FILES = sorted(FOLDER.glob("*.ob[fz]")) if FOLDER.is_dir() else []
NEEDED = pytest.mark.skipif(not FILES, reason="the outside boards are not beside this checkout (../shared/data/obf)")
BUTTONS = [
    {"id": 0, "label": "hi", "image_id": "i", "sound_id": "s", "ext_x": {"z": "NUMBER", "a": "\ud800\0"}},
    {"id": "away", "label": "go", "load_board": {"path": "next.obf"}},
    {"id": "gone", "label": "nowhere", "load_board": {"path": "gone.obf"}, "image_id": "i9"},
    {
        "id": "far",
        "label": "far",
        "load_board": {"url": "https://127.0.0.1:1/board", "data_url": "https://127.0.0.1:1"},
    },
]
PACKAGE = {
    "manifest.json": manifest(boards={"home": "home.obf", "next": "next.obf"}, ext_m=[None]),
    # Numbers whose notation no JSON library keeps by itself.
    "home.obf": obf(BUTTONS, images=[IMAGE], sounds=[SOUND], ext_b={"b": "HUGE"})
    .replace(b'"NUMBER"', b"1.10")
    .replace(b'"HUGE"', b"1e400"),
    "next.obf": obf([{"id": "b", "label": "back", "load_board": {"id": "home"}}], id="next"),
    "odd.bin": b"\x00\x01",
}


@pytest.fixture
def base(api: Api) -> str:
    """Where Sam's boards are."""
    return f"/user/{api.person('Sam')}/boards"


def taken(client: httpx.Client, base: str, data: bytes) -> dict[str, Any]:
    """Import a file that has to be taken."""
    answer = client.post(f"{base}/import", content=data)
    assert answer.status_code in (200, 201), answer.text
    told: dict[str, Any] = answer.json()
    return told


def out(client: httpx.Client, base: str, told: dict[str, Any], ending: str = "obz") -> bytes:
    """Export what an import made."""
    answer = client.get(f"{base}/{told['root']}/export.{ending}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


@NEEDED
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_outside_file_comes_back_the_same(path: Path, sam: httpx.Client, base: str) -> None:
    came = imported(path.read_bytes())
    told = taken(sam, base, path.read_bytes())
    went = out(sam, base, told)
    assert imported(went) == came
    again = taken(sam, base, went)
    assert imported(out(sam, base, again)) == came
    assert out(sam, base, again) == went
    assert imported(out(sam, base, told, "obf")) == imported(to_obf(came, came.root_id))
    assert [finding["code"] for finding in told["report"]] == [
        finding.code for finding in read(path.read_bytes()).report.findings
    ]


@NEEDED
def test_what_lots_of_stuff_refers_to_and_does_not_hold_is_reported_and_kept(sam: httpx.Client, base: str) -> None:
    told = taken(sam, base, (FOLDER / "lots-of-stuff.obz").read_bytes())
    codes = [finding["code"] for finding in told["report"]]
    assert sum(code in ("image-remote", "image-symbol", "image-unknown") for code in codes) == 5
    went = imported(out(sam, base, told))
    assert {"i14", "i49", "i22", "i67", "i11"} <= {
        button.image_id for board in went.boards.values() for button in board.buttons
    }


def test_a_package_goes_out_to_the_byte_as_the_library_writes_it(sam: httpx.Client, base: str) -> None:
    told = taken(sam, base, zipped(PACKAGE))
    assert out(sam, base, told) == to_obz(imported(zipped(PACKAGE)))
    codes = {finding["code"] for finding in told["report"]}
    assert {"link-broken", "image-unknown", "link-remote"} <= codes


def test_links_within_a_package_lead_to_boards_of_the_person(sam: httpx.Client, base: str) -> None:
    told = taken(sam, base, zipped(PACKAGE))
    ids = {board["source_id"]: board["id"] for board in told["boards"]}
    assert told["root"] == ids["home"]
    board = sam.get(f"{base}/{ids['home']}").json()
    leads = {button["id"]: button.get("load_board", {}).get("board") for button in board["buttons"]}
    assert leads == {"0": None, "away": ids["next"], "gone": None, "far": None}


def test_the_same_file_again_is_the_same_boards_and_brings_deleted_ones_back(sam: httpx.Client, base: str) -> None:
    package = zipped({**PACKAGE, "only.here": b"1"})
    told = taken(sam, base, package)
    lost = next(board["id"] for board in told["boards"] if board["source_id"] == "next")
    assert sam.delete(f"{base}/{lost}", headers={"if-match": "*"}).status_code == 200
    again = sam.post(f"{base}/import", content=package)
    assert again.status_code == 200
    assert again.json() == {**told, "already": True}
    assert sam.get(f"{base}/{lost}").status_code == 200


def test_an_imported_board_is_edited_and_keeps_all_that_it_brought(sam: httpx.Client, base: str) -> None:
    told = taken(sam, base, zipped({**PACKAGE, "edited.here": b"1"}))
    path = f"{base}/{told['root']}"
    first = sam.get(path)
    board = first.json()
    board["buttons"][0] |= {"label": "water", "symbol": "water"}
    saved = sam.put(path, json=board, headers={"if-match": first.headers["etag"]})
    assert saved.status_code == 200, saved.text
    went = imported(out(sam, base, told))
    button = went.boards["home"].buttons[0]
    assert button.label == "water"
    assert button.extra == '{"ext_x":{"z":1.10,"a":"\\ud800\\u0000"},"ext_alphawolf_symbol":"water"}'
    assert went.images == imported(zipped(PACKAGE)).images
    back = taken(sam, base, out(sam, base, told))
    assert sam.get(f"{base}/{back['root']}").json()["buttons"][0]["symbol"] == "water"


def test_boards_of_two_packages_go_out_together(sam: httpx.Client, base: str) -> None:
    other = {**IMAGE, "data": None, "url": "https://example.com/other.png"}
    one = taken(sam, base, obf([{"id": "b", "label": "one", "image_id": "i"}], images=[IMAGE], ext_n=1))
    two = taken(sam, base, obf([{"id": "b", "label": "two", "image_id": "i"}], images=[other], ext_n=2))
    path = f"{base}/{one['root']}"
    board = sam.get(path).json()
    board["buttons"][0]["load_board"] = {"board": two["root"]}
    assert sam.put(path, json=board, headers={"if-match": "*"}).status_code == 200
    went = imported(out(sam, base, one))
    first = went.boards[went.root_id]
    (second,) = (board for board in went.boards.values() if board is not first)
    assert first.buttons[0].load_board is not None
    assert first.buttons[0].load_board.id == second.id
    pictures = [went.images[board.buttons[0].image_id or ""] for board in (first, second)]
    assert [picture.data is None for picture in pictures] == [False, True]


def test_pictures_and_sounds_are_served_as_what_they_are(sam: httpx.Client, base: str) -> None:
    unsafe = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>alert(1)</script><path d="M0 0"/></svg>'
    )
    package = {
        "manifest.json": manifest(),
        "home.obf": obf(
            [{"id": "b", "label": "x", "image_id": "i", "sound_id": "s"}, {"id": "c", "label": "y", "image_id": "v"}],
            images=[{"id": "i", "path": "p.png", "content_type": "text/html"}, {"id": "v", "path": "v.svg"}],
            sounds=[SOUND],
        ),
        "p.png": PIXEL,
        "v.svg": unsafe,
    }
    path = f"{base}/{taken(sam, base, zipped(package))['root']}/media"
    picture = sam.get(f"{path}/image", params={"name": "i"})
    assert (picture.content, picture.headers["content-type"]) == (PIXEL, "image/png")
    assert "sandbox" in picture.headers["content-security-policy"]
    known = sam.get(f"{path}/image", params={"name": "i"}, headers={"if-none-match": picture.headers["etag"]})
    assert known.status_code == 304
    assert b"script" not in sam.get(f"{path}/image", params={"name": "v"}).content
    assert sam.get(f"{path}/sound", params={"name": "s"}).headers["content-type"] == "audio/mpeg"
    assert sam.get(f"{path}/sound", params={"name": "i"}).status_code == 404


def test_a_trial_tells_all_and_makes_nothing(sam: httpx.Client, base: str) -> None:
    before = sam.get(base).json()
    package = zipped({**PACKAGE, "trial.here": b"1"})
    told = sam.post(f"{base}/import", params={"dry_run": "true"}, content=package).json()
    assert (told["taken"], told["boards"]) == (True, [])
    assert sam.get(base).json() == before
    refused = sam.post(f"{base}/import", params={"dry_run": "true"}, content=b"nonsense")
    assert (refused.status_code, refused.json()["taken"]) == (200, False)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"nonsense", "not-json"),
        (b"[]", "not-a-board"),
        (zipped({"../up.obf": obf()}), "zip-parent-path"),
        (zipped({"/root.obf": obf()}), "zip-absolute-path"),
        (zipped({"manifest.json": manifest(), "home.obf": obf(), "zeros.bin": bytes(8 << 20)}), "zip-bomb"),
        (zipped({"manifest.json": manifest(), "home.obf": obf(), "zeros.bin": bytes(17 << 20)}), "zip-"),
    ],
    # The bytes of a package tell when it was made, and every worker makes its own.
    ids=["nonsense", "list", "parent-path", "absolute-path", "bomb", "too-large"],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_made(
    sam: httpx.Client, base: str, data: bytes, code: str
) -> None:
    before = sam.get(base).json()
    answer = sam.post(f"{base}/import", content=data)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:alphawolf:problem:import-refused")
    assert f"({code}" in answer.json()["detail"]
    assert sam.get(base).json() == before


@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_an_import_without_a_file_is_refused(sam: httpx.Client, base: str, dry_run: str) -> None:
    answer = sam.post(f"{base}/import", params={"dry_run": dry_run})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:alphawolf:problem:import-refused")
    assert answer.json()["errors"] == [{"where": "body", "what": "is empty; send an .obf or .obz"}]


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_over_20_mb_is_refused_announced_or_not(sam: httpx.Client, base: str, announced: bool) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (bytes(1 << 20) for _ in range(21))

    answer = sam.post(f"{base}/import", content=bytes(21 << 20) if announced else pieces())
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:alphawolf:problem:too-large")


def test_a_board_of_our_own_goes_out_and_comes_back_with_its_symbols(sam: httpx.Client, base: str) -> None:
    home = sam.get(base).json()["boards"][0]
    went = sam.get(f"{base}/{home['id']}/export.obf").content
    assert json.loads(went)["buttons"][0]["ext_alphawolf_symbol"] == "help"
    back = taken(sam, base, went)
    ours, theirs = (sam.get(f"{base}/{name}").json() for name in (home["id"], back["root"]))
    assert theirs["buttons"] == ours["buttons"]
    assert theirs["grid"] == ours["grid"]


def test_an_imported_home_board_is_not_flattened_by_the_short_form(sam: httpx.Client, base: str) -> None:
    former = sam.get(base).json()["boards"][0]["id"]
    told = taken(sam, base, obf([{"id": "h", "label": "help", "image_id": "i"}], images=[IMAGE], ext_home=1))
    assert sam.post(f"{base}/{told['root']}/home", headers={"if-match": "*"}).status_code == 200
    short = {
        "name": "short",
        "locale": "en",
        "grid": {"rows": 1, "columns": 1, "order": [["h"]]},
        "buttons": [{"id": "h", "symbol": "help", "label": "help"}],
    }
    symbols = base.replace("boards", "symbols")
    assert sam.put(symbols, json=short, headers={"if-match": "*"}).status_code == 409
    assert sam.get(symbols).json()["images"] == ["i"]
    assert sam.post(f"{base}/{former}/home", headers={"if-match": "*"}).status_code == 200


def test_the_log_holds_nothing_of_the_files(api: Api, sam: httpx.Client, base: str) -> None:
    canary = "zebra-canary-4411"
    taken(sam, base, obf([{"id": canary, "label": canary}], name=canary))
    refused = sam.post(f"{base}/import", content=zipped({f"../{canary}.obf": obf()}))
    assert canary not in refused.text
    assert canary not in api.log_so_far()
