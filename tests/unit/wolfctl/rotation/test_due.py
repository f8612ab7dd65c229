"""Which keys are due, and how that is shown."""

from typing import Any

import pytest

from tests.unit.wolfctl.rotation.rotations import KEYS, NOW, days_ago, key, shown
from wolfctl.console.rotation_view import due_view
from wolfctl.workflows.rotation.field_keys import kept_by_newest, key_states
from wolfctl.workflows.rotation.keys import KeyState, Kind, judge, judged


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (key(Kind.KMS, "fields", 366, automatic=True, period_days=365), ""),
        (key(Kind.KMS, "fields", 368, automatic=True, period_days=365), "368 days old, 365 are allowed"),
        (key(Kind.KMS, "fields", 900, automatic=True, period_days=365, rotated=days_ago(3)), ""),
        (key(Kind.KMS, "fields", automatic=False), "automatic rotation is off"),
        (key(Kind.KMS, "fields", automatic=True, period_days=400), "rotates each 400 days, 365 are allowed"),
        (key(Kind.KMS, "fields", automatic=True, period_days=90, problem="it is Disabled"), "it is Disabled"),
        (key(Kind.DATA_KEYS, "fields", 93, automatic=True), "93 days old, 90 are allowed"),
        (key(Kind.DATABASE, "app", 31, automatic=True, period_days=30), ""),
        (key(Kind.DATABASE, "app", 33, automatic=True, period_days=30), "33 days old, 30 are allowed"),
        (key(Kind.SIGNING, "2025-01", 400), "400 days old, 365 are allowed"),
        (key(Kind.HMAC, "index", 200), ""),
    ],
)
def test_a_key_is_due_by_age_by_what_does_not_rotate_it_or_by_what_is_wrong(state: KeyState, why: str) -> None:
    assert (judge(state, NOW).why, judge(state, NOW).due) == (why, bool(why))


def test_every_key_is_shown_against_its_policy() -> None:
    late = key(Kind.DATABASE, "app", 40, automatic=True, period_days=30)
    verdicts = judged([late, *(one for one in KEYS if one.name != "app")], NOW)
    assert shown(*due_view("staging", verdicts)) == [
        " kind       key      days  most  by itself",
        " kms        fields     10   365  each 365 d  1 on demand",
        " kms        secrets    10   365  each 365 d",
        " data-keys  fields     10    90  each 90 d   40 values under it, 2 under older",
        "                                             ones",
        " database   app        40    30  each 30 d   due: 40 days old, 30 are allowed",
        " database   owner      10    30  each 30 d",
        " signing    2026-11    10   365  never       2026-11 trusted",
        " hmac       index      10   365  never       40 indexes under it, 0 under older",
        "                                             ones",
        "1 of 7 keys of staging are due.",
    ]
    assert shown(*due_view("staging", judged(KEYS, NOW)))[-1] == "Nothing of staging is due."


def status(*keys: tuple[int, str, int], sealing: int, indexing: int) -> dict[str, Any]:
    made = "2026-11-01T00:00:00+00:00"
    rows = [{"id": one[0], "purpose": one[1], "values": one[2], "made_at": made, "retired_at": None} for one in keys]
    return {"keys": rows, "sealing": sealing, "indexing": indexing}


def test_the_newest_field_keys_are_told_with_what_lies_under_older_ones() -> None:
    told = status((1, "field", 7), (2, "index", 5), (3, "field", 2), (4, "index", 0), sealing=3, indexing=2)
    fields, index = key_states(told, tuple(Kind))
    assert (fields.id, fields.note) == ("3", "2 values under it, 7 under older ones")
    assert (index.id, index.note) == ("4", "0 indexes under it, 5 under older ones; index key 2 still finds")
    assert key_states(told, (Kind.HMAC,)) == [index]
    assert kept_by_newest(told)["newer"] == {"field": False, "index": False}
    assert kept_by_newest(
        status((1, "field", 0), (2, "index", 0), (3, "field", 9), (4, "index", 5), sealing=3, indexing=4)
    ) == {
        "newer": {"field": True, "index": True},
        "told": "field key 3 keeps 9 values, older ones 0; index key 4 keeps 5 indexes, older ones 0",
    }
