"""What is refused when a policy is saved, and what is warned of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from api.domain.alerts import Severity
from api.domain.coverage import Hole, check_reach, warnings_of
from api.domain.errors import Invalid
from api.domain.escalation import Around
from api.domain.escalation_policy import (
    BOTH,
    DEFAULT,
    EVERYONE,
    Policy,
    Step,
    Target,
    TargetKind,
    document_of,
    policy_of,
)
from api.domain.notifications import Channel
from api.domain.rotations import Cover, Period, Rotation
from tests.unit.api.escalation.people_around import ANA, BEN, EVA, NOON, around, member

NIGHTS = Rotation("nights", (ANA, BEN), Period.DAILY, time(20), date(2026, 11, 23), "Europe/Madrid")
BY_ROTATION = Policy((Step((Target(TargetKind.ROTATION, rotation="nights"),), BOTH, 60),), rotations={"nights": NIGHTS})


def only(account: object, channels: tuple[Channel, ...] = BOTH, **changed: object) -> Policy:
    step = Step((Target(TargetKind.CAREGIVER, account),), channels, 60)  # type: ignore[arg-type]
    return Policy((replace(step, **changed),))  # type: ignore[arg-type]


def test_the_default_and_a_rotation_reach_somebody() -> None:
    circle = around(member(ANA), member(BEN))
    for policy in (DEFAULT, BY_ROTATION, only(ANA)):
        check_reach(policy, circle)


@pytest.mark.parametrize(
    ("policy", "circle"),
    [
        (only(EVA), around(member(ANA))),
        (only(ANA, (Channel.SMS,)), around(member(ANA, has_number=False))),
        (only(ANA, severities=frozenset({Severity.URGENT})), around(member(ANA))),
        (BY_ROTATION, around(member(EVA))),
        (DEFAULT, around()),
    ],
)
def test_a_policy_that_ends_in_silence_is_refused_in_words(policy: Policy, circle: Around) -> None:
    with pytest.raises(Invalid) as refused:
        check_reach(policy, circle)
    assert refused.value.kind == "reaches-nobody"
    assert refused.value.where.startswith("steps")


def test_a_policy_survives_being_written_down() -> None:
    for policy in (DEFAULT, BY_ROTATION, only(ANA)):
        assert policy_of(document_of(policy)) == policy


def test_a_step_names_rotations_of_its_policy_alone() -> None:
    document = document_of(BY_ROTATION)
    with pytest.raises(Invalid, match="rotation that the policy does not have"):
        policy_of({**document, "rotations": []})
    with pytest.raises(Invalid, match="same name"):
        policy_of({**document, "rotations": document["rotations"] * 2})


def test_tonights_hole_is_named_with_its_hours() -> None:
    circle = around(member(ANA, quiet=True), member(BEN, quiet=True))
    [warned] = warnings_of(DEFAULT, circle, NOON)
    assert warned.hole is Hole.NOBODY_REACHABLE
    ten, seven = datetime(2026, 11, 23, 21, tzinfo=UTC), datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert (warned.begins_at, warned.ends_at) == (ten, seven)
    assert warnings_of(DEFAULT, around(member(ANA, quiet=True), member(BEN)), NOON) == []


def test_a_cover_fills_a_hole_for_its_span() -> None:
    circle = around(member(ANA, quiet=True), member(BEN, quiet=True), member(EVA))
    night = datetime(2026, 11, 23, 21, tzinfo=UTC)
    assert len(warnings_of(BY_ROTATION, circle, NOON)) == 1
    cover = Cover(EVA, "nights", EVA, night, night + timedelta(hours=4), NOON)
    [left] = warnings_of(BY_ROTATION, Around(circle.circle, (cover,)), NOON)
    assert left.begins_at == night + timedelta(hours=4)


def test_what_else_is_warned_of() -> None:
    assert [each.hole for each in warnings_of(DEFAULT, around(), NOON)] == [Hole.NOBODY_CARES]
    without = around(member(ANA, has_number=False))
    assert [each.hole for each in warnings_of(DEFAULT, without, NOON)] == [Hole.NO_NUMBER]
    left = Policy((*only(EVA).steps, Step((EVERYONE,), BOTH, 60)))
    assert [each.hole for each in warnings_of(left, around(member(ANA)), NOON, [ANA])] == [
        Hole.NOT_AROUND,
        Hole.UNPROVED,
    ]
