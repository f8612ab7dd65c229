"""Calls that the emulators lack and that are added to them: what was given comes back, after a restart as well."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import pytest_asyncio

from tests.local.running_system import ROOT, Checkout
from wolfctl.adapters import compliance_findings, embedded_shutdown, emulator, processes

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

REGION = "us-east-1"
SCALING = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


class Emulators:
    """Both emulators of a folder."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout

    async def start(self) -> None:
        """Have both answer."""
        root, ports, state = self._checkout.root, self._checkout.ports, self._checkout.state
        ministack = processes.start(emulator.ministack(root, ports, REGION), state)
        moto = processes.start(emulator.moto(root, ports, ["appautoscaling", "configservice", "securityhub"]), state)
        await emulator.answers(emulator.MINISTACK, ministack, ports.emulator, state)
        await emulator.answers(emulator.MOTO, moto, ports.moto, state)

    async def restart(self) -> None:
        """Stop both properly, and start them again."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        """Stop both."""
        await embedded_shutdown.stop_services(self._checkout.root, lambda _: None)

    def ministack(self, service: str) -> Any:
        """A client of MiniStack."""
        return _client(service, self._checkout.ports.emulator)

    def moto(self, service: str) -> Any:
        """A client of moto."""
        return _client(service, self._checkout.ports.moto)


def _client(service: str, port: int) -> Any:
    # not localstack-client's, which knows no Security Hub
    keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}
    session: Any = boto3.session.Session(**keys)
    return session.client(service, endpoint_url=f"http://127.0.0.1:{port}")


@pytest_asyncio.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[Emulators]:
    checkout = Checkout(tmp_path)
    (tmp_path / ".wolf").mkdir()
    (tmp_path / ".wolf" / "tools").symlink_to(ROOT / ".wolf" / "tools")
    for lock in ROOT.glob("requirements-*.lock"):
        (tmp_path / lock.name).symlink_to(lock)
    started = Emulators(checkout)
    await started.start()
    yield started
    await started.stop()


async def test_what_is_given_comes_back_after_a_restart_as_well(emulators: Emulators) -> None:
    tags = [{"Key": "owner", "Value": "alphawolf"}]
    gateway, backup, cognito = (emulators.ministack(name) for name in ("apigateway", "backup", "cognito-idp"))
    ec2, trails, texts = (emulators.ministack(name) for name in ("ec2", "cloudtrail", "sns"))
    scaling, hub = emulators.moto("application-autoscaling"), emulators.moto("securityhub")

    certificate = gateway.generate_client_certificate(description="the REST API")["clientCertificateId"]
    backup.create_backup_vault(BackupVaultName="copies")
    backup.put_backup_vault_lock_configuration(BackupVaultName="copies", MinRetentionDays=35, ChangeableForDays=3)
    backup.put_backup_vault_access_policy(BackupVaultName="copies", Policy='{"Statement": []}')
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    risk = {"Actions": {"EventAction": "BLOCK"}, "EventFilter": ["SIGN_IN"]}
    cognito.set_risk_configuration(UserPoolId=pool, CompromisedCredentialsRiskConfiguration=risk)
    ec2.enable_ebs_encryption_by_default()
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    role, group = "arn:aws:iam::000000000000:role/flow", "arn:aws:logs:us-east-1:000000000000:log-group:trail:*"
    ec2.create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogGroupName="flow",
        DeliverLogsPermissionArn=role,
        MaxAggregationInterval=60,
        TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": tags}],
    )
    trail = trails.create_trail(
        Name="all", S3BucketName="audit", CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role, TagsList=tags
    )["TrailARN"]
    target = scaling.register_scalable_target(
        **SCALING, ResourceId="service/c/elsewhere", MinCapacity=1, MaxCapacity=2, Tags={"owner": "alphawolf"}
    )["ScalableTargetARN"]
    hub.enable_security_hub()
    hub.update_security_hub_configuration(AutoEnableControls=False)
    finding = json.loads((ROOT / "tests" / "events" / "securityhub_findings.json").read_text())["detail"]["findings"][0]
    finding = {key: value for key, value in finding.items() if key != "CompanyName"}
    assert hub.batch_import_findings(Findings=[finding])["SuccessCount"] == 1
    rule = {"ConfigRuleName": "trail-on", "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}
    rules = emulators.moto("config")
    rules.put_config_rule(ConfigRule=rule)
    texts.set_sms_attributes(attributes={"MonthlySpendLimit": "50", "DefaultSMSType": "Transactional"})
    texts.set_sms_attributes(attributes={"DefaultSMSType": ""})

    await emulators.restart()

    assert gateway.get_client_certificate(clientCertificateId=certificate)["description"] == "the REST API"
    assert backup.get_backup_vault_access_policy(BackupVaultName="copies")["Policy"] == '{"Statement": []}'
    vault = backup.describe_backup_vault(BackupVaultName="copies")
    assert (vault["Locked"], vault["MinRetentionDays"], "LockDate" in vault) == (True, 35, True)
    kept = cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"]
    assert kept["CompromisedCredentialsRiskConfiguration"] == risk
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    (flow_log,) = ec2.describe_flow_logs()["FlowLogs"]
    assert (flow_log["DeliverLogsPermissionArn"], flow_log["MaxAggregationInterval"]) == (role, 60)
    assert flow_log["Tags"] == tags
    assert trails.get_trail(Name="all")["Trail"]["CloudWatchLogsLogGroupArn"] == group
    assert trails.list_tags(ResourceIdList=[trail])["ResourceTagList"][0]["TagsList"] == tags
    assert scaling.list_tags_for_resource(ResourceARN=target)["Tags"] == {"owner": "alphawolf"}
    assert hub.describe_hub()["AutoEnableControls"] is False
    found = compliance_findings.ask(rules, hub)
    assert [each["Compliance"]["SecurityControlId"] for each in found.findings] == ["S3.8"]
    assert found.verdicts == [{"ConfigRuleName": "trail-on", "Compliance": {"ComplianceType": "INSUFFICIENT_DATA"}}]
    assert texts.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "50"}


async def test_what_is_taken_back_is_gone(emulators: Emulators) -> None:
    gateway, backup, ec2 = (emulators.ministack(name) for name in ("apigateway", "backup", "ec2"))
    manager = emulators.ministack("secretsmanager")

    certificate = gateway.generate_client_certificate()["clientCertificateId"]
    gateway.delete_client_certificate(clientCertificateId=certificate)
    backup.create_backup_vault(BackupVaultName="copies")
    backup.put_backup_vault_lock_configuration(BackupVaultName="copies", MinRetentionDays=35)
    backup.delete_backup_vault_lock_configuration(BackupVaultName="copies")
    ec2.enable_ebs_encryption_by_default()
    ec2.disable_ebs_encryption_by_default()
    secret = manager.create_secret(Name="password", SecretString="{}")["ARN"]
    rotated_by = "arn:aws:lambda:us-east-1:000000000000:function:rotate"
    manager.rotate_secret(SecretId=secret, RotationLambdaARN=rotated_by, RotationRules={"AutomaticallyAfterDays": 30})
    assert manager.describe_secret(SecretId=secret)["RotationEnabled"] is True
    manager.cancel_rotate_secret(SecretId=secret)

    with pytest.raises(gateway.exceptions.NotFoundException):
        gateway.get_client_certificate(clientCertificateId=certificate)
    assert backup.describe_backup_vault(BackupVaultName="copies")["Locked"] is False
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    assert manager.describe_secret(SecretId=secret)["RotationEnabled"] is False
