"""Bootstrapping a state bucket: what is wanted, what is refused, and what is left to do."""

from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from wolfctl.adapters.aws_state_bucket import StateBucket
from wolfctl.config import Environment
from wolfctl.errors import BadEnvironment, Refused
from wolfctl.workflows.bootstrap import STEPS, StateStore, check_account, plan, wanted

ENVS = Path(__file__).parents[3] / "envs"
ALIAS = "arn:aws:kms:us-east-1:123456789012:alias/alphawolf-prod-terraform-state"


def environment(name: str = "prod", **backend: str) -> Environment:
    values: dict[str, Any] = yaml.safe_load((ENVS / f"{name}.yaml").read_text())
    if "backend" in values:
        values["backend"] |= {"kms_key_id": ALIAS} | backend
    return Environment.model_validate(values)


@pytest.fixture
def store() -> StateStore:
    return wanted(environment())


def test_the_store_is_what_the_environment_file_names(store: StateStore) -> None:
    assert store.bucket == "alphawolf-terraform-state-123456789012"
    assert store.alias == "alias/alphawolf-prod-terraform-state"
    assert store.tags["Environment"] == "prod"


def test_everything_is_made_in_an_empty_account_key_before_bucket(store: StateStore) -> None:
    steps = plan(store, frozenset())

    assert not any(step.done for step in steps)
    names = [step.name for step in steps]
    assert names.index("key") < names.index("key_alias") < names.index("bucket") < names.index("encryption")


def test_an_interrupted_run_goes_on_where_it_stopped(store: StateStore) -> None:
    left = [step.name for step in plan(store, {"key", "key_alias", "bucket", "tags"}) if not step.done]

    assert left[:2] == ["key_rotation", "ownership"]
    assert not {"key", "bucket", "tags"} & set(left)


def test_credentials_of_another_account_are_refused(store: StateStore) -> None:
    check_account(store, "123456789012")
    with pytest.raises(Refused, match="belong to account 999999999999, and prod is 123456789012"):
        check_account(store, "999999999999")


def test_an_emulated_environment_has_no_state_bucket() -> None:
    with pytest.raises(Refused, match="local keeps its state on this machine"):
        wanted(environment("local"))


@pytest.mark.parametrize(
    "key",
    [
        "arn:aws:kms:us-east-1:123456789012:key/c58d2e71-9a4f-4b3c-a6d8-3e7b1f0c9d52",
        "arn:aws:kms:us-east-1:999999999999:alias/alphawolf-prod-terraform-state",
        "arn:aws:kms:eu-west-1:123456789012:alias/alphawolf-prod-terraform-state",
        "alias-without-arn",
    ],
)
def test_a_key_that_cannot_be_made_under_that_name_is_refused_with_what_to_write(key: str) -> None:
    with pytest.raises(BadEnvironment) as refused:
        wanted(environment(kms_key_id=key))

    assert ALIAS in refused.value.hint


def test_the_adapter_can_make_exactly_the_planned_steps() -> None:
    bucket = StateBucket(boto3.Session(), account="1", bucket="b", region="us-east-1", alias="alias/a", tags={})

    assert bucket.names == tuple(STEPS)
