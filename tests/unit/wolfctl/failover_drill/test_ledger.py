"""What follows from a ledger of attempts and what was found afterwards."""

import pytest

from tests.unit.wolfctl.failover_drill.drills import FAILED, OK, TRIGGERED, UNKNOWN, attempts, outage
from wolfctl.workflows.failover_drill.ledger import Attempt, codes, compare, outcomes
from wolfctl.workflows.failover_drill.outcomes import Outcome, of_code
from wolfctl.workflows.failover_drill.recovery import has_recovered, recovery


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("http 201", OK),
        ("http 403", FAILED),
        ("http 429", FAILED),
        ("http 408", UNKNOWN),
        ("http 500", UNKNOWN),
        ("http 503", UNKNOWN),  # the API also says so when it lost the answer to its COMMIT
        ("sqlstate 25006", FAILED),  # read-only: a standby
        ("sqlstate 57P03", FAILED),  # starting up
        ("sqlstate 57P01", UNKNOWN),  # shut down around the commit
        ("sqlstate 08003", UNKNOWN),
        ("sqlstate 01000", UNKNOWN),  # committed, and on no standby
        ("unreachable", FAILED),
        ("lost", UNKNOWN),
        ("silent", UNKNOWN),
    ],
)
def test_what_came_instead_of_an_acknowledgement_says_what_is_known_of_the_write(code: str, outcome: Outcome) -> None:
    assert of_code(code) is outcome


def test_a_code_that_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        of_code("odd")


def test_acknowledged_and_absent_is_lost_and_nothing_else_is() -> None:
    tried = attempts("pool", [(0, OK), (1, OK), (2, FAILED), (3, UNKNOWN), (4, UNKNOWN)])

    found = compare(tried, {("pool", 1): 1, ("pool", 4): 1})

    assert found.lost == (("pool", 2),)
    assert (found.acknowledged, found.failed, found.indeterminate, found.recovered) == (2, 1, 2, 1)
    assert found.lost_by_path == {"pool": 1}


def test_a_write_that_is_there_twice_or_that_nobody_wrote_is_told() -> None:
    found = compare(attempts("pool", [(0, OK), (1, FAILED)]), {("pool", 1): 2, ("pool", 2): 1, ("pool", 9): 1})

    assert found.duplicates == (("pool", 1),)
    assert found.unexpected == (("pool", 9),)
    assert found.present_though_failed == (("pool", 2),)


def test_a_write_tried_again_is_one_write_and_its_acknowledgement_settles_it() -> None:
    again = [Attempt("api", 1, n, n + 0.1, outcome) for n, outcome in enumerate((FAILED, UNKNOWN, OK))]

    assert outcomes(again) == {("api", 1): OK}
    assert outcomes(again[:2]) == {("api", 1): UNKNOWN}
    assert compare(again, {("api", 1): 1}).acknowledged == 1


def test_codes_are_counted_by_path() -> None:
    assert codes(attempts("pool", [(0, OK), (1, FAILED), (2, FAILED)])) == {"pool": {"unreachable": 2}}


def test_the_time_without_service_lies_between_the_two_acknowledgements_around_it() -> None:
    found = recovery("api", attempts("api", outage(2.0)), TRIGGERED)

    assert found is not None
    assert found.shortest == pytest.approx(2.0 - 0.01 - 0.0)
    assert found.longest == pytest.approx(2.0 + 0.01)


def test_one_acknowledgement_in_the_middle_of_an_outage_ends_nothing() -> None:
    steps = [*((-0.3 + 0.1 * n, OK) for n in range(4)), (1, FAILED), (2, OK), (3, FAILED)]
    steps += [(4 + 0.1 * n, OK) for n in range(4)]

    found = recovery("api", attempts("api", steps), TRIGGERED)

    assert found is not None
    assert found.first_ok_ended == pytest.approx(4)


def test_a_path_that_only_waited_has_an_interval_too() -> None:
    waited = [*attempts("api", [(-0.2, OK), (-0.1, OK), (0, OK)]), Attempt("api", 9, TRIGGERED, TRIGGERED + 3, OK)]
    waited += attempts("api", [(3.1, OK), (3.2, OK)])

    found = recovery("api", waited, TRIGGERED)

    assert found is not None
    assert (found.shortest, round(found.longest, 2)) == (0.0, 3.01)


def test_a_path_that_is_still_out_has_no_interval() -> None:
    tried = attempts("api", [*outage(2.0), (5, FAILED)])

    assert recovery("api", tried, TRIGGERED) is None
    assert not has_recovered("api", tried, TRIGGERED)
    assert has_recovered("api", attempts("api", outage(2.0)), TRIGGERED)
