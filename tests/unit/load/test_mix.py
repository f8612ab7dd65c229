"""What the morning asks for adds up to what the page says of it."""

import pytest

from tests.load.mix import ANSWERS, CAREGIVER, PERSON, expected, pause_s


def test_most_requests_read() -> None:
    assert expected(1000, 1000, 1).reading > 0.6


def test_a_thousand_of_each_ask_for_some_hundred_a_second() -> None:
    assert expected(1000, 1000, 1).per_second == pytest.approx(6.5 * 1000 / 60)


def test_the_rate_multiplies_all_of_it() -> None:
    usual, twice = expected(200, 100, 1), expected(200, 100, 2)

    assert twice.per_second == pytest.approx(2 * usual.per_second)
    assert twice.reading == usual.reading


def test_pauses_are_such_that_habits_are_kept() -> None:
    a_minute = sum(habit.a_minute for habit in PERSON)

    assert 60 / pause_s(PERSON, 1) == pytest.approx(a_minute)
    assert pause_s(CAREGIVER, 2) == pytest.approx(pause_s(CAREGIVER, 1) / 2)


def test_no_request_stands_in_the_mix_twice() -> None:
    routes = [habit.route for habit in (*PERSON, *CAREGIVER, *ANSWERS)]

    assert len(routes) == len(set(routes))
