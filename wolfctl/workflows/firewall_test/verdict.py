"""What came of the requests: by rule what was blocked and let through, and which of it was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wolfctl.workflows.firewall_test.requests import Expected, Request, shown

VERSION = 1


@dataclass(frozen=True)
class Outcome:
    """One request and what came of it; `by` are the rules that the firewall's own log names, where it does."""

    number: int
    family: str
    rule: str
    text: str
    sent: str
    expect: Expected
    got: Expected
    status: int
    by: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether an attack came through, or something harmless did not."""
        return self.got != self.expect


@dataclass(frozen=True)
class RuleCount:
    """What is sent for one rule, and what came of it."""

    rule: str
    attacks: int
    attacks_blocked: int
    harmless: int
    harmless_let_through: int


@dataclass(frozen=True)
class FirewallDocument:
    """What `wolfctl waf-test ENV --json` prints; `stand_in` says that these were not AWS's rules."""

    version: int
    environment: str
    url: str
    firewall: str
    stand_in: bool
    run: str
    passed: bool
    rules: tuple[RuleCount, ...]
    requests: tuple[Outcome, ...]


def outcome(request: Request, status: int, by: tuple[str, ...], *, blocked: bool) -> Outcome:
    """What came of one request."""
    return Outcome(
        number=request.number,
        family=request.family,
        rule=request.rule,
        text=shown(request),
        sent=f"{request.method} {request.target.partition('?')[0]}",
        expect=request.expect,
        got="block" if blocked else "pass",
        status=status,
        by=by,
    )


def by_rule(outcomes: Iterable[Outcome]) -> tuple[RuleCount, ...]:
    """The counts of each rule, in the order in which they were asked."""
    grouped: dict[str, list[Outcome]] = {}
    for one in outcomes:
        grouped.setdefault(one.rule, []).append(one)
    return tuple(_count(rule, found) for rule, found in grouped.items())


def document(about: Mapping[str, Any], outcomes: tuple[Outcome, ...]) -> dict[str, Any]:
    """The document; `about` holds environment, url, firewall, stand_in and run."""
    passed = not any(one.wrong for one in outcomes)
    return asdict(FirewallDocument(version=VERSION, passed=passed, rules=by_rule(outcomes), requests=outcomes, **about))


def _count(rule: str, found: list[Outcome]) -> RuleCount:
    attacks = [one for one in found if one.expect == "block"]
    harmless = [one for one in found if one.expect == "pass"]
    return RuleCount(
        rule,
        len(attacks),
        sum(one.got == "block" for one in attacks),
        len(harmless),
        sum(one.got == "pass" for one in harmless),
    )
