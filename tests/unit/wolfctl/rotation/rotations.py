"""Keys, plans and results of rotations that never happened."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from rich.console import Console as RichConsole

from wolfctl.workflows.failover_drill.ledger import Attempt
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.rotation.document import About
from wolfctl.workflows.rotation.keys import KeyState, Kind
from wolfctl.workflows.rotation.plan import ON_AWS, Plan, plan

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
ABOUT = About(
    id="20261126T100000Z",
    since="2026-11-26T10:00:00+00:00",
    ended="2026-11-26T10:05:00+00:00",
    operator="robin",
    commit="0123456789ab",
    wolfctl="0.1.0",
    target="Elsewhere.",
)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def key(kind: Kind, name: str, days: float = 10, **more: Any) -> KeyState:
    return KeyState(kind, name, f"id-of-{name}", days_ago(days), **more)


KEYS = (
    key(Kind.KMS, "fields", automatic=True, period_days=365, on_demand=1),
    key(Kind.KMS, "secrets", automatic=True, period_days=365),
    key(Kind.DATA_KEYS, "fields", automatic=True, note="40 values under it, 2 under older ones"),
    key(Kind.DATABASE, "app", automatic=True, period_days=30),
    key(Kind.DATABASE, "owner", automatic=True, period_days=30),
    key(Kind.SIGNING, "2026-11", note="2026-11 trusted"),
    key(Kind.HMAC, "index", note="40 indexes under it, 0 under older ones"),
)


def planned(*kinds: Kind, keys: tuple[KeyState, ...] = KEYS) -> Plan:
    return plan("staging", kinds or tuple(Kind), keys, ON_AWS)


def attempts(ok: int, failed: int = 0) -> list[Attempt]:
    """So many requests, each a tenth of a second long."""
    outcomes = [(Outcome.OK, "")] * ok + [(Outcome.INDETERMINATE, "http 503")] * failed
    return [Attempt("logs", number, number, number + 0.1, *outcome) for number, outcome in enumerate(outcomes)]


def shown(*parts: Any) -> list[str]:
    """What a terminal of 80 columns shows."""
    told = StringIO()
    RichConsole(file=told, width=80, highlight=False).print(*parts, sep="\n")
    return [line.rstrip() for line in told.getvalue().splitlines()]
