"""The operations over the domain, with a database in memory: a transaction is kept whole or not at all."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from api.domain.alert_endings import Cancellation, Closing, Resolution, cancelled, resolved
from api.domain.alerts import CALLING, Alert, Severity, State, acknowledged, insists, press, pressed_again, raised
from api.domain.errors import StateConflict
from api.domain.escalation import Around, after_press, due, healed
from api.domain.escalation_policy import Policy
from api.domain.notifications import Call, Channel


class Crash(Exception):
    """The process ended here."""


@dataclass
class Rows:
    """What is committed: alerts with their policies, presses by key, announcements, and deliveries by their state."""

    alerts: dict[UUID, tuple[Alert, Policy]] = field(default_factory=dict)
    presses: dict[str, UUID] = field(default_factory=dict)
    press_times: dict[UUID, list[datetime]] = field(default_factory=dict)
    deliveries: dict[tuple[UUID, int, UUID, Channel], str] = field(default_factory=dict)

    def copied(self) -> "Rows":
        """Return what a transaction may change before it is kept."""
        return Rows(dict(self.alerts), dict(self.presses), dict(self.press_times), dict(self.deliveries))


@dataclass
class Memory:
    """A database in memory and the outside world: the queue, and how often each delivery rang or was torn off."""

    around: Around
    policy: Policy
    rows: Rows = field(default_factory=Rows)
    queue: list[tuple[UUID, int]] = field(default_factory=list)
    rang: Counter[tuple[UUID, int, UUID, Channel]] = field(default_factory=Counter)
    torn: Counter[tuple[UUID, int, UUID, Channel]] = field(default_factory=Counter)
    crashes_at: int | None = None
    steps: int = 0
    made: int = 0

    def breathe(self) -> None:
        """End the process here if it is to end here."""
        self.steps += 1
        if self.crashes_at is not None and self.steps >= self.crashes_at:
            raise Crash

    def new_id(self) -> UUID:
        """Return the next id."""
        self.made += 1
        return UUID(int=self.made)

    def save(
        self, rows: Rows, before: Alert | None, alert: Alert, policy: Policy, calls: tuple[Call, ...] = ()
    ) -> None:
        """Write an alert by compare-and-set, with the deliveries of its announcement."""
        self.breathe()
        stored = rows.alerts.get(alert.id)
        if before is not None and (stored is None or stored[0].version != alert.version - 1):
            raise StateConflict("The alert changed at the same moment.")
        rows.alerts[alert.id] = (alert, policy)
        self.breathe()
        for call in calls:
            for channel in call.channels:
                key = (alert.id, alert.version, call.member.account_id, channel)
                assert key not in rows.deliveries, "an effect came twice"
                rows.deliveries[key] = "queued"
            self.breathe()

    def commit(self, rows: Rows, *published: tuple[UUID, int]) -> None:
        """Make it all true at once, and let the relay publish it."""
        self.breathe()
        self.rows = rows
        self.queue += published

    def press(self, key: str, sentence: str, severity: Severity, now: datetime, by: UUID) -> UUID:
        """Press, once for each key."""
        rows = self.rows.copied()
        if key in rows.presses:
            return rows.presses[key]
        pressed = press(
            self.new_id(),
            pressed_by=by,
            pressed_at=None,
            received_at=now,
            severity=severity,
            sentence=sentence,
            symbols=[],
        )
        calling = [
            (alert, policy)
            for alert, policy in rows.alerts.values()
            if alert.state in CALLING and alert.sentence == sentence
        ]
        assert len(calling) <= 1, "two calls for one thing ring"
        times: list[datetime] = []
        if calling:
            before, policy = calling[0]
            times = rows.press_times[before.id]
            alert = pressed_again(before, pressed, times)
        else:
            before, policy = None, self.policy
            alert = raised(self.new_id(), by, None, pressed)
        move = after_press(alert, before, policy, self.around, now, by=by, insists=insists(now, times))
        self.save(rows, before, move.alert, policy, move.calls)
        rows.presses[key] = alert.id
        rows.press_times[alert.id] = [*times, now]
        self.commit(rows, (alert.id, move.alert.version))
        return alert.id

    def answer(self, alert_id: UUID, by: UUID, now: datetime) -> None:
        """Acknowledge."""
        rows = self.rows.copied()
        before, policy = rows.alerts[alert_id]
        alert = acknowledged(before, by, "Somebody", now, policy.remind_after)
        if alert is not before:
            self.save(rows, before, alert, policy)
            self.commit(rows)

    def close(self, alert_id: UUID, by: UUID, now: datetime, *, helped: bool) -> None:
        """Resolve or cancel."""
        rows = self.rows.copied()
        before, policy = rows.alerts[alert_id]
        if helped:
            alert = resolved(before, Closing(by, "Somebody", Resolution.HELPED), now)
        else:
            alert = cancelled(before, Closing(by, "Somebody", Cancellation.FALSE_ALARM), now, by_person=False)
        if alert is not before:
            self.save(rows, before, alert, policy)
            self.commit(rows)

    def escalate(self, now: datetime) -> None:
        """Run one round: what has lost its step is healed, what is due is moved, each in a transaction of its own."""
        for alert_id in list(self.rows.alerts):
            before, policy = self.rows.alerts[alert_id]
            if before.next_step_at is None and not before.waits_for_nobody:
                before = healed(before, now)
            superseded = before.state is State.ACKNOWLEDGED and any(
                other.id != before.id and other.state in CALLING and other.sentence == before.sentence
                for other, _ in self.rows.alerts.values()
            )
            move = due(before, policy, self.around, now, superseded=superseded)
            if move is not None:
                rows = self.rows.copied()
                rows.alerts[alert_id] = (before, policy)
                self.save(rows, before, move.alert, policy, move.calls)
                self.commit(rows, (alert_id, move.alert.version))

    def deliver(self, message: tuple[UUID, int]) -> None:
        """Deliver what a message stands for; between ringing and writing it down a crash may let it ring again."""
        for key in [key for key in self.rows.deliveries if key[:2] == message and self.rows.deliveries[key] != "sent"]:
            self.breathe()
            self.rang[key] += 1
            try:
                self.breathe()
            except Crash:
                self.torn[key] += 1
                raise
            self.rows.deliveries[key] = "sent"

    def lose_step(self, alert_id: UUID) -> None:
        """Take an alert's next step away, as a fault would."""
        alert, policy = self.rows.alerts[alert_id]
        self.rows.alerts[alert_id] = (replace(alert, next_step_at=None), policy)

    def silent_for(self, alert: Alert) -> timedelta:
        """Return the longest that a policy may leave an alert alone."""
        _, policy = self.rows.alerts[alert.id]
        longest = max([step.wait_s for step in policy.steps]) * 8
        return timedelta(seconds=max(longest, policy.remind_after_s, policy.lapse_after_s))
