"""The board: symbols become a sentence that is spoken, with fingers, keys or one switch."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.postgres.console.pages import Console, until
from tests.postgres.running_api import Api

API_SETTINGS = {"SPEECH_BUCKET": "speech"}
SCAN_STEP_MS = 1_500
BACK_BOARD = {
    "name": "Feelings",
    "locale": "en",
    "grid": {"rows": 1, "columns": 2, "order": [["calm", "spell"]]},
    "buttons": [
        {"id": "calm", "label": "calm", "vocalization": "I feel calm.", "background_color": "#003366"},
        {"id": "spell", "label": "A", "action": "+a"},
    ],
}


def test_symbols_become_a_sentence_that_is_spoken(console: Console) -> None:
    sam = console.board()
    sam.presses_symbol("water")
    sam.presses_symbol("please")
    sam.sees("#sentence", "water please")
    sam.presses("Remove last")
    sam.presses("Speak")
    sam.sees("#spoken", "I want water.")
    sam.hears("water", "please", "I want water.")
    assert sam.page.locator("#calls li").count() == 0
    sam.presses("Clear")
    sam.sees("#sentence", "Press symbols to make a sentence.")


def test_a_sentence_is_heard_whatever_is_out(console: Console, api: Api) -> None:
    sam = console.board()
    sam.presses_symbol("water")
    sam.presses("Speak")
    sam.hears_clip("I want water.", api.aws.url)

    api.aws.bucket.fails = True
    sam.presses("Clear")
    sam.presses_symbol("toilet")
    sam.presses("Speak")
    said = sam.page.locator("#spoken").inner_text
    until(lambda: said() not in ("", "I want water."))
    sam.hears_clip(said(), "data:")

    sam.context.route("**/speech", lambda route: route.abort())
    sam.presses("Clear")
    sam.presses_symbol("water")
    sam.presses("Speak")
    sam.hears("I want water.")
    assert sam.page.evaluate("clips.length") == 2, "the device spoke"
    api.aws.bucket.fails = False


def test_a_sentence_that_is_urgent_calls_and_any_other_does_when_asked_to(console: Console) -> None:
    sam = console.board()
    sam.presses_symbol("water")
    sam.presses("Call somebody")
    sam.sees("#calls", "I want water.")
    sam.presses("Clear")
    sam.presses_symbol("help")
    sam.sees("#calls", "I need help!")
    assert sam.page.locator("#calls li").count() == 2


def test_whether_a_sentence_was_urgent_is_asked_as_soon_as_it_can_be(console: Console) -> None:
    sam = console.board()
    sam.context.set_offline(True)
    for symbol in ("pain", "more"):
        sam.presses_symbol(symbol)
        sam.presses("Speak")
    sam.hears("it hurts more")
    sam.context.set_offline(False)
    until(lambda: '"maybe"' not in sam.stored())
    assert sam.page.locator("#calls li").count() == 0, "neither sentence was a call"


def test_a_linked_board_opens_speaks_and_leads_back(console: Console, api: Api) -> None:
    with api.signed_in("ana") as ana:
        person, other = api.person("Sam"), str(uuid4())
        put = ana.put(f"/user/{person}/boards/{other}", json=BACK_BOARD, headers={"if-none-match": "*"})
        assert put.status_code == 201, put.text
        home = next(board["id"] for board in ana.get(f"/user/{person}/boards").json()["boards"] if board["home"])
        before = ana.get(f"/user/{person}/boards/{home}")
        content = before.json()
        content["buttons"][-1] = {**content["buttons"][-1], "symbol": None, "load_board": {"board": other}}
        tag = {"if-match": before.headers["etag"]}
        ana.put(f"/user/{person}/boards/{home}", json=content, headers=tag).raise_for_status()

    sam = console.board()
    sam.presses_symbol("goodbye")
    sam.sees("#board-name", "Feelings")
    sam.presses_symbol("calm")
    sam.presses_symbol("spell")
    sam.presses_symbol("spell")
    sam.sees("#sentence", "calm aa")
    sam.presses("Back")
    sam.page.locator('.cell[data-id="water"]').wait_for()


def test_one_switch_reaches_every_button_by_rows(console: Console) -> None:
    sam = console.board()
    sam.page.clock.install()
    sam.settings(scanning=True)
    sam.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))

    def until_lit(selector: str) -> None:
        for _ in range(12):
            if sam.page.locator(f"{selector}.scanned").count():
                return
            sam.page.clock.run_for(SCAN_STEP_MS)
        raise AssertionError(f"{selector} was never lit")

    until_lit('.row:has([data-id="water"])')
    sam.page.keyboard.press("Space")
    until_lit('[data-id="water"]')
    sam.page.keyboard.press("Enter")
    sam.sees("#sentence", "water")
    until_lit(".help-bar")
    sam.page.mouse.click(5, 5)
    until_lit("#help")
    sam.page.mouse.click(5, 5)
    sam.sees("#calls", "I need help!")
    sam.page.keyboard.press("Escape")
    assert sam.page.locator(".scanned").count() == 0
    sam.presses_symbol("toilet")
    sam.sees("#sentence", "water toilet")


def test_the_keyboard_walks_over_the_grid(console: Console) -> None:
    sam = console.board()
    sam.page.locator('.cell[data-id="help"]').focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        sam.page.keyboard.press(key)
    sam.sees("#sentence", "water")


@pytest.mark.parametrize("width", [320, 820, 1440])
def test_everything_fits_and_can_be_hit(console: Console, width: int) -> None:
    for visitor in (console.board(size=(width, 800)), console.signed_in("ana", "caregiver", size=(width, 800))):
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert visitor.page.evaluate(fits)
        small = """[...document.querySelectorAll("button")].filter((button) => button.offsetParent).map((button) =>
          button.getBoundingClientRect()).filter(({width, height}) => width < 44 || height < 44).length"""
        assert visitor.page.evaluate(small) == 0


def test_rosa_reads_her_board_in_spanish(console: Console) -> None:
    rosa = console.board("rosa")
    rosa.sees("#page-name", "Tablero de Rosa")
    rosa.presses_symbol("water")
    rosa.presses("Hablar")
    rosa.sees("#spoken", "Quiero agua.")
