"""What is made of the times that a press brought back."""

from datetime import UTC, datetime, timedelta

from wolfctl.workflows import press

PRESSED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def at(milliseconds: int) -> tuple[datetime, str]:
    return PRESSED + timedelta(milliseconds=milliseconds), ""


def test_hops_are_told_in_the_order_of_the_way_with_milliseconds_after_the_press() -> None:
    seen = {"acknowledged": at(90), "committed": at(20), "understood": at(5), "unknown": at(1)}

    hops = press.in_order(PRESSED, seen)

    assert [(hop.name, hop.at_ms) for hop in hops] == [("understood", 5), ("committed", 20), ("acknowledged", 90)]
    assert hops[1].title == "alert committed"


def test_the_first_hop_that_is_missing_is_named() -> None:
    assert press.missing(["understood", "sentence", "committed", "spoken", "sms_sent"]) == "published"
    assert press.missing([]) == "understood"
    assert press.missing(press.HOPS) is None


def test_every_remedy_is_for_a_hop() -> None:
    assert press.REMEDIES.keys() <= press.HOPS.keys()
