"""The state bucket against a real S3, KMS and STS server, and Terraform keeping a locked state in it."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import boto3
import pytest
import yaml

from wolfctl import config
from wolfctl.adapters import templates, terraform_binary, throwaway_emulator
from wolfctl.adapters.aws_state_bucket import StateBucket
from wolfctl.errors import Refused
from wolfctl.workflows.bootstrap import STEPS

pytestmark = pytest.mark.local

ROOT = Path(__file__).parents[2]
ACCOUNT = "123456789012"
TAGS = {"Project": "alphawolf", "Environment": "prod"}


@dataclass(frozen=True)
class Cloud:
    """An emulated account with nothing in it."""

    endpoint: str
    session: boto3.Session
    account: str = ACCOUNT

    def bucket(self, name: str, region: str = "us-east-1") -> StateBucket:
        return StateBucket(
            self.session,
            account=self.account,
            bucket=name,
            region=region,
            alias=f"alias/{name}",
            tags=TAGS,
            endpoint=self.endpoint,
        )

    @property
    def credentials(self) -> dict[str, str]:
        """What a program needs in its environment to work in the account."""
        key = {"AWS_ACCESS_KEY_ID": self.account, "AWS_SECRET_ACCESS_KEY": "test"}
        return key | {"AWS_ENDPOINT_URL": self.endpoint, "CHECKPOINT_DISABLE": "1"}

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with throwaway_emulator.running(ROOT) as url:
        # the emulator takes a twelve-digit access key for the account
        yield Cloud(url, boto3.Session(ACCOUNT, "test", region_name="us-east-1"))


def make_all(bucket: StateBucket) -> None:
    for name in STEPS:
        bucket.make(name)


def test_an_empty_account_gets_every_property_and_a_second_run_finds_them(cloud: Cloud) -> None:
    bucket = cloud.bucket("state-whole")
    assert bucket.caller_account() == ACCOUNT
    assert bucket.held() == frozenset()

    make_all(bucket)

    assert bucket.held() == frozenset(STEPS)


def test_the_bucket_is_private_versioned_and_encrypted_with_its_own_key(cloud: Cloud) -> None:
    make_all(cloud.bucket("state-private"))

    s3, kms = cloud.client("s3"), cloud.client("kms")
    key = kms.describe_key(KeyId="alias/state-private")["KeyMetadata"]["Arn"]
    encryption = s3.get_bucket_encryption(Bucket="state-private")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert s3.get_bucket_versioning(Bucket="state-private")["Status"] == "Enabled"
    assert set(s3.get_public_access_block(Bucket="state-private")["PublicAccessBlockConfiguration"].values()) == {True}
    policy = json.loads(s3.get_bucket_policy(Bucket="state-private")["Policy"])
    assert [statement["Effect"] for statement in policy["Statement"]] == ["Deny", "Deny"]


def test_an_interrupted_run_is_resumed_without_a_second_key(cloud: Cloud) -> None:
    account = Cloud(cloud.endpoint, boto3.Session("222233334444", "test", region_name="us-east-1"), "222233334444")
    interrupted = account.bucket("state-resumed")
    interrupted.make("key")
    assert interrupted.held() == {"key"}

    make_all(account.bucket("state-resumed"))

    assert account.bucket("state-resumed").held() == frozenset(STEPS)
    keys = account.client("kms").list_keys()["Keys"]
    named = account.client("kms").describe_key(KeyId="alias/state-resumed")["KeyMetadata"]["KeyId"]
    assert [key["KeyId"] for key in keys] == [named]


def test_the_policy_the_tags_and_the_lifecycle_of_others_are_kept(cloud: Cloud) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="state-shared")
    s3.put_bucket_tagging(Bucket="state-shared", Tagging={"TagSet": [{"Key": "CostCentre", "Value": "7"}]})
    theirs = {
        "Sid": "Auditors",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::state-shared/*",
    }
    s3.put_bucket_policy(Bucket="state-shared", Policy=json.dumps({"Version": "2012-10-17", "Statement": [theirs]}))

    theirs_too = {"ID": "Theirs", "Status": "Enabled", "Filter": {"Prefix": "x"}, "Expiration": {"Days": 9}}
    s3.put_bucket_lifecycle_configuration(Bucket="state-shared", LifecycleConfiguration={"Rules": [theirs_too]})

    make_all(cloud.bucket("state-shared"))

    policy = json.loads(s3.get_bucket_policy(Bucket="state-shared")["Policy"])
    assert theirs in policy["Statement"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket="state-shared")["Rules"]
    assert [rule["ID"] for rule in rules] == ["Theirs", "forget-old-state"]
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket="state-shared")["TagSet"]}
    assert tags == TAGS | {"CostCentre": "7"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose prod is the emulated account."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "envs").mkdir()
    values = yaml.safe_load((ROOT / "envs" / "prod.yaml").read_text())
    values["account_id"] = ACCOUNT
    bucket = f"state-of-prod-{uuid4().hex[:8]}"  # the tests share one account
    values["backend"] = {
        "bucket": bucket,
        "key": "prod/alphawolf.tfstate",
        "region": "us-east-1",
        "kms_key_id": f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/{bucket}",
    }
    (tmp_path / "envs" / "prod.yaml").write_text(yaml.safe_dump(values))
    return tmp_path


def bootstrap(cloud: Cloud, checkout: Path, *options: str, account: str = ACCOUNT) -> subprocess.CompletedProcess[str]:
    """Run the verb as a person without a terminal would."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from wolfctl.cli import main; sys.exit(main())",
            "bootstrap",
            "prod",
            *options,
        ],
        cwd=checkout,
        env=os.environ | cloud.credentials | {"AWS_ACCESS_KEY_ID": account, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_verb_shows_asks_makes_and_then_finds_nothing_left(cloud: Cloud, checkout: Path) -> None:
    unasked = bootstrap(cloud, checkout)
    assert unasked.returncode == 1
    assert "make   the bucket state-of-prod-" in unasked.stderr
    assert "nobody is at the terminal" in unasked.stderr

    made = bootstrap(cloud, checkout, "--yes", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["made"] == list(STEPS)

    again = bootstrap(cloud, checkout, "--json")
    assert json.loads(again.stdout) == json.loads(made.stdout) | {"made": []}


def test_the_verb_refuses_another_account_before_it_looks_at_anything(cloud: Cloud, checkout: Path) -> None:
    refused = bootstrap(cloud, checkout, "--yes", account="999999999999")

    assert refused.returncode == 1
    assert "belong to account 999999999999, and prod is 123456789012" in refused.stderr


class ForbidsAll(BaseHTTPRequestHandler):
    """An S3 that keeps everyone out, and remembers whom the bucket was expected to belong to."""

    expected: ClassVar[list[str | None]] = []

    def do_HEAD(self) -> None:
        self.expected.append(self.headers.get("x-amz-expected-bucket-owner"))
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as above
        pass


def test_a_bucket_of_somebody_else_is_refused(cloud: Cloud) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), ForbidsAll)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    elsewhere = Cloud(f"http://127.0.0.1:{server.server_port}", cloud.session)
    try:
        with pytest.raises(Refused, match="state-taken is not yours"):
            elsewhere.bucket("state-taken").held()
    finally:
        server.shutdown()
        server.server_close()

    assert ForbidsAll.expected == [ACCOUNT]


