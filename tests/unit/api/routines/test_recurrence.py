"""Rules are read, refused and expanded as RFC 5545 says; python-dateutil is the second opinion."""

import time as clock
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.errors import Invalid
from api.domain.recurrence import parse_rule, walls

START = datetime(2026, 11, 2, 8, 30)  # a Monday


def expanded(rule: str, days: int = 60, start: datetime = START) -> list[str]:
    found = walls(parse_rule(rule), start, start, start + timedelta(days=days), counted=True)
    return [wall.strftime("%m-%d %H:%M") for wall in found]


@pytest.mark.parametrize(
    ("rule", "walls"),
    [
        ("FREQ=DAILY;COUNT=3", ["11-02 08:30", "11-03 08:30", "11-04 08:30"]),
        ("RRULE:FREQ=DAILY;INTERVAL=30", ["11-02 08:30", "12-02 08:30", "01-01 08:30"]),
        ("FREQ=DAILY;COUNT=3;BYHOUR=8,20;BYMINUTE=0,45", ["11-02 08:45", "11-02 20:00", "11-02 20:45"]),
        ("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", ["11-02 08:30", "11-06 08:30", "11-09 08:30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2", ["11-15 08:30", "11-29 08:30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO;COUNT=2", ["11-08 08:30", "11-22 08:30"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", ["11-03 08:30", "12-01 08:30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["11-30 08:30", "12-31 08:30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["11-30 08:30", "12-31 08:30"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", ["12-25 08:30"]),
    ],
)
def test_a_rule_says_when(rule: str, walls: list[str]) -> None:
    assert expanded(rule) == walls


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("", "must be parts"),
        ("FREQ", "must be parts"),
        ("FREQ=", "must be parts"),
        ("COUNT=3", "FREQ must be"),
        ("FREQ=HOURLY", "FREQ must be"),
        ("FREQ=daily", "FREQ must be"),
        ("FREQ=DAILY;FREQ=DAILY", "names a part twice"),
        ("FREQ=DAILY;COUNT=1;COUNT=2", "names COUNT twice"),
        ("FREQ=DAILY;BYEASTER=0", "nothing else"),
        ("FREQ=DAILY;BYWEEKNO=1", "nothing else"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL holds numbers from 1"),
        ("FREQ=DAILY;INTERVAL=1,2", "INTERVAL is one number"),
        ("FREQ=DAILY;COUNT=-1", "COUNT holds numbers"),
        ("FREQ=DAILY;COUNT=99999", "COUNT holds numbers"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20270101", "exclude each other"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL is a moment"),
        ("FREQ=DAILY;UNTIL=20270231", "no date of the calendar"),
        ("FREQ=DAILY;BYDAY=XX", "BYDAY holds days"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY holds days"),
        ("FREQ=DAILY;BYDAY=1MO", "BYDAY takes numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "does not go with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR holds numbers from 0 to 23"),
        ("FREQ=DAILY;BYMONTHDAY=0", "from 1 to 31 or as many from the end"),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,30", "more than 24 times a day"),
        ("FREQ=DAILY;WKST=1", "WKST is one of"),
        ("FREQ=DAILY;" + "BYDAY=MO," * 100, "too long"),
        ("FREQ=DAILY;COUNT=\u0663", "COUNT holds numbers"),
    ],
)
def test_a_rule_that_cannot_be_taken_is_refused_with_what_is_wrong(rule: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        parse_rule(rule)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    for rule in ("SECRET=1", "FREQ=SECRET", "FREQ=DAILY;BYDAY=SECRET", "FREQ=DAILY;SECRET=1;SECRET=2"):
        with pytest.raises(Invalid) as caught:
            parse_rule(rule)
        assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "never",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    ],
)
def test_a_rule_that_never_comes_true_ends_with_its_window(never: str) -> None:
    began = clock.process_time()
    assert expanded(never, days=3660) == []
    assert clock.process_time() - began < 1


def test_a_window_far_from_the_start_is_reached_without_walking_there() -> None:
    far = datetime(2099, 6, 1)
    began = clock.process_time()
    assert next(walls(parse_rule("FREQ=DAILY"), datetime(2000, 1, 1, 8), far, far + timedelta(days=1))) == datetime(
        2099, 6, 1, 8
    )
    assert clock.process_time() - began < 0.05


def test_the_end_of_the_calendar_is_an_end() -> None:
    last = datetime(9999, 12, 31, 23)
    for frequency in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        rule = parse_rule(f"FREQ={frequency};INTERVAL=1000")
        assert len(list(walls(rule, datetime(9990, 1, 1), datetime(9990, 1, 1), last))) <= 4


def listed(values: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(lambda found: ",".join(map(str, found)))


WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
plain_days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(",".join)
nth_days = st.tuples(st.sampled_from([1, 2, 3, 4, -1, -2]), st.sampled_from(WEEKDAYS)).map(lambda d: f"{d[0]}{d[1]}")


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Make rules that come true: on one that never does, dateutil walks on to the year 9999."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    optional = {
        "INTERVAL": st.integers(1, 4).map(str),
        "COUNT": st.integers(1, 40).map(str),
        "BYMONTH": listed(st.integers(1, 12)),
        "BYDAY": plain_days if frequency in ("DAILY", "WEEKLY") else st.one_of(plain_days, nth_days),
        "BYHOUR": listed(st.integers(0, 23)),
        "BYMINUTE": listed(st.integers(0, 59), 2),
        "BYSETPOS": st.sampled_from(["1", "-1", "-1,1"]),
        "WKST": st.sampled_from(WEEKDAYS),
    }
    if frequency != "WEEKLY":
        optional["BYMONTHDAY"] = listed(st.one_of(st.integers(1, 28), st.integers(-28, -1)))
    names = set(draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True)))
    drawn = {name: draw(optional[name]) for name in sorted(names)}
    if not names & {"BYDAY", "BYMONTHDAY", "BYHOUR"}:
        drawn.pop("BYSETPOS", None)
    if any(letter.isdigit() for letter in drawn.get("BYDAY", "")):
        drawn.pop("BYMONTHDAY", None)
    if frequency == "MONTHLY" and "BYMONTH" in drawn:
        drawn.pop("INTERVAL", None)
    return ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in drawn.items())])


@settings(deadline=None)
@given(
    rule=rules(),
    start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(
        lambda at: at.replace(day=min(at.day, 28), microsecond=0)
    ),
    skipped=st.integers(0, 500),
)
def test_every_rule_says_what_dateutil_says(rule: str, start: datetime, skipped: int) -> None:
    first, last = start + timedelta(days=skipped), start + timedelta(days=skipped + 400)
    wanted = [at for at in dateutil_walls(rule, start, last) if at >= first]
    assert list(walls(parse_rule(rule), start, first, last, counted=True)) == wanted
    if "COUNT" not in rule:
        assert list(walls(parse_rule(rule), start, first, last)) == wanted


def dateutil_walls(rule: str, start: datetime, last: datetime) -> list[datetime]:
    """Expand by dateutil; COUNT is applied here, for UNTIL is what ends its walk and the two exclude each other."""
    parts = dict(part.split("=") for part in rule.split(";"))
    count = int(parts.pop("COUNT", 10**6))
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    found: list[datetime] = []
    for at in rrulestr(f"RRULE:{text}", dtstart=start):
        if at > last or len(found) == count:
            break
        found.append(at)
    return found
