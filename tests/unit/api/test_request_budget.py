"""An account that asks too often waits; the others, and calls for help, do not."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.domain.request_budget import REMEMBERED_PRINCIPALS, RequestBudget

SAM, ANA = UUID(int=1), UUID(int=2)


def test_a_burst_goes_through_and_then_the_account_waits() -> None:
    budget = RequestBudget(per_second=2, burst=3)
    assert [budget.wait(SAM, 10.0) for _ in range(3)] == [0, 0, 0]
    assert budget.wait(SAM, 10.0) == 0.5
    assert budget.wait(SAM, 10.25) == 0.25
    assert budget.wait(SAM, 10.5) == 0


def test_one_account_costs_another_nothing() -> None:
    budget = RequestBudget(per_second=1, burst=1)
    assert budget.wait(SAM, 0) == 0
    assert budget.wait(SAM, 0) > 0
    assert budget.wait(ANA, 0) == 0


def test_a_refused_request_costs_nothing() -> None:
    budget = RequestBudget(per_second=1, burst=1)
    budget.wait(SAM, 0)
    assert [budget.wait(SAM, 0.5) for _ in range(10)] == [0.5] * 10
    assert budget.wait(SAM, 1.0) == 0


def test_it_remembers_no_more_accounts_than_it_may() -> None:
    budget = RequestBudget(per_second=1, burst=1)
    for number in range(REMEMBERED_PRINCIPALS + 100):
        budget.wait(UUID(int=number), 0)
    assert len(budget._buckets) == REMEMBERED_PRINCIPALS


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=200))
def test_no_pattern_of_asking_gets_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    budget, now, served = RequestBudget(per_second=10, burst=5), 0.0, 0
    for pause in pauses:
        now += pause
        served += budget.wait(SAM, now) == 0
    assert served <= 5 + now * 10 + 1e-6
