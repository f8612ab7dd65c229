"""What a rotation asks of AWS, asked of the emulator: keys, secrets with their function, objects, signing keys."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import pytest_asyncio

from tests.local.running_system import ROOT, Checkout
from wolfctl.adapters import embedded_shutdown, emulator, processes, rotated_kms, rotated_secrets
from wolfctl.adapters.rotated_objects import Objects
from wolfctl.adapters.signing_pair import SigningPair
from wolfctl.errors import ToolFailed
from wolfctl.rotation.signing import Signing

pytestmark = [pytest.mark.local, pytest.mark.timeout(60)]

REGION = "us-east-1"
FUNCTION = """
import boto3
manager = boto3.client("secretsmanager")
def handler(event, _):
    secret, token = event["SecretId"], event["ClientRequestToken"]
    if event["Step"] == "createSecret":
        try:
            manager.get_secret_value(SecretId=secret, VersionId=token)
        except manager.exceptions.ResourceNotFoundException:
            drawn = {"SecretString": '{"username": "clone"}', "VersionStages": ["AWSPENDING"]}
            manager.put_secret_value(SecretId=secret, ClientRequestToken=token, **drawn)
    elif event["Step"] == "testSecret" and secret.rpartition(":")[2].startswith("refused"):
        raise RuntimeError("the database refuses it")
    elif event["Step"] == "finishSecret":
        stages = manager.describe_secret(SecretId=secret)["VersionIdsToStages"]
        before = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
        manager.update_secret_version_stage(
            SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=before)
"""
ENVIRONMENT = """environment: tiny
edge:
  cdn:
    signing_keys: # the public halves
      "2025-01": |
        -----BEGIN PUBLIC KEY-----
        MIIB
        -----END PUBLIC KEY-----
    origin_shield: false
"""


class Ministack:
    """The emulator of a folder; `client` makes a client of one of its services."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self.url = f"http://127.0.0.1:{checkout.ports.emulator}"

    def client(self, service: str) -> Any:
        keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}
        return boto3.session.Session(**keys).client(service, endpoint_url=self.url)  # type: ignore[call-overload]


@pytest_asyncio.fixture
async def ministack(tmp_path: Path) -> AsyncIterator[Ministack]:
    checkout = Checkout(tmp_path)
    (tmp_path / ".wolf").mkdir()
    (tmp_path / ".wolf" / "tools").symlink_to(ROOT / ".wolf" / "tools")
    for lock in ROOT.glob("requirements-*.lock"):
        (tmp_path / lock.name).symlink_to(lock)
    process = processes.start(emulator.ministack(tmp_path, checkout.ports, REGION), checkout.state)
    await emulator.answers(emulator.MINISTACK, process, checkout.ports.emulator, checkout.state)
    yield Ministack(checkout)
    await embedded_shutdown.stop_services(tmp_path, lambda _: None)


async def at_once(_: float) -> None:
    """Wait for nobody."""


async def test_keys_secrets_objects_and_signing_keys_are_rotated_once_and_told_of(
    ministack: Ministack, tmp_path: Path
) -> None:
    since = datetime.now(UTC)
    await kms(ministack, since)
    await secrets(ministack, since)
    await objects(ministack)
    signing(ministack, tmp_path)


async def kms(ministack: Ministack, since: datetime) -> None:
    client = ministack.client("kms")
    key = client.create_key()["KeyMetadata"]["KeyId"]
    client.create_alias(AliasName="alias/alphawolf-tiny-fields", TargetKeyId=key)
    client.create_alias(AliasName="alias/another-fields", TargetKeyId=key)
    client.enable_key_rotation(KeyId=key, RotationPeriodInDays=365)
    context = {"purpose": "alphawolf-fields"}
    made = client.generate_data_key(KeyId=key, NumberOfBytes=32, EncryptionContext=context)

    (before,) = rotated_kms.keys_of(client, "alphawolf-tiny")
    assert (before["name"], before["automatic"], before["period_days"], before["on_demand"]) == ("fields", True, 365, 0)
    first, again = [await rotated_kms.rotate(client, key, since) for _ in range(2)]
    assert first == again, "a run that is gone on with rotates no key a second time"
    (after,) = rotated_kms.keys_of(client, "alphawolf-tiny")
    assert (after["on_demand"], after["rotated"] is not None) == (1, True)
    told = await rotated_kms.trail(ministack.client("cloudtrail"), since, [key], within_s=5)
    assert set(told) == {key}

    contexts = {"SourceEncryptionContext": context, "DestinationEncryptionContext": context}
    wrapped = made["CiphertextBlob"]
    moved = client.re_encrypt(CiphertextBlob=wrapped, SourceKeyId=key, DestinationKeyId=key, **contexts)
    assert moved["CiphertextBlob"] != wrapped
    opened = client.decrypt(CiphertextBlob=moved["CiphertextBlob"], EncryptionContext=context, KeyId=key)
    assert opened["Plaintext"] == made["Plaintext"]

    for _ in range(24):
        client.rotate_key_on_demand(KeyId=key)
    with pytest.raises(ToolFailed, match="KMS does not rotate a key") as refused:
        await rotated_kms.rotate(client, key, since + timedelta(days=1))
    assert "LimitExceededException" in refused.value.why


