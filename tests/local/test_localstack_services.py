"""LocalStack 4.14.0 in host mode: what it offers without a token, asked by the API's own code and the stack's calls.

It takes Python 3.13 and the packages of requirements-localstack.lock, 356 MB, so it is asked for with -m slow.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import boto3
import httpx
import pytest
import pytest_asyncio
import yaml
from aiobotocore.session import get_session
from botocore.config import Config
from botocore.exceptions import ClientError

from api.app import publisher, texter
from api.breaker import Breaker
from api.database_secret import reader
from api.db.credentials import Credentials
from api.db.outbox import OutboxRow
from api.domain.clips import Audio
from api.key_service import opened_kms
from api.relay import message_of
from api.speech.clip_store import Bucket
from api.speech.opening import CONFIG, S3
from tests.local.localstack_calls import NOT_OFFERED, OFFERED, Call
from tests.local.running_system import ROOT
from wolfctl.adapters import aws, processes, tool_environment
from wolfctl.adapters.local_ports import HOST, any_free
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

pytestmark = [pytest.mark.local, pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]

REGION = "us-east-1"
COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.localstack.yml").read_text(encoding="utf-8"))
ARNS = COMPOSED["services"]["api"]["environment"]
KEY_MATERIAL = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ROW = OutboxRow(7, UUID(int=7), "alert_raised", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")


@dataclass
class LocalStack:
    """One that runs as a process of this machine; `folder` is where it keeps what it keeps."""

    python: Path
    port: int
    folder: Path
    process: Any = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        """Have it answer, with all that it offers."""
        settings = {
            "PATH": f"{self.python.parent}:{os.environ['PATH']}",
            "GATEWAY_LISTEN": f"{HOST}:{self.port}",
            "LOCALSTACK_HOST": f"{HOST}:{self.port}",
            "FILESYSTEM_ROOT": str(self.folder / "filesystem"),
            "OVERRIDE_IN_DOCKER": "0",
            "HOME": str(self.folder),
            "DNS_ADDRESS": "0",
            "DISABLE_EVENTS": "1",
            "SKIP_SSL_CERT_DOWNLOAD": "1",
        }
        command = (str(self.python), "-m", "localstack.runtime.main")
        state = StateFolder(self.folder)
        state.folder.mkdir(parents=True, exist_ok=True)
        self.process = processes.start(processes.Service("localstack", command, settings), state)
        log = state.log("localstack")
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            for _ in range(600):
                assert processes.alive(self.process), processes.last_lines(log, 40)
                try:
                    if (await http.get(f"{self.url}/_localstack/health")).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await processes.gone([self.process], 0.1)
        raise AssertionError(f"LocalStack does not answer: {processes.last_lines(log, 40)}")

    async def stop(self) -> None:
        await processes.stop(self.process, patience=20)

    def prepare(self) -> None:
        """Run what its container would run once it is ready; `awslocal` is what the image calls it."""
        awslocal = self.folder / "awslocal"
        awslocal.write_text(f'#!/bin/sh\nexec {self.python.parent}/aws --endpoint-url {self.url} "$@"\n')
        awslocal.chmod(0o700)
        told = {"PATH": f"{self.folder}:{os.environ['PATH']}", "FIELD_KEY_MATERIAL": KEY_MATERIAL}
        keys = {"AWS_ACCESS_KEY_ID": aws.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": aws.SECRET_KEY}
        script = ["sh", str(ROOT / "compose" / "emulator.sh")]
        done = subprocess.run(script, env=told | keys, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr

    def client(self, service: str) -> Any:
        """A plain client: localstack-client knows not all services."""
        once = Config(retries={"total_max_attempts": 1}, read_timeout=30)
        keys: Any = {"aws_access_key_id": "000000000000", "aws_secret_access_key": "test", "region_name": REGION}
        session: Any = boto3.session.Session(**keys)
        return session.client(service, endpoint_url=self.url, config=once)


def its_python() -> str:
    """A Python that LocalStack 4.14.0 runs on; skips without one."""
    told = "import sys; print(sys.executable); sys.exit(not sys.version_info[:2] == (3, 13))"
    for name in (sys.executable, "python3.13"):
        if path := shutil.which(name):
            asked = subprocess.run([path, "-c", told], capture_output=True, text=True, timeout=20, check=False)
            if asked.returncode == 0:
                return asked.stdout.strip()
    pytest.skip("LocalStack 4.14.0 takes Python 3.13, which is not on PATH")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def localstack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalStack]:
    try:
        python = tool_environment.ensure(ROOT, "localstack", its_python()) / "bin" / "python"
    except ToolFailed as failed:
        pytest.skip(f"LocalStack 4.14.0 cannot be installed here: {failed.why[-300:]}")
    started = LocalStack(python, any_free(), tmp_path_factory.mktemp("localstack"))
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
def told(localstack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> LocalStack:
    """One that the API's process is told of as its container is."""
    localstack.prepare()
    for name, value in {**COMPOSED["x-aws"], "AWS_ENDPOINT_URL": localstack.url}.items():
        monkeypatch.setenv(name, value)
    return localstack


