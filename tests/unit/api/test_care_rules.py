"""Who may decide what about a person's circle, and how a telephone number is proved."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.domain.contact_methods import (
    MOST_CODES_A_DAY,
    MOST_TRIES_A_DAY,
    check_another_code,
    check_number,
    code_hash,
    code_matches,
    code_text,
)
from api.domain.errors import DomainError, Invalid, NotAllowed, NotFound, SecondFactorRequired, StateConflict, TooMany
from api.domain.permissions import (
    CareRelation,
    Relation,
    check_acceptance,
    check_break_glass,
    check_change,
    check_grant,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERSON, SAM, ANA, BEN, EVE = (UUID(int=number) for number in range(1, 6))


def relation(account: UUID, role: Relation, *, ends: bool = False) -> CareRelation:
    return CareRelation(uuid4(), PERSON, account, role, ends)


SELF, MANAGER = relation(SAM, Relation.SELF), relation(ANA, Relation.MANAGER)
EDITOR, GLASS = relation(BEN, Relation.EDITOR), relation(EVE, Relation.BREAK_GLASS)
CIRCLE = [SELF, MANAGER, EDITOR, GLASS]


def outcome(raised: type[DomainError] | None, call: object) -> None:
    assert callable(call)
    if raised is None:
        call()
    else:
        with pytest.raises(raised):
            call()


@pytest.mark.parametrize("granted", Relation)
@pytest.mark.parametrize("granter", [None, *Relation])
def test_only_who_decides_grants_and_nobody_grants_more_than_there_is(
    granter: Relation | None, granted: Relation
) -> None:
    grantable = {
        Relation.SELF: {Relation.VIEWER, Relation.EDITOR, Relation.MANAGER},
        Relation.MANAGER: {Relation.VIEWER, Relation.EDITOR, Relation.MANAGER, Relation.SELF},
    }
    refused = NotFound if granter is None else NotAllowed
    expected = None if granter and granted in grantable.get(granter, ()) else refused
    outcome(expected, lambda: check_grant(granter, granted))


@pytest.mark.parametrize(
    ("changer", "standing", "target", "becomes", "raised"),
    [
        (ANA, "manager", EDITOR, Relation.VIEWER, None),
        (ANA, "manager", EDITOR, Relation.MANAGER, None),
        (SAM, "self", EDITOR, None, None),
        (BEN, "editor", EDITOR, None, None),
        (BEN, "editor", EDITOR, Relation.MANAGER, NotAllowed),
        (BEN, "editor", MANAGER, None, NotAllowed),
        (BEN, "editor", MANAGER, Relation.VIEWER, NotAllowed),
        (ANA, "manager", SELF, None, NotAllowed),
        (SAM, "self", SELF, None, NotAllowed),
        (ANA, "manager", EDITOR, Relation.SELF, NotAllowed),
        (ANA, "manager", EDITOR, Relation.BREAK_GLASS, NotAllowed),
        (ANA, "manager", MANAGER, Relation.VIEWER, NotAllowed),
        (ANA, "manager", GLASS, Relation.MANAGER, NotAllowed),
        (EVE, "break_glass", GLASS, None, NotAllowed),
        (ANA, "manager", MANAGER, None, StateConflict),
        (SAM, "self", MANAGER, None, StateConflict),
        (SAM, "self", MANAGER, Relation.EDITOR, StateConflict),
        (EVE, None, EDITOR, None, NotFound),
    ],
)
def test_a_circle_changes_by_who_decides_and_keeps_a_manager(
    changer: UUID,
    standing: str | None,
    target: CareRelation,
    becomes: Relation | None,
    raised: type[DomainError] | None,
) -> None:
    outcome(raised, lambda: check_change(changer, standing, target, becomes, CIRCLE))


def test_the_last_manager_goes_only_when_that_is_said() -> None:
    check_change(ANA, "manager", MANAGER, None, CIRCLE, without_manager=True)
    another = relation(BEN, Relation.MANAGER)
    check_change(ANA, "manager", MANAGER, None, [*CIRCLE, another])
    for_a_week = relation(BEN, Relation.MANAGER, ends=True)
    with pytest.raises(StateConflict):
        check_change(ANA, "manager", MANAGER, None, [*CIRCLE, for_a_week])
    with pytest.raises(StateConflict):
        check_change(SAM, "self", MANAGER, Relation.MANAGER, CIRCLE, ends=True)


@pytest.mark.parametrize(
    ("invited_as", "standing", "person_has_account", "is_person", "raised"),
    [
        ("viewer", None, True, False, None),
        ("editor", "viewer", True, False, None),
        ("viewer", "break_glass", True, False, None),
        ("viewer", "viewer", True, False, StateConflict),
        ("viewer", "manager", True, False, StateConflict),
        ("viewer", "self", True, True, StateConflict),
        ("self", None, False, False, None),
        ("self", None, True, False, StateConflict),
        ("self", None, False, True, StateConflict),
        ("self", "manager", False, False, StateConflict),
    ],
)
def test_an_invitation_lifts_and_never_lowers(
    invited_as: str, standing: str | None, person_has_account: bool, is_person: bool, raised: type[DomainError] | None
) -> None:
    outcome(
        raised,
        lambda: check_acceptance(
            Relation(invited_as), standing=standing, person_has_account=person_has_account, is_person=is_person
        ),
    )


@pytest.mark.parametrize(
    ("administers", "standing", "second_factor", "raised"),
    [
        (True, None, True, None),
        (True, None, False, SecondFactorRequired),
        (True, "viewer", True, StateConflict),
        (False, None, True, NotFound),
        (False, "viewer", True, NotAllowed),
    ],
)
def test_the_glass_is_broken_by_an_admin_who_sees_nothing_otherwise(
    administers: bool, standing: str | None, second_factor: bool, raised: type[DomainError] | None
) -> None:
    outcome(raised, lambda: check_break_glass(administers=administers, standing=standing, second_factor=second_factor))


@pytest.mark.parametrize("number", ["", "15555550142", "+0155555501", "+1555", "+1555555014212345", "+1 555", "+١٥٥"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(Invalid):
        check_number(number)


def test_codes_come_no_faster_than_one_a_minute_and_five_a_day() -> None:
    check_another_code(NOON, [])
    check_another_code(NOON, [NOON - timedelta(minutes=1)])
    with pytest.raises(TooMany) as soon:
        check_another_code(NOON, [NOON - timedelta(seconds=59)])
    assert soon.value.retry_after == timedelta(minutes=1)
    with pytest.raises(TooMany):
        check_another_code(NOON, [NOON - timedelta(hours=hours) for hours in range(1, MOST_CODES_A_DAY + 1)])


def test_codes_that_could_not_be_sent_hold_up_nobody_but_are_not_tried_without_end() -> None:
    check_another_code(NOON, [], MOST_TRIES_A_DAY - 1)
    with pytest.raises(TooMany):
        check_another_code(NOON, [], MOST_TRIES_A_DAY)


def test_a_code_is_known_again_by_its_hash_alone_and_for_its_own_row() -> None:
    row, other = uuid4(), uuid4()
    stored = code_hash("012345", row)
    assert b"012345" not in stored
    assert code_matches("012345", row, stored)
    assert not code_matches("012346", row, stored)
    assert not code_matches("012345", other, stored)


def test_a_code_is_told_in_the_language_of_who_asked() -> None:
    assert "012345" in code_text("012345", "en")
    assert "código es 012345" in code_text("012345", "es-MX")
