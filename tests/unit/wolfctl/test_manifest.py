"""A plan's papers: what they hold, and every reason why a plan no longer holds, word for word."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.wolfctl.saved_manifests import MADE, manifest, origin
from wolfctl.errors import Refused
from wolfctl.plan.manifest import LIFETIME, Origin, from_data, lifetime, mismatches

SOON = MADE + timedelta(hours=1)
OTHER = "9" * 64


def reasons(observed: Origin, **about: Any) -> tuple[str, ...]:
    return mismatches(manifest(**about), observed, SOON, destroy=False)


def test_it_survives_being_written_and_read() -> None:
    made = manifest()

    assert from_data(json.loads(json.dumps(made.data()))) == made


def test_what_is_as_it_was_may_be_applied() -> None:
    assert reasons(origin()) == ()


SENTENCES: dict[str, tuple[Any, str]] = {
    "environment": ("staging", "It is a plan of prod, not of staging."),
    "account_id": ("999999999999", "It was made in account 123456789012; this is 999999999999."),
    "region": ("eu-west-1", "It was made in us-east-1; this is eu-west-1."),
    "plan_sha256": (OTHER, "plan.tfplan is not the file that was planned."),
    "stack_sha256": (OTHER, "The rendered stack has changed: envs/prod.yaml, infra/ or the commit of the image."),
    "modules_sha256": (OTHER, "modules/ has changed."),
    "lambda_zip_sha256": (OTHER, "The Lambda zip has changed."),
    "lock_sha256": (OTHER, "infra/.terraform.lock.hcl has changed: other providers would run."),
    "git_commit": ("f" * 40, "It was made of commit 0123456789ab; ffffffffffff is checked out."),
    "git_clean": (False, "It was made of a clean checkout; tracked files have been changed since."),
    "state_lineage": ("another", "The state is another one than it was made from."),
    "state_serial": (9, "The state has moved from serial 7 to 9: somebody has applied."),
    "terraform_version": ("1.15.5", "It was made by Terraform 1.11.4; this is 1.15.5."),
}


def test_nothing_that_a_plan_depends_on_goes_without_a_sentence() -> None:
    assert set(SENTENCES) == {field.name for field in fields(Origin)}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_difference_is_refused_with_its_own_sentence(name: str) -> None:
    value, sentence = SENTENCES[name]

    assert reasons(replace(origin(), **{name: value})) == (sentence,)


def test_uncommitted_changes_that_are_gone_are_a_difference_as_well() -> None:
    assert reasons(origin(), git_clean=False) == ("It was made of a checkout with uncommitted changes; they are gone.",)


def test_every_difference_is_listed_not_only_the_first() -> None:
    everything = replace(origin(), **{name: value for name, (value, _) in SENTENCES.items()})

    # of another state the serial says nothing
    assert len(reasons(everything)) == len(SENTENCES) - 1


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (timedelta(seconds=-1), ()),
        (timedelta(), ("It expired 0 min ago, at 2026-11-27 06:00 UTC.",)),
        (timedelta(minutes=125), ("It expired 2 h 5 min ago, at 2026-11-27 06:00 UTC.",)),
    ],
)
def test_it_expires(late: timedelta, told: tuple[str, ...]) -> None:
    made = manifest()

    assert mismatches(made, origin(), made.expires + late, destroy=False) == told


@pytest.mark.parametrize(
    ("planned", "verb", "told"),
    [
        (False, False, ()),
        (True, True, ()),
        (True, False, ("It removes everything; `wolfctl destroy prod --plan` carries such a plan out.",)),
        (
            False,
            True,
            ("It does not remove the environment; `wolfctl apply prod --plan` carries such a plan out.",),
        ),
    ],
)
def test_a_removal_is_carried_out_by_destroy_alone(planned: bool, verb: bool, told: tuple[str, ...]) -> None:
    assert mismatches(manifest(destroy=planned), origin(), SOON, destroy=verb) == told


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "The manifest is in format 2, and only format 1 is understood."),
        ({"expires": "tomorrow"}, "The manifest is damaged."),
        ({"expires": "2026-11-27T06:00:00"}, "The manifest is damaged."),
        ({"state_serial": "7"}, "The manifest is damaged."),
        ({"git_commit": None}, "The manifest is damaged."),
        ({"counts": []}, "The manifest is damaged."),
        ({"goes_away": [{"address": "a"}]}, "The manifest is damaged."),
    ],
)
def test_what_is_not_a_manifest_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused) as caught:
        from_data(manifest().data() | change)

    assert caught.value.message == message


@pytest.mark.parametrize("name", [field.name for field in fields(Origin)])
def test_a_manifest_without_one_of_its_parts_is_refused(name: str) -> None:
    data = manifest().data()
    del data[name]

    with pytest.raises(Refused, match="damaged"):
        from_data(data)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("24h", LIFETIME), ("90m", timedelta(minutes=90)), ("3d", timedelta(days=3)), (" 1m ", timedelta(minutes=1))],
)
def test_a_lifetime_is_a_number_and_a_unit(text: str, kept: timedelta) -> None:
    assert lifetime(text) == kept


@pytest.mark.parametrize("text", ["", "24", "h", "0h", "-1h", "8d", "169h", "1w", "1h30m", "99999d"])
def test_other_lifetimes_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="cannot be kept"):
        lifetime(text)