def test_a_bucket_in_another_region_is_refused(cloud: Cloud) -> None:
    cloud.bucket("state-elsewhere", "eu-west-1").make("bucket")

    with pytest.raises(Refused, match="is in eu-west-1, and us-east-1 is where it is wanted"):
        cloud.bucket("state-elsewhere").held()


SLOW = """
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch started; while [ ! -e go ]; do sleep 0.1; done"
  }
}
"""


def test_terraform_keeps_its_state_there_and_a_second_apply_at_once_is_refused(
    cloud: Cloud, checkout: Path, tmp_path: Path
) -> None:
    made = bootstrap(cloud, checkout, "--yes", "--json").stdout
    prod = config.load("prod", checkout)
    backend = templates.texts(prod, ROOT / "infra", None, {})["backend.tf"]
    assert "use_lockfile = true" in backend
    first, second = tmp_path / "first", tmp_path / "second"
    terraform = terraform_binary.find(ROOT).argv
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")} | cloud.credentials
    first.mkdir()
    (first / "main.tf").write_text(backend + SLOW)
    # what differs from AWS: the emulator's buckets have no host names of their own
    init = [*terraform, "init", "-input=false", "-backend-config=use_path_style=true"]
    subprocess.run(init, cwd=first, env=environment, check=True, capture_output=True)
    shutil.copytree(first, second)
    apply = [*terraform, "apply", "-input=false", "-auto-approve", "-no-color"]

    holder = subprocess.Popen(apply, cwd=first, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 60
        while not (first / "started").exists():
            assert time.monotonic() < deadline, "the first apply never began"
            time.sleep(0.05)
        refused = subprocess.run(apply, cwd=second, env=environment, capture_output=True, text=True, check=False)
    finally:
        (first / "go").touch()
        output, _ = holder.communicate(timeout=60)

    assert refused.returncode == 1
    assert "Error acquiring the state lock" in refused.stderr
    assert holder.returncode == 0, output
    keys = [item["Key"] for item in cloud.client("s3").list_objects_v2(Bucket=json.loads(made)["bucket"])["Contents"]]
    assert keys == ["prod/alphawolf.tfstate"]
