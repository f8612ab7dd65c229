"""doctor of an environment on AWS, before an emulated account that has nothing, then what bootstrap makes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from tests.local.running_system import ROOT
from wolfctl import config, execute
from wolfctl.adapters import throwaway_emulator
from wolfctl.adapters.aws_state_bucket import StateBucket
from wolfctl.console.account_doctor import findings
from wolfctl.findings import Finding
from wolfctl.workflows import bootstrap

pytestmark = [pytest.mark.local, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with throwaway_emulator.running(ROOT) as url:
        yield url


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "envs").mkdir()
    (tmp_path / "envs" / "dev.yaml").write_text((ROOT / "envs" / "dev.yaml").read_text())
    for name in ("infra", "api"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def session(account: str) -> boto3.Session:
    """A session of the account; the emulator takes a twelve-digit key for it."""
    return boto3.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name="us-east-1")


def found(root: Path, endpoint: str, account: str = "111122223333") -> dict[str, Finding]:
    looked = findings(config.load("dev", root), root, session(account), dict, endpoint=endpoint)
    return {finding.name: finding for finding in looked}


def test_an_account_that_is_bare_then_made_ready_then_held(root: Path, endpoint: str) -> None:
    dev = config.load("dev", root)
    bare = found(root, endpoint)

    assert {name: each.level for name, each in bare.items()} == {
        "identity": "ok",
        "clock": "ok",
        "state bucket": "fail",
        "lock": "fail",
        "secrets": "ok",
        "platforms": "ok",
        "rendered stack": "ok",
        "migrations": "skip",
    }

    assert bare["migrations"].text.endswith("are in this checkout. Nothing is applied to dev.")

    store = bootstrap.wanted(dev)
    given = {"account": store.account_id, "bucket": store.bucket, "region": store.region}
    bucket = StateBucket(session(store.account_id), alias=store.alias, tags=store.tags, endpoint=endpoint, **given)
    for step in bootstrap.plan(store, bucket.held()):
        bucket.make(step.name)
    execute.render(dev, root)
    ready = found(root, endpoint)

    assert {ready[name].level for name in ("state bucket", "lock", "rendered stack")} == {"ok"}

    s3 = session(store.account_id).client("s3", endpoint_url=endpoint)
    held = {"ID": "1", "Who": "ana@desk", "Operation": "OperationTypeApply", "Created": datetime.now(UTC).isoformat()}
    assert dev.backend
    s3.put_object(Bucket=store.bucket, Key=f"{dev.backend.key}.tflock", Body=json.dumps(held))
    (root / ".wolf" / "dev" / "stack" / "main.tf").write_text("# by hand")
    worse = found(root, endpoint)

    assert worse["lock"].text.startswith("ana@desk holds the state of dev since")
    assert worse["rendered stack"].text.endswith("main.tf.")


def test_with_another_account_s_credentials_nothing_of_it_is_looked_at(root: Path, endpoint: str) -> None:
    other = found(root, endpoint, "999988887777")

    assert other["identity"].text == "You are in account 999988887777, and dev is account 111122223333."
    assert {other[name].level for name in ("state bucket", "lock", "secrets", "migrations")} == {"skip"}


def test_a_rotation_that_is_at_work_is_told(root: Path, endpoint: str) -> None:
    manager = session("111122223333").client("secretsmanager", endpoint_url=endpoint)
    manager.create_secret(Name="alphawolf-dev-app", SecretString="one")
    manager.put_secret_value(SecretId="alphawolf-dev-app", SecretString="two", VersionStages=["AWSPENDING"])

    assert found(root, endpoint)["secrets"].text == "alphawolf-dev-app is being rotated."
