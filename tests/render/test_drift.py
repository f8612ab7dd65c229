"""Drift, looked for by a real Terraform: exit codes, what is told, and that nothing is locked or written."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import boto3
import pytest

from tests.render import small_s3, tiny_checkout
from tests.render.test_unlock_in_bucket import LOCK, NOWHERE, STACK
from tests.render.tiny_checkout import REPOSITORY, Said, TinyCheckout, speaking
from wolfctl.adapters import terraform_launcher, throwaway_emulator
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.adapters.terraform import Terraform
from wolfctl.adapters.terraform_binary import find
from wolfctl.plan import drift

STATE = "/alphawolf-terraform-state-123456789012/prod/alphawolf.tfstate"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCheckout]:
    with tiny_checkout.entered(tmp_path / "checkout", tmp_path / "tools", monkeypatch) as made:
        yield made


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Said:
    return speaking(capsys)


def test_no_drift_and_failure_by_exit_code_while_the_state_is_neither_locked_nor_written(
    checkout: TinyCheckout, say: Said
) -> None:
    say("apply", "local")
    file = StateFolder(checkout.root).terraform_state
    before, written = file.read_bytes(), file.stat().st_mtime_ns

    assert say("drift", "local")[:2] == (
        0,
        " local  emulated · no drift\nNo drift: what is there is what Terraform left.\n",
    )
    checkout.write('resource "terraform_data" "kept" {\n  inputt = 1\n}\n')
    code, out, complaint = say("drift", "local")

    assert (code, out) == (1, "")
    assert "error Terraform could not look at what is there.\n" in complaint
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, written)
    assert not list((checkout.root / ".wolf" / "local" / "plans").iterdir()), "what it wrote holds the state"


async def test_a_bucket_is_only_read_even_while_somebody_else_holds_the_lock(tmp_path: Path) -> None:
    (tmp_path / ".wolf" / "prod" / "stack").mkdir(parents=True)
    terraform = Terraform(
        tmp_path, "prod", terraform_launcher.write(tmp_path, "prod", find(REPOSITORY).argv, NOWHERE, None)
    )
    with small_s3.running() as server:
        (terraform.stack / "main.tf").write_text(STACK.format(url=server.url).replace("sleep 30", "true"))
        await terraform.init()
        await terraform.apply((await terraform.plan()).plan_file)
        server.objects[LOCK] = b'{"ID": "held by somebody else"}'
        before = dict(server.objects)
        server.written = 0

        shown = await terraform.refreshed()

        assert drift.drifted(shown) == ()
        assert server.objects == before
        assert server.written == 0
        assert STATE in server.objects


REAL = """
    provider "aws" {{
      region                      = "us-east-1"
      access_key                  = "test"
      secret_key                  = "test"
      skip_credentials_validation = true
      skip_metadata_api_check     = true
      skip_requesting_account_id  = true
      endpoints {{
        sqs = "{url}"
        ssm = "{url}"
      }}
    }}
    resource "aws_sqs_queue" "changed" {{
      name                      = "changed"
      message_retention_seconds = 600
    }}
    resource "aws_sqs_queue" "deleted" {{ name = "deleted" }}
    resource "aws_ssm_parameter" "secret" {{
      name  = "/secret"
      type  = "SecureString"
      value = "correct horse battery staple"
    }}
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_others_changed_and_deleted_is_told_and_stays_as_they_left_it(checkout: TinyCheckout, say: Said) -> None:
    (checkout.root / "infra" / ".terraform.lock.hcl").write_bytes(
        (REPOSITORY / "infra" / ".terraform.lock.hcl").read_bytes()
    )
    with throwaway_emulator.running(REPOSITORY) as url:
        checkout.write(REAL.format(url=url))
        code, _, complaint = say("apply", "local")
        assert code == 0, complaint
        keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        sqs, ssm = (boto3.client(name, endpoint_url=url, **keys) for name in ("sqs", "ssm"))
        queue = sqs.get_queue_url(QueueName="changed")["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "900"})
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="deleted")["QueueUrl"])
        ssm.put_parameter(Name="/secret", Type="SecureString", Value="another long secret", Overwrite=True)

        code, out, complaint = say("drift", "local")
        kept = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["MessageRetentionPeriod"])["Attributes"]

    assert code == 2
    assert out == dedent(
        """\
         local  emulated · 3 resources differ
        module  changed  gone
        (root)        2     1
        ~ aws_sqs_queue.changed
            message_retention_seconds: 600 → 900
        - aws_sqs_queue.deleted is gone
        ~ aws_ssm_parameter.secret
            value: (sensitive) → (sensitive)
            version: 1 → 2
        """
    )
    assert "another long secret" not in complaint
    assert kept == {"MessageRetentionPeriod": "900"}
