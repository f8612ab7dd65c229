"""What a fault did is told from the moments at which things were sent, acknowledged and heard."""

import pytest

from tests.faults.measured import Span, heard_again, longest_silence, measured, writes_again

# A fault from 10 to 20; everything was settled at 26.
SPAN = Span(10.0, 20.0, 26.0)
WRITES = [(9.0, 9.5), (10.5, 11.0), (11.5, 21.0), (21.5, 22.0), (22.5, 25.0)]
CALLS: list[tuple[float, float | None]] = [(9.0, 9.2), (11.0, 21.0), (20.5, 23.5), (22.0, 22.5), (30.0, None)]


def test_a_write_that_was_sent_before_the_end_says_nothing_of_recovery() -> None:
    assert writes_again(WRITES, 20.0) == 2.0
    assert writes_again(WRITES[:3], 20.0) is None


def test_a_call_is_heard_again_when_the_telephone_rings_for_a_press_since_the_end() -> None:
    assert heard_again(CALLS, 20.0) == 2.5
    assert heard_again([(21.0, None)], 20.0) is None


def test_the_longest_silence_counts_from_the_fault_s_beginning() -> None:
    assert longest_silence(WRITES, SPAN) == 10.0
    assert longest_silence([], SPAN) == 16.0


def test_a_case_counts_what_fell_into_its_span() -> None:
    case = measured("x", SPAN, WRITES, CALLS, refused=3, fallbacks=1)

    assert (case.held_s, case.presses, case.refused, case.fallbacks) == (10.0, 3, 3, 1)
    assert (case.slowest_write_s, case.slowest_call_s) == (9.5, 10.0)
    assert (case.writes_again_s, case.heard_again_s, case.settled_s) == (2.0, 2.5, 6.0)


@pytest.mark.parametrize(
    ("writes", "calls", "what"),
    [(WRITES[:3], CALLS, "nothing is written"), (WRITES, CALLS[:2], "nothing is heard")],
)
def test_what_was_not_got_over_has_no_figures(
    writes: list[tuple[float, float]], calls: list[tuple[float, float | None]], what: str
) -> None:
    with pytest.raises(ValueError, match=what):
        measured("x", SPAN, writes, calls, refused=0, fallbacks=0)
