"""A lock that a killed Terraform leaves in a bucket: found, and let go of by its id and by no other."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.render import small_s3
from tests.render.small_s3 import SmallS3
from wolfctl import config
from wolfctl.adapters import state_lock, terraform_launcher
from wolfctl.adapters.provider_mirror import ProviderSource
from wolfctl.adapters.terraform import Terraform
from wolfctl.adapters.terraform_binary import find
from wolfctl.errors import ToolFailed

REPOSITORY = Path(__file__).resolve().parents[2]
PROD = config.load("prod", REPOSITORY)
NOWHERE = ProviderSource("mirror", "/nowhere", "no provider is needed")
LOCK = "/alphawolf-terraform-state-123456789012/prod/alphawolf.tfstate.tflock"
STACK = """
terraform {{
  backend "s3" {{
    bucket                      = "alphawolf-terraform-state-123456789012"
    key                         = "prod/alphawolf.tfstate"
    region                      = "us-east-1"
    use_lockfile                = true
    use_path_style              = true
    access_key                  = "test"
    secret_key                  = "test"
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_requesting_account_id  = true
    endpoints                   = {{ s3 = "{url}" }}
  }}
}}
resource "terraform_data" "long" {{
  provisioner "local-exec" {{ command = "sleep 30" }}
}}
"""


@pytest.fixture
def server() -> Iterator[SmallS3]:
    with small_s3.running() as running:
        yield running


@pytest.fixture
def s3(server: SmallS3) -> Iterator[Any]:
    session = boto3.Session("test", "test", region_name="us-east-1")
    client = session.client("s3", endpoint_url=server.url)
    yield client
    client.close()


def killed_at_work(terraform: Terraform, server: SmallS3) -> tuple[list[int], int]:
    """Kill an apply in the middle; who was found at work before, and whom it was."""
    apply = [str(terraform.launcher), "apply", "-auto-approve", "-input=false"]
    with subprocess.Popen(apply, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        deadline = time.monotonic() + 60
        while b"Apply" not in server.objects.get(LOCK, b""):
            assert time.monotonic() < deadline, "the apply never began"
            time.sleep(0.05)
        at_work = state_lock.at_work(PROD, terraform.root)
        os.killpg(process.pid, signal.SIGKILL)
    return at_work, process.pid


async def test_a_killed_terraforms_lock_is_found_and_let_go_of(tmp_path: Path, server: SmallS3, s3: Any) -> None:
    (tmp_path / ".wolf" / "prod" / "stack").mkdir(parents=True)
    launcher = terraform_launcher.write(tmp_path, "prod", find(REPOSITORY).argv, NOWHERE, None)
    terraform = Terraform(tmp_path, "prod", launcher)
    (terraform.stack / "main.tf").write_text(STACK.format(url=server.url))
    await terraform.init()
    assert state_lock.find(PROD, tmp_path, s3=s3) is None

    at_work, pid = killed_at_work(terraform, server)

    lock = state_lock.find(PROD, tmp_path, s3=s3)
    assert pid in at_work
    assert state_lock.at_work(PROD, tmp_path) == []
    assert lock is not None
    assert (lock.operation, lock.is_ours) == ("apply", True)
    with pytest.raises(ToolFailed, match="could not unlock"):
        await terraform.force_unlock("00000000-0000-0000-0000-000000000000")
    assert LOCK in server.objects

    await terraform.force_unlock(lock.id)

    assert state_lock.find(PROD, tmp_path, s3=s3) is None
    assert (await terraform.plan()).plan_file.exists()
