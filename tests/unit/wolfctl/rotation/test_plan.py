"""A rotation is planned and shown from what is known of the keys, without any I/O."""

import pytest

from tests.unit.wolfctl.rotation.rotations import KEYS, NOW, days_ago, key, planned, shown
from wolfctl.console.rotation_view import plan_view
from wolfctl.errors import Refused
from wolfctl.workflows.rotation.keys import Kind
from wolfctl.workflows.rotation.plan import wanted_kinds
from wolfctl.workflows.rotation.signing_keys import Next, Pairs, new_name, next_step, told, with_key, without_key

FILE = """edge:
  cdn:
    signing_keys: # the public halves
      "2025-01": |
        -----BEGIN PUBLIC KEY-----
        AA
        -----END PUBLIC KEY-----
    origin_shield: false
"""


def test_nothing_waits_that_could_be_done_meanwhile() -> None:
    assert [step.id for step in planned().steps] == [
        *("kms:fields", "kms:secrets", "objects", "rewrap", "announce"),
        *("database:app", "database:owner", "signing", "reseal", "retire"),
    ]


@pytest.mark.parametrize(
    ("kinds", "steps", "claims"),
    [
        ((Kind.KMS,), ["kms:fields", "kms:secrets", "objects"], ["requests", "kms"]),
        ((Kind.DATA_KEYS,), ["rewrap", "announce", "reseal"], ["requests", "rewrapped", "resealed", "new"]),
        ((Kind.HMAC,), ["announce", "reseal", "retire"], ["requests", "resealed", "new"]),
        ((Kind.DATABASE,), ["database:app", "database:owner"], ["requests", "database"]),
        ((Kind.SIGNING,), ["signing"], ["requests", "signing"]),
    ],
)
def test_each_kind_has_its_steps_and_claims(kinds: tuple[Kind, ...], steps: list[str], claims: list[str]) -> None:
    made = planned(*kinds)
    assert ([step.id for step in made.steps], list(made.claims)) == (steps, claims)


def test_only_the_purposes_asked_for_are_announced() -> None:
    subjects = {
        kinds: next(step.subject for step in planned(*kinds).steps if step.deed == "ANNOUNCE")
        for kinds in ((Kind.HMAC,), (Kind.DATA_KEYS,), (Kind.DATA_KEYS, Kind.HMAC))
    }
    assert list(subjects.values()) == ["index", "field", "field index"]


def test_a_key_that_aws_rotates_no_more_is_left_out_and_one_near_that_is_warned_of() -> None:
    keys = (
        key(Kind.KMS, "fields", automatic=True, on_demand=25),
        key(Kind.KMS, "logs", automatic=True, on_demand=10),
        key(Kind.KMS, "art", automatic=True, on_demand=9),
    )
    made = planned(Kind.KMS, keys=keys)
    assert [step.id for step in made.steps] == ["kms:logs", "kms:art", "objects"]
    assert made.left_out == (("fields", "AWS lets a key be rotated on demand 25 times, and it was"),)
    assert made.warnings == ("logs was rotated on demand 10 times; where AWS still allows 10, it will refuse",)


def test_the_whole_plan_at_eighty_columns() -> None:
    assert shown(*plan_view(planned(Kind.DATABASE, Kind.HMAC))) == [
        "Rotation of keys of staging",
        "steps     announce a new key (index) to every process, a minute before it is",
        "          used",
        "          give app a new password, tried before it is used",
        "          give owner a new password, tried before it is used",
        "          seal again and index anew what lies under older keys, batch by batch",
        "          let index keys leave that were taken over from a day ago",
        "canaries  logs: POST /logs: a write, by the database user of now",
        "          numbers: GET /contact-methods: sealed telephone numbers, read as",
        "          they were",
        "          speech: POST /speech: a clip found by a name that the index key",
        "          makes",
        "claims    no request of a canary fails while keys are rotated",
        "          no value is left under an older key, and all that was sealed before",
        "          is read",
        "          what is written now is sealed by the new key and found by the new",
        "          index",
        "          each secret holds a password that was tried, the application's that",
        "          of its other user",
    ]


def test_kinds_are_taken_in_one_order_and_an_unknown_one_is_refused() -> None:
    assert wanted_kinds(()) == tuple(Kind)
    assert wanted_kinds(("hmac", "kms")) == (Kind.KMS, Kind.HMAC)
    with pytest.raises(Refused) as refused:
        wanted_kinds(("tls",))
    assert refused.value.message == "There are no keys of the kind 'tls'."
    assert refused.value.hint == "--only takes one of kms, data-keys, database, signing, hmac; repeat it."


def test_nothing_to_rotate_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        planned(Kind.DATABASE, keys=())
    assert refused.value.message == "staging has no key to rotate."
    assert planned(Kind.DATABASE, keys=KEYS).steps


def pairs(*listed: str, signing: str | None = None, pending: str | None = None, days: float = 0) -> Pairs:
    return Pairs(listed, ("2025-01", "2026-11"), signing, pending, days_ago(days))


@pytest.mark.parametrize(
    ("known", "step", "text"),
    [
        (pairs("2025-01"), Next.MAKE, "2026-11 was made: commit and apply e.yaml, then run this again to sign with it"),
        (pairs("x", "2025-01", pending="x"), Next.WAIT, "x is not trusted yet: apply e.yaml, then run this again"),
        (
            pairs("2026-11", "2025-01", pending="2026-11"),
            Next.SIGN,
            "2026-11 signs now, and 2025-01 is trusted for a day more",
        ),
        (pairs("2026-11", "2025-01", signing="2026-11"), Next.KEEP, "2026-11 signs, and 2025-01 is trusted for a day"),
        (
            pairs("2026-11", "2025-01", signing="2026-11", days=2),
            Next.LEAVE,
            "2025-01 left e.yaml: commit and apply it",
        ),
    ],
)
def test_two_signing_keys_are_trusted_until_the_one_before_may_leave(known: Pairs, step: Next, text: str) -> None:
    assert next_step(known, NOW) is step
    assert told(step, known, "2026-11", "e.yaml") == text


def test_a_public_key_is_added_to_the_file_and_taken_out_again_and_all_else_stays() -> None:
    added = with_key(FILE, "2026-11", "-----BEGIN PUBLIC KEY-----\nBB\n-----END PUBLIC KEY-----\n")
    assert added.splitlines()[2:6] == [
        "    signing_keys: # the public halves",
        '      "2026-11": |',
        "        -----BEGIN PUBLIC KEY-----",
        "        BB",
    ]
    assert without_key(added, "2026-11") == FILE
    assert "BB" in without_key(added, "2025-01")
    with pytest.raises(Refused, match="not a block that a key can be added to"):
        with_key("    signing_keys: {}\n", "2026-11", "x")


def test_a_second_pair_in_a_month_has_a_number() -> None:
    assert [new_name(taken, NOW) for taken in ((), ("2026-11",), ("2026-11", "2026-11-2"))] == [
        *("2026-11", "2026-11-2", "2026-11-3")
    ]
