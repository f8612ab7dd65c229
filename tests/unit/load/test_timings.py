"""Percentiles by nearest rank, errors apart from successes, and a slope that a straight line must have."""

import pytest

from tests.load.timings import Timings, figures, percentile, second_half, slope_a_minute


def test_a_percentile_is_a_value_that_was_measured() -> None:
    hundred = [float(n) for n in range(1, 101)]

    assert [percentile(hundred, part) for part in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert percentile([7.0], 99) == 7
    assert percentile([1.0, 2.0], 50) == 1


def test_figures_of_nothing_are_zeros() -> None:
    assert set(figures([]).values()) == {0}


def test_figures_do_not_need_an_order() -> None:
    assert figures([3.0, 1.0, 2.0]) == {"count": 3, "p50": 2.0, "p95": 3.0, "p99": 3.0, "longest": 3.0}


def test_errors_are_counted_and_do_not_make_a_route_look_quick() -> None:
    timings = Timings()
    for took in (10.0, 20.0):
        timings.note("GET /symbols", took)
    timings.note("GET /symbols", 0.1, "503")
    timings.note("POST /alerts", 0.1, "ConnectionError")

    rows = timings.by_route()

    assert list(rows) == ["GET /symbols", "POST /alerts"]
    assert rows["GET /symbols"] | {"count": 2, "p50": 10.0, "errors": 1} == rows["GET /symbols"]
    assert rows["POST /alerts"] | {"count": 0, "errors": 1} == rows["POST /alerts"]


def test_parts_make_a_whole() -> None:
    one, other = Timings(), Timings()
    one.note("GET /tasks", 1.0)
    other.note("GET /tasks", 3.0)
    other.note("GET /tasks", 9.0, "500")

    whole = Timings.of([vars(one), vars(other)])

    assert whole == Timings({"GET /tasks": [1.0, 3.0]}, {"GET /tasks": ["500"]})


def test_a_straight_line_has_its_slope() -> None:
    assert slope_a_minute([(at, 100 + at / 60 * 2.5) for at in range(0, 300, 5)]) == pytest.approx(2.5)
    assert slope_a_minute([(at, 100.0) for at in range(0, 300, 5)]) == 0
    assert slope_a_minute([(1.0, 5.0)]) == 0


def test_growth_of_the_first_half_is_not_held_against_it() -> None:
    samples = [(float(at), min(at, 50) * 1.0) for at in range(0, 101, 10)]

    assert [at for at, _ in second_half(samples)] == [50, 60, 70, 80, 90, 100]
    assert slope_a_minute(second_half(samples)) == 0
    assert second_half([]) == []
