"""The state bucket against a real S3, KMS and STS server, and Terraform keeping a locked state in it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from wolfctl.adapters import terraform_binary, tool_environment
from wolfctl.adapters.aws_state_bucket import StateBucket
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

    def bucket(self, name: str) -> StateBucket:
        return StateBucket(
            self.session, bucket=name, region="us-east-1", alias=f"alias/{name}", tags=TAGS, endpoint=self.endpoint
        )

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = tool_environment.ensure(ROOT, "emulator") / "bin" / "ministack"
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    emulator = subprocess.Popen(
        [str(program)],
        env=os.environ | settings | {"PERSIST_STATE": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # the emulator takes a twelve-digit access key for the account
    session = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="test", region_name="us-east-1")
    account = Cloud(f"http://127.0.0.1:{port}", session)
    try:
        _wait_until_it_answers(account)
        yield account
    finally:
        emulator.send_signal(signal.SIGTERM)
        emulator.wait(20)


def _wait_until_it_answers(account: Cloud) -> None:
    sts = account.session.client(
        "sts", endpoint_url=account.endpoint, config=Config(connect_timeout=1, retries={"max_attempts": 0})
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            sts.get_caller_identity()
        except BotoCoreError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


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
    account = Cloud(cloud.endpoint, boto3.Session("222233334444", "test", region_name="us-east-1"))
    interrupted = account.bucket("state-resumed")
    interrupted.make("key")
    assert interrupted.held() == {"key"}

    make_all(account.bucket("state-resumed"))

    assert account.bucket("state-resumed").held() == frozenset(STEPS)
    keys = account.client("kms").list_keys()["Keys"]
    named = account.client("kms").describe_key(KeyId="alias/state-resumed")["KeyMetadata"]["KeyId"]
    assert [key["KeyId"] for key in keys] == [named]


def test_the_policy_and_the_tags_of_others_are_kept(cloud: Cloud) -> None:
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

    make_all(cloud.bucket("state-shared"))

    policy = json.loads(s3.get_bucket_policy(Bucket="state-shared")["Policy"])
    assert theirs in policy["Statement"]
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket="state-shared")["TagSet"]}
    assert tags == TAGS | {"CostCentre": "7"}


STACK = """
terraform {
  backend "s3" {
    bucket       = "%(bucket)s"
    key          = "prod/alphawolf.tfstate"
    region       = "us-east-1"
    encrypt      = true
    kms_key_id   = "arn:aws:kms:us-east-1:%(account)s:alias/%(bucket)s"
    use_lockfile = true

    endpoints                   = { s3 = "%(endpoint)s" }
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }
}

resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch started; while [ ! -e go ]; do sleep 0.1; done"
  }
}
"""


def test_terraform_keeps_its_state_there_and_a_second_apply_at_once_is_refused(cloud: Cloud, tmp_path: Path) -> None:
    make_all(cloud.bucket("state-locked"))
    first, second = tmp_path / "first", tmp_path / "second"
    terraform = terraform_binary.find(ROOT).argv
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    environment |= {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "test", "CHECKPOINT_DISABLE": "1"}
    first.mkdir()
    (first / "main.tf").write_text(STACK % {"bucket": "state-locked", "account": ACCOUNT, "endpoint": cloud.endpoint})
    subprocess.run([*terraform, "init", "-input=false"], cwd=first, env=environment, check=True, capture_output=True)
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
    keys = [item["Key"] for item in cloud.client("s3").list_objects_v2(Bucket="state-locked")["Contents"]]
    assert keys == ["prod/alphawolf.tfstate"]
