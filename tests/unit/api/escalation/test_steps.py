"""Who is told now, by which channel, and when the next are."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from api.domain.alerts import Alert, Severity, State, acknowledged
from api.domain.escalation import Around, Move, What, after_press, due, next_step
from api.domain.escalation_policy import BOTH, DEFAULT, EVERYONE, Policy, Step, Target, TargetKind
from api.domain.notifications import Channel
from tests.unit.api.escalation.people_around import ANA, BEN, EVA, NIGHT, NOON, around, member, new_alert

SOCKET = (Channel.WEBSOCKET,)
ANA_FIRST = Policy(
    (
        Step((Target(TargetKind.CAREGIVER, ANA),), SOCKET, 60),
        Step((Target(TargetKind.CAREGIVER, BEN),), BOTH, 90),
        Step((EVERYONE,), BOTH, 120),
    ),
    repeats=1,
)
CIRCLE = around(member(ANA), member(BEN), member(EVA))


def called(move: Move | None) -> list[UUID]:
    assert move is not None
    return [call.member.account_id for call in move.calls if call.channels]


def names(move: Move | None) -> list[str]:
    assert move is not None
    return [name for name, _ in move.events]


def begin(alert: Alert, policy: Policy = ANA_FIRST, circle: Around = CIRCLE, now: datetime = NOON) -> Move:
    return after_press(alert, None, policy, circle, now, by=None, insists=False)


def test_steps_follow_one_another_and_begin_again_until_the_alert_counts_as_unanswered() -> None:
    move, now = begin(new_alert()), NOON
    told, states = [called(move)], [move.alert.state]
    for _ in range(6):
        assert due(move.alert, ANA_FIRST, CIRCLE, now) is None
        now = move.alert.next_step_at or now
        found = due(move.alert, ANA_FIRST, CIRCLE, now)
        assert found is not None
        move = found
        told.append(called(move))
        states.append(move.alert.state)
    assert told == [[ANA], [BEN], [ANA, BEN, EVA], [ANA], [BEN], [ANA, BEN, EVA], [ANA]]
    assert states == [State.RAISED] * 6 + [State.UNANSWERED]
    assert names(move)[0] == "unanswered"
    assert now - NOON == timedelta(seconds=2 * (60 + 90 + 120))


def test_what_is_unanswered_goes_on_for_ever_though_slower() -> None:
    alert, now = begin(new_alert(Severity.URGENT), DEFAULT).alert, NOON
    pauses = []
    for _ in range(12):
        assert alert.next_step_at is not None
        pauses.append((alert.next_step_at - now).total_seconds() / 60)
        now = alert.next_step_at
        move = due(alert, DEFAULT, CIRCLE, now)
        assert called(move) == [ANA, BEN, EVA]
        assert move is not None
        alert = move.alert
    assert pauses == [2, 2, 2, 2, 4, 8, 16, 16, 16, 16, 16, 16]
    assert alert.state is State.UNANSWERED


def test_a_step_without_anybody_is_passed_over_at_once_and_said_so() -> None:
    move = begin(new_alert(), circle=around(member(BEN)))
    assert called(move) == [BEN]
    assert move.events[0] == ("nobody_on_call", {"steps": [0]})
    assert move.alert.next_step_at == NOON + timedelta(seconds=90)


def test_quiet_hours_keep_a_need_from_ringing_where_somebody_else_hears_it() -> None:
    circle = around(member(ANA, quiet=True), member(BEN))
    move = begin(new_alert(), circle=circle, now=NIGHT)
    assert called(move) == [BEN]
    everyone = begin(new_alert(), DEFAULT, circle, NIGHT)
    assert [(call.member.account_id, call.channels) for call in everyone.calls] == [(ANA, ()), (BEN, SOCKET)]


def test_urgent_overrides_quiet_hours() -> None:
    assert called(begin(new_alert(Severity.URGENT), circle=around(member(ANA, quiet=True)), now=NIGHT)) == [ANA]


def test_a_need_that_nobody_would_hear_rings_through_and_information_waits() -> None:
    asleep = around(member(ANA, quiet=True), member(BEN, quiet=True))
    assert called(begin(new_alert(), circle=asleep, now=NIGHT)) == [ANA, BEN]
    silent = begin(new_alert(Severity.INFO), circle=asleep, now=NIGHT)
    assert called(silent) == []
    assert [call.member.account_id for call in silent.calls] == [ANA, BEN]
    assert silent.alert.next_step_at is not None


def test_a_text_reaches_nobody_without_a_number() -> None:
    by_text = Policy((Step((Target(TargetKind.CAREGIVER, ANA),), (Channel.SMS,), 60), Step((EVERYONE,), BOTH, 60)))
    move = begin(new_alert(), by_text, around(member(ANA, has_number=False), member(BEN)))
    assert called(move) == [ANA, BEN]
    assert names(move) == ["nobody_on_call", "step"]


def test_a_person_without_any_caregiver_keeps_a_next_step() -> None:
    move = begin(new_alert(), circle=around())
    assert (move.calls, names(move)) == ((), ["nobody_on_call", "step"])
    assert move.alert.next_step_at is not None


def test_whoever_insists_on_what_cannot_get_graver_reaches_the_next_step() -> None:
    first = begin(new_alert(Severity.URGENT)).alert
    third = replace(first, press_count=3, version=2, last_pressed_at=NOON + timedelta(seconds=9))
    move = after_press(third, first, ANA_FIRST, CIRCLE, NOON, by=None, insists=True)
    assert (called(move), move.alert.version) == ([BEN], 2)


def test_an_answer_without_an_end_is_reminded_of_and_then_lapses() -> None:
    answered = acknowledged(begin(new_alert()).alert, ANA, "Ana", NOON, ANA_FIRST.remind_after)
    assert due(answered, ANA_FIRST, CIRCLE, NOON + timedelta(seconds=899)) is None
    reminder = due(answered, ANA_FIRST, CIRCLE, NOON + timedelta(seconds=900))
    assert reminder is not None
    assert (reminder.what, called(reminder), reminder.alert.state) == (What.REMINDER, [ANA], State.ACKNOWLEDGED)
    lapse = due(reminder.alert, ANA_FIRST, CIRCLE, NOON + timedelta(seconds=1200))
    assert lapse is not None
    assert (lapse.what, called(lapse), lapse.alert.state) == (What.LAPSE, [BEN], State.RAISED)
    assert (lapse.alert.acknowledged_by, names(lapse)) == (None, ["lapsed", "step"])


def test_an_answer_of_somebody_who_has_left_lapses_without_a_reminder() -> None:
    answered = acknowledged(begin(new_alert()).alert, ANA, "Ana", NOON, ANA_FIRST.remind_after)
    move = due(answered, ANA_FIRST, around(member(BEN)), NOON + timedelta(seconds=900))
    assert move is not None
    assert (move.what, called(move)) == (What.LAPSE, [BEN])


def test_a_lapsed_answer_makes_way_for_a_newer_call_for_the_same() -> None:
    answered = acknowledged(begin(new_alert()).alert, ANA, "Ana", NOON, ANA_FIRST.remind_after)
    reminder = due(answered, ANA_FIRST, CIRCLE, NOON + timedelta(seconds=900))
    assert reminder is not None
    over = due(reminder.alert, ANA_FIRST, CIRCLE, NOON + timedelta(seconds=1200), superseded=True)
    assert over is not None
    assert (over.what, over.alert.state, over.alert.close_reason) == (What.OVER, State.CANCELLED, "superseded")


def test_information_that_was_seen_needs_no_more() -> None:
    seen = acknowledged(begin(new_alert(Severity.INFO)).alert, ANA, "Ana", NOON, ANA_FIRST.remind_after)
    assert seen.next_step_at is None
    assert seen.waits_for_nobody


def test_a_drill_ends_where_an_alert_would_begin_to_count_as_unanswered() -> None:
    drill = begin(new_alert(drill=True), replace(ANA_FIRST, repeats=0))
    move = due(replace(drill.alert, level=2), replace(ANA_FIRST, repeats=0), CIRCLE, NOON + timedelta(days=1))
    assert move is not None
    assert (move.what, move.alert.state, move.alert.close_reason) == (What.OVER, State.CANCELLED, "drill_over")


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=30)])
def test_after_an_outage_one_step_is_made_not_all_that_were_missed(late: timedelta) -> None:
    move = due(begin(new_alert()).alert, ANA_FIRST, CIRCLE, NOON + late)
    assert called(move) == [BEN]
    assert move is not None
    assert move.alert.next_step_at == NOON + late + timedelta(seconds=90)


def test_a_step_leaves_the_alert_one_version_further() -> None:
    alert = begin(new_alert()).alert
    assert next_step(alert, ANA_FIRST, CIRCLE, NOON).alert.version == alert.version + 1
