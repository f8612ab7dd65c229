"""A trace goes on where its name can be believed, and begins anew where not."""

import pytest

from api.domain.traces import continued

RANDOM = "0123456789abcdef" * 3
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_a_named_trace_goes_on_in_a_span_of_our_own() -> None:
    trace = continued(f"00-{TRACE}-{SPAN}-01", RANDOM)
    assert (trace.trace_id, trace.span_id, trace.flags) == (TRACE, RANDOM[32:], "01")
    assert trace.parent == f"00-{TRACE}-{RANDOM[32:]}-01"
    assert continued(trace.parent, RANDOM).trace_id == TRACE


@pytest.mark.parametrize(
    "named",
    [
        None,
        "",
        "canary",
        f"01-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}'; --",
    ],
)
def test_what_is_no_trace_begins_a_new_one(named: str | None) -> None:
    assert continued(named, RANDOM).parent == f"00-{RANDOM[:32]}-{RANDOM[32:]}-00"
