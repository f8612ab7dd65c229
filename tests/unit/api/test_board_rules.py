"""What holds for a person's boards: the button that calls for help, the differences of versions, licences and PINs."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from api.domain.board_content import KnownMedia, check_content, is_plain
from api.domain.board_diff import difference
from api.domain.errors import Invalid
from api.domain.help_button import calls_for_help, keep_help
from api.domain.licences import is_allowed
from api.domain.pins import FIRST_PAUSE, LONGEST_PAUSE, hash_pin, is_pin, pause_after
from api.schemas.board_sets import LockBoards


def board(*buttons: dict[str, Any], **changed: Any) -> dict[str, Any]:
    listed = [{"id": f"b{number}", **button} for number, button in enumerate(buttons)]
    order = [[button["id"] for button in listed]]
    return {"locale": "en", "grid": {"rows": 1, "columns": len(listed), "order": order}, "buttons": listed, **changed}


@pytest.mark.parametrize(
    ("button", "calls"),
    [
        ({"symbol": "help"}, True),
        ({"label": "help"}, True),
        ({"label": "x", "vocalization": "I need help!"}, True),
        ({"label": "help", "hidden": True}, False),
        ({"label": "help", "load_board": {"path": "help.obf"}}, False),
        ({"label": "help", "load_board": {"path": "help.obf"}, "vocalization": "I need help!"}, True),
        ({"label": "help", "action": ":clear"}, False),
        ({"symbol": "water", "label": "water"}, False),
        ({}, False),
    ],
)
def test_a_button_in_sight_that_says_something_urgent_calls_for_help(button: dict[str, Any], calls: bool) -> None:
    assert calls_for_help(board(button)) is calls


def test_a_button_that_is_on_no_cell_calls_nobody() -> None:
    nowhere = board({"label": "help"}, grid={"rows": 1, "columns": 1, "order": [[None]]})
    assert not calls_for_help(nowhere)


def test_help_is_understood_in_the_language_of_the_board() -> None:
    assert calls_for_help(board({"label": "ayuda"}, locale="es"))


def test_an_edit_keeps_the_help_that_was_there_and_asks_for_none_that_was_not() -> None:
    with_help, without = board({"label": "help"}), board({"label": "more"})
    keep_help(None, without)
    keep_help(without, without)
    keep_help(with_help, board({"label": "911"}))
    with pytest.raises(Invalid) as refusal:
        keep_help(with_help, without)
    assert refusal.value.kind == "hides-help"


def test_two_versions_are_compared_button_by_button() -> None:
    old = board({"label": "a"}, {"label": "b"}, {"label": "c"}, name="old")
    new = board({"label": "a"}, {"label": "B", "hidden": True}, {"label": "d"}, name="new")
    new["buttons"][2]["id"] = "b9"
    new["grid"] = {"rows": 2, "columns": 2, "order": [["b9", "b0"], ["b1", None]]}
    assert difference(old, new) == {
        "board": [
            {"field": "grid.columns", "from": 3, "to": 2},
            {"field": "grid.rows", "from": 1, "to": 2},
            {"field": "name", "from": "old", "to": "new"},
        ],
        "added": [{"id": "b9", "label": "d"}],
        "removed": [{"id": "b2", "label": "c"}],
        "changed": [
            {
                "id": "b1",
                "fields": [{"field": "hidden", "from": None, "to": True}, {"field": "label", "from": "b", "to": "B"}],
            }
        ],
        "moved": [
            {"id": "b0", "from": [(0, 0)], "to": [(0, 1)]},
            {"id": "b1", "from": [(0, 1)], "to": [(1, 0)]},
        ],
    }


def test_equal_versions_do_not_differ() -> None:
    same = board({"label": "a"})
    assert not any(difference(same, same).values())


def test_a_board_in_the_short_form_is_told_from_one_in_full() -> None:
    assert is_plain(board({"label": "a", "symbol": "help", "hidden": False}, name="x"))
    assert not is_plain(board({"label": "a", "image_id": "i"}))
    assert not is_plain(board({"label": "a"}, images=[]))
    assert not is_plain(board({"label": "a"}, grid={"rows": 1, "columns": 1, "order": [["b0"]], "extra": "{}"}))


LICENCES = {"help": "Unicode", "tea": "CC BY-NC-SA 4.0"}


def test_a_board_of_known_symbols_and_media_is_taken() -> None:
    whole = board({"symbol": "tea", "image_id": "unlisted"}, images=["i"])
    check_content(whole, LICENCES, KnownMedia({"i"}), commercial=False)


@pytest.mark.parametrize(
    ("whole", "where", "kind"),
    [
        (board({"symbol": "gone"}), "buttons[0].symbol", "unknown-symbol"),
        (board({"label": "a"}, {"symbol": "tea"}), "buttons[1].symbol", "licence-non-commercial"),
        (board({"label": "a"}, images=["i"]), "images", "unknown-media"),
        (board({"label": "a"}, sounds=["s"]), "sounds", "unknown-media"),
        (board({"action": "clear"}), "buttons.action", "invalid"),
        (board({"label": "a"}, grid={"rows": 1, "columns": 1, "order": [["b7"]]}), "grid.order", "invalid"),
    ],
)
def test_what_a_board_may_not_hold_is_named_by_its_place(whole: dict[str, Any], where: str, kind: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_content(whole, LICENCES, KnownMedia(), commercial=True)
    assert (refusal.value.where, refusal.value.kind) == (where, kind)


@pytest.mark.parametrize(
    "licence", ["CC BY-NC-SA 4.0", "cc-by-nc", "CC-BY-NC-ND", "NC", "non-commercial", "Noncommercial use", "CC By-NC"]
)
def test_a_commercial_organisation_is_kept_from_non_commercial_licences(licence: str) -> None:
    assert is_allowed(licence, commercial=False)
    assert not is_allowed(licence, commercial=True)


@pytest.mark.parametrize("licence", ["Unicode", "CC0-1.0", "CC BY-SA 4.0", "public domain", "Licence", "private", ""])
def test_other_licences_are_for_everybody(licence: str) -> None:
    assert is_allowed(licence, commercial=True)


def test_a_pin_is_known_by_its_slow_hash_alone() -> None:
    kept = hash_pin("2468", b"salt" * 4)
    assert len(kept) == 32
    assert is_pin("2468", b"salt" * 4, kept)
    assert not is_pin("2469", b"salt" * 4, kept)
    assert not is_pin("2468", b"SALT" * 4, kept)
    assert not is_pin("", b"salt" * 4, kept)


@pytest.mark.parametrize("pin", ["", "123", "1" * 13, "12a4", "١٢٣٤", "12 34"])
def test_what_is_not_4_to_12_digits_opens_nothing(pin: str) -> None:
    assert not is_pin(pin, b"salt" * 4, hash_pin(pin, b"salt" * 4))
    with pytest.raises(ValidationError):
        LockBoards(pin=pin)


def test_guessing_is_stopped_for_ever_longer() -> None:
    pauses = [pause_after(failures) for failures in range(1, 9)]
    assert pauses == [None] * 4 + [FIRST_PAUSE * times for times in (1, 2, 4, 8)]
    assert pause_after(1000) == LONGEST_PAUSE == timedelta(hours=24)
