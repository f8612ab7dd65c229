"""The breaker opens, rests, lets one probe through, and does not take a cancellation for anything."""

import asyncio

import pytest

from api.breaker import Breaker, CircuitOpen


class Service:
    """Answers, fails or hangs, and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails = False
        self.takes_s = 0.0

    async def work(self) -> str:
        self.calls += 1
        await asyncio.sleep(self.takes_s)
        if self.fails:
            raise ConnectionError
        return "done"


async def fail(breaker: Breaker, service: Service, times: int) -> None:
    service.fails = True
    for _ in range(times):
        with pytest.raises(ConnectionError):
            await breaker.call(service.work, budget_s=1)


async def test_it_opens_after_five_failures_and_leaves_the_service_alone() -> None:
    breaker, service = Breaker("x"), Service()
    await fail(breaker, service, 5)
    assert breaker.state == "open"
    for _ in range(20):
        with pytest.raises(CircuitOpen):
            await breaker.call(service.work, budget_s=1)
    assert service.calls == 5


async def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker, service = Breaker("x"), Service()
    await fail(breaker, service, 4)
    service.fails = False
    assert await breaker.call(service.work, budget_s=1) == "done"
    await fail(breaker, service, 4)
    assert breaker.state == "closed"


async def test_a_call_over_its_budget_is_a_failure() -> None:
    breaker, service = Breaker("x", failures=1), Service()
    service.takes_s = 5
    with pytest.raises(TimeoutError):
        await breaker.call(service.work, budget_s=0.01)
    assert breaker.state == "open"


async def test_after_its_rest_one_probe_alone_goes_through() -> None:
    breaker, service = Breaker("x", failures=1, rest_s=0.05), Service()
    await fail(breaker, service, 1)
    await asyncio.sleep(0.06)
    service.fails, service.takes_s = False, 0.02
    results = await asyncio.gather(*(breaker.call(service.work, budget_s=1) for _ in range(50)), return_exceptions=True)
    assert (results.count("done"), service.calls) == (1, 2)
    assert sum(isinstance(result, CircuitOpen) for result in results) == 49
    assert breaker.state == "closed"


async def test_a_probe_that_fails_lets_it_rest_again() -> None:
    breaker, service = Breaker("x", failures=1, rest_s=0.05), Service()
    await fail(breaker, service, 1)
    await asyncio.sleep(0.06)
    await fail(breaker, service, 1)
    assert breaker.state == "open"
    await asyncio.sleep(0.06)
    service.fails = False
    assert await breaker.call(service.work, budget_s=1) == "done"


async def test_callers_who_leave_neither_open_nor_close_it() -> None:
    breaker, service = Breaker("x", failures=2), Service()
    service.takes_s = 0.02
    for _ in range(10):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(breaker.call(service.work, budget_s=1), 0.001)
    await asyncio.sleep(0.05)
    assert breaker.state == "closed"


async def test_a_caller_who_leaves_a_probe_does_not_close_it() -> None:
    breaker, service = Breaker("x", failures=1, rest_s=0.02), Service()
    await fail(breaker, service, 1)
    await asyncio.sleep(0.03)
    service.takes_s = 0.02
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(breaker.call(service.work, budget_s=1), 0.001)
    await asyncio.sleep(0.05)
    assert breaker.state == "open"
