"""Alerts under presses, answers, lapses, leaps of the clock, crashes, and messages that come twice or out of order.

Whatever happens: an open alert has a next step or has been answered, and nothing takes effect twice. A week of it runs
in seconds.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from api.domain.alerts import CALLING, OPEN, Severity, State
from api.domain.errors import StateConflict
from api.domain.escalation_policy import BOTH, DEFAULT, EVERYONE, Policy, Step, Target, TargetKind
from api.domain.notifications import Channel
from tests.unit.api.escalation.model import Crash, Memory
from tests.unit.api.escalation.people_around import ANA, BEN, EVA, NOON, SAM, around, member

CIRCLES = [
    around(member(ANA), member(BEN, quiet=True), member(EVA, has_number=False)),
    around(member(ANA, quiet=True)),
    around(),
]
POLICIES = [
    DEFAULT,
    Policy(
        (
            Step((Target(TargetKind.CAREGIVER, ANA),), (Channel.WEBSOCKET,), 60),
            Step((Target(TargetKind.CAREGIVER, BEN),), (Channel.SMS,), 300, frozenset({Severity.NEED})),
            Step((EVERYONE,), BOTH, 120),
        ),
        repeats=0,
        remind_after_s=300,
        lapse_after_s=60,
    ),
]
CRASH = st.none() | st.integers(1, 6)


class Alerts(RuleBasedStateMachine):
    """People press and answer, the clock moves things, processes end in the middle of it."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory(CIRCLES[0], DEFAULT)
        self.now = NOON
        self.keys = 0
        self.last_round = NOON

    def attempt(self, work: Callable[[], object], crash: int | None) -> None:
        """Do something that may crash; what a crash has left is all or nothing, and a retry completes it."""
        self.memory.crashes_at, self.memory.steps = crash, 0
        try:
            work()
        except (Crash, StateConflict):
            pass
        finally:
            self.memory.crashes_at = None

    @rule(
        sentence=st.sampled_from(["Water.", "Pain."]),
        severity=st.sampled_from(list(Severity)),
        by=st.sampled_from([SAM, ANA]),
        replays=st.integers(1, 2),
        crash=CRASH,
    )
    def someone_presses(self, sentence: str, severity: Severity, by: UUID, replays: int, crash: int | None) -> None:
        self.keys += 1
        key = f"press-{self.keys}"
        self.attempt(lambda: self.memory.press(key, sentence, severity, self.now, by), crash)
        for _ in range(replays):
            found = self.memory.press(key, sentence, severity, self.now, by)
            assert found in self.memory.rows.alerts

    @precondition(lambda self: self.memory.rows.alerts)
    @rule(data=st.data(), by=st.sampled_from([ANA, BEN]), crash=CRASH)
    def someone_answers(self, data: st.DataObject, by: UUID, crash: int | None) -> None:
        alert = data.draw(st.sampled_from(list(self.memory.rows.alerts)))
        self.attempt(lambda: self.memory.answer(alert, by, self.now), crash)

    @precondition(lambda self: self.memory.rows.alerts)
    @rule(data=st.data(), helped=st.booleans(), crash=CRASH)
    def someone_closes(self, data: st.DataObject, helped: bool, crash: int | None) -> None:
        alert = data.draw(st.sampled_from(list(self.memory.rows.alerts)))
        self.attempt(lambda: self.memory.close(alert, ANA, self.now, helped=helped), crash)

    @rule(seconds=st.integers(0, 900), crash=CRASH)
    def time_passes(self, seconds: int, crash: int | None) -> None:
        self.now += timedelta(seconds=seconds)
        self.attempt(lambda: self.memory.escalate(self.now), crash)
        self.memory.escalate(self.now)
        self.memory.escalate(self.now)  # a second worker, at the same moment
        self.last_round = self.now

    @rule(hours=st.integers(-2, 24 * 7))
    def the_clock_leaps(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.memory.escalate(self.now)
        self.last_round = self.now

    @precondition(lambda self: self.memory.queue)
    @rule(data=st.data(), times=st.integers(1, 3), crash=CRASH)
    def a_message_comes(self, data: st.DataObject, times: int, crash: int | None) -> None:
        message = data.draw(st.sampled_from(self.memory.queue))
        self.attempt(lambda: self.memory.deliver(message), crash)
        for _ in range(times):
            self.memory.deliver(message)

    @precondition(lambda self: self.memory.rows.alerts)
    @rule(data=st.data())
    def a_step_is_lost(self, data: st.DataObject) -> None:
        self.memory.lose_step(data.draw(st.sampled_from(list(self.memory.rows.alerts))))
        self.memory.escalate(self.now)
        self.last_round = self.now

    @rule(circle=st.sampled_from(CIRCLES), policy=st.sampled_from(POLICIES))
    def the_circle_and_the_policy_change(self, circle: object, policy: Policy) -> None:
        frozen = {alert.id: kept for alert, kept in self.memory.rows.alerts.values()}
        self.memory.around, self.memory.policy = circle, policy  # type: ignore[assignment]
        assert {alert.id: kept for alert, kept in self.memory.rows.alerts.values()} == frozen

    @invariant()
    def an_open_alert_goes_on_or_has_been_answered(self) -> None:
        for alert, _ in self.memory.rows.alerts.values():
            if alert.waits_for_nobody:
                continue
            assert alert.state in OPEN
            assert alert.next_step_at is not None
            # Seen from the last round of the clock, it is not put off for longer than the policy says.
            assert alert.next_step_at - max(self.last_round, self.now) <= self.memory.silent_for(alert) + timedelta(
                hours=2
            )

    @invariant()
    def nothing_takes_effect_twice(self) -> None:
        # Only a crash between ringing and writing it down may let a delivery ring again.
        assert all(count <= 1 + self.memory.torn[key] for key, count in self.memory.rang.items())
        assert set(self.memory.rang) <= set(self.memory.rows.deliveries)

    @invariant()
    def one_call_rings_for_one_thing_and_answers_have_names(self) -> None:
        calling = [alert.sentence for alert, _ in self.memory.rows.alerts.values() if alert.state in CALLING]
        assert len(calling) == len(set(calling))
        for alert, _ in self.memory.rows.alerts.values():
            assert (alert.acknowledged_by is None) or alert.state is not State.RAISED


TestAlerts = Alerts.TestCase
TestAlerts.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_week_without_an_answer_never_falls_silent() -> None:
    memory = Memory(CIRCLES[0], DEFAULT)
    memory.press("one", "Water.", Severity.NEED, NOON, SAM)
    now, heard, longest = NOON, 0, timedelta(0)
    last = NOON
    while now < NOON + timedelta(days=7):
        now += timedelta(minutes=1)
        memory.escalate(now)
        while memory.queue:
            before = sum(memory.rang.values())
            memory.deliver(memory.queue.pop())
            if sum(memory.rang.values()) > before:
                heard, longest, last = heard + 1, max(longest, now - last), now
    [(alert, _)] = memory.rows.alerts.values()
    assert alert.state is State.UNANSWERED
    assert alert.next_step_at is not None
    assert heard > 150
    assert longest <= timedelta(seconds=600 * 8 + 60)
