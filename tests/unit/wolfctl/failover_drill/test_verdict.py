"""Which claims hold, what the drill comes to, and the exit code."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.wolfctl.failover_drill.drills import drill, held, observed, report
from wolfctl.workflows.failover_drill.ledger import compare
from wolfctl.workflows.failover_drill.request import Fault, Kind
from wolfctl.workflows.failover_drill.rounds import EXIT_CODES, Observed, Verdict, judge, may_go_on, steady, verdict

ONE = drill()
FIRST = ONE.rounds[0]


def findings(seen: Observed) -> dict[str, bool | None]:
    return {finding.claim: finding.held for finding in judge(seen, ONE.limits, ONE.claims)}


def test_every_claim_is_judged_once() -> None:
    assert findings(observed(FIRST)) == dict.fromkeys(ONE.claims, True)


def changed(**fields: object) -> Observed:
    seen = observed(FIRST)
    for name, value in fields.items():
        setattr(seen, name, value)
    return seen


@pytest.mark.parametrize(
    ("claim", "seen"),
    [
        ("lost", observed(FIRST, lose=[("pool", 3)])),
        ("rto", observed(FIRST, seconds=16)),
        ("rto", changed(recoveries={"api": None})),
        ("fenced", observed(FIRST, old={"accepted": 1, "refused": 40})),
        ("rebuilt", changed(rebuilt_s=None, aborted="no standby followed again within 60 s", failed="rebuilt")),
        ("rebuilt", changed(rebuilt_s=61.0)),
        ("rebuilt", changed(standby_lacks=1)),
        ("steady_before", changed(steady_before=False)),
        ("steady_after", changed(steady_after=False)),
        ("duplicates", changed(comparison=compare([], {("pool", 1): 1}))),
    ],
)
def test_a_claim_that_does_not_hold_is_told_and_ends_with_1(claim: str, seen: Observed) -> None:
    document = report(ONE, [seen])

    assert findings(seen)[claim] is not True
    assert (document["verdict"], document["exit_code"]) == ("not held", 1)


def test_nothing_acknowledged_is_no_proof_that_nothing_is_lost() -> None:
    seen = changed(comparison=compare([], {}))

    assert findings(seen)["lost"] is None
    assert report(ONE, [seen])["exit_code"] == 1


@pytest.mark.parametrize(("came_to", "code"), [("held", 0), ("not held", 1), ("aborted", 1), ("interrupted", 130)])
def test_exit_codes(came_to: str, code: int) -> None:
    assert EXIT_CODES[Verdict(came_to)] == code
    assert {str(one) for one in EXIT_CODES} == {"held", "not held", "aborted", "interrupted"}


def aborted() -> Observed:
    return Observed(FIRST, steady_before=None, aborted="a path has not come back within 60 s")


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        (lambda: [observed(FIRST)], Verdict.HELD),
        (lambda: [observed(FIRST, lose=[("api", 1)])], Verdict.NOT_HELD),
        (lambda: [aborted()], Verdict.ABORTED),
        (list, Verdict.ABORTED),
    ],
)
def test_truth_table_of_verdicts(rounds: Callable[[], list[Observed]], expected: Verdict) -> None:
    seen = rounds()

    assert verdict(ONE.rounds, seen, [judge(one, ONE.limits, ONE.claims) for one in seen]) is expected


def test_rounds_that_were_not_done_have_not_held() -> None:
    assert report(drill(rounds=2), [observed(FIRST)])["verdict"] == "aborted"


def test_an_interrupted_drill_says_so_whatever_it_had_seen() -> None:
    document = report(ONE, [observed(FIRST)], interrupted=True)

    assert (document["verdict"], document["exit_code"]) == ("interrupted", 130)


def test_no_further_round_after_a_loss_a_second_primary_or_a_missing_standby() -> None:
    def goes_on(seen: Observed) -> bool:
        return may_go_on(judge(seen, ONE.limits, ONE.claims))

    assert goes_on(observed(FIRST))
    assert goes_on(observed(FIRST, seconds=16)), "slow is no danger"
    assert not goes_on(observed(FIRST, lose=[("pool", 1)]))
    assert not goes_on(observed(FIRST, old={"accepted": 1, "refused": 0}))
    assert not goes_on(changed(rebuilt_s=None))


def test_the_negative_control_holds_by_losing_and_its_loss_is_counted_apart() -> None:
    document = held(negative_control=True)

    assert document["verdict"] == "held"
    assert document["totals"]["lost"] == 0
    assert document["totals"]["negative_control_lost"] == 2


def test_a_negative_control_that_loses_nothing_fails_the_drill() -> None:
    planned = drill(negative_control=True)
    document = report(planned, [observed(one) for one in planned.rounds])

    assert document["verdict"] == "not held"
    assert "not shown that a loss would be detected" in document["rounds"][-1]["findings"][0]["seen"]


def test_the_steady_state_needs_every_path_and_every_write() -> None:
    made = list(observed(FIRST).attempts)
    well = [attempt for attempt in made if attempt.ok]

    assert steady(well, ONE.paths, 0)
    assert not steady(made, ONE.paths, 0)
    assert not steady([one for one in well if one.path != "listen"], ONE.paths, 0)


def test_the_worst_path_counts() -> None:
    seen = observed(FIRST)
    slow = observed(replace(FIRST), seconds=4)
    seen.recoveries = {**seen.recoveries, "listen": slow.recoveries["listen"]}

    assert seen.worst is not None
    assert seen.worst.path == "listen"


def test_a_round_back_and_a_control_come_last_and_a_fail_back_only_where_the_primary_has_moved() -> None:
    kinds = [one.kind for one in drill(rounds=3, fail_back=True, negative_control=True).rounds]

    assert kinds == [Kind.DRILL] * 3 + [Kind.FAIL_BACK, Kind.NEGATIVE_CONTROL]
    assert [one.kind for one in drill(rounds=2, fail_back=True).rounds] == [Kind.DRILL] * 2
    control = drill(black_hole=True, negative_control=True).rounds
    assert [one.fault for one in control] == [Fault.BLACK_HOLE, Fault.KILL]


def test_what_a_round_did_not_reach_is_neither_held_nor_broken() -> None:
    seen = changed(comparison=None, recoveries={}, old_primary={}, rebuilt_s=None, steady_after=None)
    told = {finding.claim: (finding.held, finding.seen) for finding in judge(seen, ONE.limits, ONE.claims)}

    assert told.pop("steady_before") == (True, "every write acknowledged")
    assert {held for held, _ in told.values()} == {None}
    assert {told["rto"][1], told["fenced"][1], told["rebuilt"][1], told["steady_after"][1]} == {"not reached"}
