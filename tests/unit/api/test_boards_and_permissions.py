"""Boards hold together; a relation permits what it permits."""

from typing import Any

import pytest

from api.db.seed import LOCALES, SeedError, parse, vocabulary
from api.domain.boards import check_board, starting_board, symbols_of
from api.domain.errors import Invalid, NotAllowed, NotFound, VersionMismatch, VersionRequired
from api.domain.permissions import Action, Relation, permit
from api.routes.boards import expected_version
from api.routes.symbols import matches


def board(**changed: Any) -> dict[str, Any]:
    good = {
        "grid": {"rows": 1, "columns": 2, "order": [["a", None]]},
        "buttons": [{"id": "a", "symbol": "help", "label": "help"}],
    }
    return {**good, **changed}


def test_a_board_that_holds_together_passes() -> None:
    check_board(board(), ["help"])
    assert symbols_of(board()) == {"help"}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"buttons": [{"id": "a", "label": "x"}] * 2}, "buttons"),
        ({"buttons": [{"id": "a", "symbol": "unknown", "label": "x"}]}, "buttons[0].symbol"),
        ({"grid": {"rows": 2, "columns": 2, "order": [["a", None]]}}, "grid.order"),
        ({"grid": {"rows": 1, "columns": 3, "order": [["a", None]]}}, "grid.order"),
        ({"grid": {"rows": 1, "columns": 2, "order": [["a", "a"]]}}, "grid.order"),
        ({"grid": {"rows": 1, "columns": 2, "order": [["a", "b"]]}}, "grid.order"),
    ],
)
def test_a_board_with_a_fault_says_where(changed: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_board(board(**changed), ["help"])
    assert caught.value.where == where


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_board_of_the_real_vocabulary_holds_together_and_calls_for_help(locale: str) -> None:
    labels = {symbol["id"]: symbol["labels"][locale]["label"] for symbol in vocabulary()}
    first = starting_board(labels, "Sam's board", locale)
    check_board(first, labels)
    assert "help" in symbols_of(first)
    assert len(first["buttons"]) == 20


def test_a_small_vocabulary_still_makes_a_board() -> None:
    check_board(starting_board({"x": "x"}, "b", "en"), ["x"])


@pytest.mark.parametrize("action", Action)
def test_without_a_relation_a_person_does_not_exist(action: Action) -> None:
    with pytest.raises(NotFound):
        permit(None, action)


MANAGED = (Action.READ_AUDIT, Action.EXPORT)


def test_roles_permit_what_they_should() -> None:
    refused = set()
    for relation in Relation:
        for action in Action:
            try:
                permit(relation, action)
            except NotAllowed:
                refused.add((relation, action))
    deciding = {Action.DECIDE, Action.EDIT_PERSON, Action.PLAN_CALLS, Action.READ_AUDIT, Action.EXPORT}
    broken_glass = set(Action) - {Action.READ}
    assert refused == {
        (Relation.SELF, Action.ACKNOWLEDGE),
        (Relation.SELF, Action.UNLOCK_BOARD),
        (Relation.VIEWER, Action.EDIT_BOARD),
        (Relation.VIEWER, Action.PLAN_COVERS),
        (Relation.VIEWER, Action.LOCK_BOARD),
        (Relation.VIEWER, Action.UNLOCK_BOARD),
        (Relation.EDITOR, Action.LOCK_BOARD),
        (Relation.EDITOR, Action.UNLOCK_BOARD),
        (Relation.VIEWER, Action.EDIT_TASKS),
        (Relation.VIEWER, Action.COMPLETE_TASKS),
        (Relation.VIEWER, Action.RECORD_USE),
        (Relation.VIEWER, Action.EXPORT_USE),
        (Relation.EDITOR, Action.EXPORT_USE),
        *((relation, action) for relation in (Relation.VIEWER, Relation.EDITOR) for action in deciding),
        *((Relation.BREAK_GLASS, action) for action in broken_glass),
    }


def test_the_client_says_which_version_it_edited() -> None:
    assert expected_version('"board-7"', None) == 7
    assert expected_version("*", None) is None
    assert expected_version(None, "*") == 0
    with pytest.raises(VersionRequired):
        expected_version(None, None)
    for tag in ("board-7", 'W/"board-7"', '"board-x"', '"board-7", "board-8"', '"board-99999999999"'):
        with pytest.raises(VersionMismatch):
            expected_version(tag, None)


def test_a_tag_is_known_again_in_every_spelling() -> None:
    assert all(matches(header, '"a"') for header in ('"a"', 'W/"a"', '"b", "a"', "*", ' W/"b" , W/"a" '))
    assert not any(matches(header, '"a"') for header in (None, "", "a", '"b"'))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "not the JSON"),
        ("[]", "not the JSON"),
        ('{"people": [{"name": "Sam"}]}', "not the JSON"),
        ('{"people": [{"subject": "s", "name": "Sam", "locale": "xx", "time_zone": "UTC"}]}', "locale"),
        ('{"people": [{"subject": "s", "name": "Sam", "locale": "en", "time_zone": "Moon/Base"}]}', "time_zone"),
        ('{"caregivers": [{"subject": "s", "name": "Ana", "phone": "+34600123456", "cares_for": []}]}', "fictional"),
        (
            '{"caregivers": [{"subject": "s", "name": "Ana", "phone": "+15555550142", "cares_for": ["Eve"]}]}',
            "cares_for",
        ),
    ],
)
def test_people_who_cannot_be_seeded_are_refused(text: str, message: str) -> None:
    with pytest.raises(SeedError, match=message):
        parse(text)