async def test_fields_sealed_before_a_restart_open_after_it(told: LocalStack) -> None:
    arn = COMPOSED["x-aws"]["FIELD_KEY_ARN"]
    async with opened_kms(get_session(), REGION, arn) as kms:
        plain, wrapped = await kms.new_key()
        assert await kms.unwrap(await kms.rewrap(wrapped)) == plain

    await told.stop()
    await told.start()
    told.prepare()

    async with opened_kms(get_session(), REGION, arn) as kms:
        assert await kms.unwrap(wrapped) == plain


async def test_an_event_of_the_relay_comes_out_of_a_queue_with_its_trace(told: LocalStack) -> None:
    sqs, sns, topic = told.client("sqs"), told.client("sns"), ARNS["ALERTS_TOPIC_ARN"]
    queue = sqs.create_queue(QueueName="alerts")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=raw)

    async with get_session().create_client("sns", region_name=REGION, config=CONFIG) as client:
        assert await publisher(client, topic)([ROW]) == [ROW.id]
        await texter(client)("+15555550142", "Your code is 123456.")
    received = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10, MessageAttributeNames=["All"])["Messages"]

    assert [message["Body"] for message in received] == [message_of(ROW)]
    assert received[0]["MessageAttributes"]["traceparent"]["StringValue"] == ROW.traceparent


async def test_clips_are_kept_renewed_and_opened_by_their_address(told: LocalStack) -> None:
    told.client("s3").create_bucket(Bucket="clips")
    audio = Audio(b"RIFF" + bytes(range(200)), "audio/wav", "espeak")
    async with get_session().create_client("s3", region_name=REGION, config=CONFIG.merge(S3)) as client:
        store = Bucket(client, "clips", Breaker("clips"), budget_s=5)
        assert not await store.holds("user/one")
        assert await store.get("user/one", None) is None
        await store.put("user/one", audio)

        assert await store.get("user/one", (0, 3)) == b"RIFF"
        assert await store.renew("user/one", audio.content_type)
        address = await store.url("user/one")
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(address or "")).content == audio.content


async def test_the_credentials_of_the_database_are_read_and_followed(told: LocalStack) -> None:
    secrets = told.client("secretsmanager")
    first, second = Credentials("alphawolf_a", "one"), Credentials("alphawolf_b", "two")
    arn = secrets.create_secret(Name="database", SecretString=first.text())["ARN"]
    async with get_session().create_client("secretsmanager", region_name=REGION, config=CONFIG) as client:
        assert await reader(client, arn)() == first
        secrets.put_secret_value(SecretId=arn, SecretString=second.text())
        assert await reader(client, arn)() == second


@pytest.mark.parametrize("service", sorted(OFFERED))
async def test_what_it_offers_keeps_what_the_stack_gives_it(localstack: LocalStack, service: str) -> None:
    OFFERED[service](localstack.client)


@pytest.mark.parametrize("service", sorted(NOT_OFFERED))
async def test_what_it_does_not_offer_it_says_so(localstack: LocalStack, service: str) -> None:
    call: Call = NOT_OFFERED[service]

    with pytest.raises(ClientError) as refused:
        getattr(localstack.client(call.client), call.name)(**call.arguments)

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501, json.dumps(refused.value.response)