async def secrets(ministack: Ministack, since: datetime) -> None:
    manager, functions = ministack.client("secretsmanager"), ministack.client("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rotate.py", FUNCTION)
    arn = functions.create_function(
        FunctionName="rotate",
        Runtime="python3.11",
        Role="arn:aws:iam::000000000000:role/r",
        Handler="rotate.handler",
        Code={"ZipFile": packed.getvalue()},
        Timeout=30,
        Environment={"Variables": {"AWS_ENDPOINT_URL": ministack.url, "AWS_DEFAULT_REGION": REGION}},
    )["FunctionArn"]
    made = {
        name: manager.create_secret(Name=name, SecretString=json.dumps({"username": "app"}))["ARN"]
        for name in ("app", "refused")
    }
    for secret in made.values():
        rules = {"AutomaticallyAfterDays": 30}
        manager.rotate_secret(SecretId=secret, RotationLambdaARN=arn, RotationRules=rules, RotateImmediately=False)
    (before,) = rotated_secrets.secrets_of(manager, {"app": made["app"]})
    assert (before["automatic"], before["period_days"], before["problem"]) == (True, 30, "")
    assert await rotated_secrets.rotate(manager, made["app"], since) == {"user": "app → clone"}
    assert await rotated_secrets.rotate(manager, made["app"], since) == {"user": "clone → clone"}
    with pytest.raises(ToolFailed, match="did not come to its end"):
        await rotated_secrets.rotate(manager, made["refused"], since, within_s=3)
    (stuck,) = rotated_secrets.secrets_of(manager, {"refused": made["refused"]})
    assert stuck["problem"].endswith("was left half done")
    assert json.loads(manager.get_secret_value(SecretId=made["refused"])["SecretString"]) == {"username": "app"}


async def objects(ministack: Ministack) -> None:
    s3, keys = ministack.client("s3"), ministack.client("kms")
    old, new = (keys.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    s3.create_bucket(Bucket="clips")
    for number in range(3):
        s3.put_object(
            Bucket="clips",
            Key=f"{number}",
            Body=b"clip",
            ContentType="audio/mpeg",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=new if number == 2 else old,
        )
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": new}}
    s3.put_bucket_encryption(Bucket="clips", ServerSideEncryptionConfiguration={"Rules": [rule]})
    assert await Objects(s3, "clips", updates=False).move(lambda _: None) == {"seen": 3, "moved": 2}
    assert await Objects(s3, "clips", updates=False).move(lambda _: None) == {"seen": 3, "moved": 0}
    found = s3.get_object(Bucket="clips", Key="0")
    assert (found["Body"].read(), found["ContentType"], found["SSEKMSKeyId"]) == (b"clip", "audio/mpeg", new)


def signing(ministack: Ministack, folder: Path) -> None:
    file = folder / "tiny.yaml"
    file.write_text(ENVIRONMENT)
    pair = SigningPair(file, "alphawolf-tiny", ministack.client)
    cdn, now = ministack.client("cloudfront"), datetime.now(UTC)

    def trust(name: str) -> None:
        config = {"CallerReference": name, "Name": f"alphawolf-tiny-{name}", "EncodedKey": "x"}
        cdn.create_public_key(PublicKeyConfig=config)

    def go_on(at: datetime) -> str:
        return str(Signing(pair).go_on(at, lambda _: None)["next"])

    ministack.client("kms").create_alias(
        AliasName="alias/alphawolf-tiny-secrets",
        TargetKeyId=ministack.client("kms").create_key()["KeyMetadata"]["KeyId"],
    )
    trust("2025-01")
    assert go_on(now) == "make"
    made = pair.listed()[0]
    assert pair.listed() == [made, "2025-01"], "both are trusted from the next apply on"
    assert go_on(now) == "wait"
    (state,) = Signing(pair).states()
    assert state.problem == f"{made} waits to be trusted and to sign"
    trust(made)
    assert go_on(now) == "sign"
    assert pair.kept()["signing"] == made
    assert go_on(now) == "keep"
    assert go_on(now + timedelta(days=2)) == "leave"
    assert pair.listed() == [made]
    assert "origin_shield: false" in file.read_text()
    private = ministack.client("secretsmanager").get_secret_value(SecretId="alphawolf-tiny-cdn-signing")["SecretString"]
    assert "PRIVATE KEY" in private
    assert "PRIVATE" not in file.read_text()
