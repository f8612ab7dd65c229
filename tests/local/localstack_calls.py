"""A call or two of each service of the stack, as Terraform makes them: what LocalStack 4.14.0 keeps and refuses."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Clients = Callable[[str], Any]
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


@dataclass(frozen=True)
class Call:
    """A call that changes nothing: the client's name, the method, its arguments."""

    client: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def acm(client: Clients) -> None:
    arn = client("acm").request_certificate(DomainName="api.example", ValidationMethod="DNS")["CertificateArn"]
    assert client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["DomainName"] == "api.example"


def apigateway(client: Clients) -> None:
    api = client("apigateway").create_rest_api(name="alphawolf")["id"]
    assert client("apigateway").get_resources(restApiId=api)["items"][0]["path"] == "/"


def cloudwatch(client: Clients) -> None:
    shape: Any = {"Namespace": "AlphaWolf", "MetricName": "unheard", "Statistic": "Sum", "Period": 60, "Threshold": 1}
    more = {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold"}
    client("cloudwatch").put_metric_alarm(AlarmName="unheard", **shape, **more)
    assert client("cloudwatch").describe_alarms(AlarmNames=["unheard"])["MetricAlarms"][0]["Threshold"] == 1


def configservice(client: Clients) -> None:
    recorder = {"name": "all", "roleARN": "arn:aws:iam::000000000000:role/config"}
    client("config").put_configuration_recorder(ConfigurationRecorder=recorder)
    assert client("config").describe_configuration_recorders()["ConfigurationRecorders"][0]["name"] == "all"


def ec2(client: Clients) -> None:
    vpc = client("ec2").create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24")["Subnet"]["SubnetId"]
    assert client("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"] == vpc


def events(client: Clients) -> None:
    client("events").put_rule(Name="escalate", ScheduleExpression="rate(1 minute)")
    assert client("events").describe_rule(Name="escalate")["ScheduleExpression"] == "rate(1 minute)"


def iam(client: Clients) -> None:
    arn = client("iam").create_role(RoleName="api", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    assert client("iam").get_role(RoleName="api")["Role"]["Arn"] == arn


def kms(client: Clients) -> None:
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    client("kms").enable_key_rotation(KeyId=key)
    assert client("kms").get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]


def lambda_(client: Clients) -> None:
    """Kept, not run: it runs functions in containers, and has no engine here."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return event\n")
    role = "arn:aws:iam::000000000000:role/functions"
    shape = {"Runtime": "python3.13", "Role": role, "Handler": "main.handler", "Code": {"ZipFile": code.getvalue()}}
    client("lambda").create_function(FunctionName="escalate", **shape)
    assert client("lambda").get_function(FunctionName="escalate")["Configuration"]["Handler"] == "main.handler"


def logs(client: Clients) -> None:
    client("logs").create_log_group(logGroupName="/alphawolf/api")
    client("logs").put_retention_policy(logGroupName="/alphawolf/api", retentionInDays=365)
    assert client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 365


def route53(client: Clients) -> None:
    zone = client("route53").create_hosted_zone(Name="example.", CallerReference="one")["HostedZone"]["Id"]
    assert client("route53").get_hosted_zone(Id=zone)["HostedZone"]["Name"] == "example."


def s3(client: Clients) -> None:
    client("s3").create_bucket(Bucket="logs")
    client("s3").put_bucket_versioning(Bucket="logs", VersioningConfiguration={"Status": "Enabled"})
    assert client("s3").get_bucket_versioning(Bucket="logs")["Status"] == "Enabled"


def secretsmanager(client: Clients) -> None:
    arn = client("secretsmanager").create_secret(Name="owner", SecretString="one")["ARN"]
    assert client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"] == "one"


def sns(client: Clients) -> None:
    arn = client("sns").create_topic(Name="operators")["TopicArn"]
    assert client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["TopicArn"] == arn


def sqs(client: Clients) -> None:
    dead = client("sqs").create_queue(QueueName="dead")["QueueUrl"]
    client("sqs").send_message(QueueUrl=dead, MessageBody="one")
    assert client("sqs").receive_message(QueueUrl=dead)["Messages"][0]["Body"] == "one"


def ssm(client: Clients) -> None:
    client("ssm").put_parameter(Name="/alphawolf/release", Value="one", Type="String")
    assert client("ssm").get_parameter(Name="/alphawolf/release")["Parameter"]["Value"] == "one"


def sts(client: Clients) -> None:
    assert client("sts").get_caller_identity()["Account"] == "000000000000"


# By the AWS provider's names of their endpoints, as envs/local.yaml has them.
OFFERED: Mapping[str, Callable[[Clients], None]] = {
    "acm": acm,
    "apigateway": apigateway,
    "cloudwatch": cloudwatch,
    "configservice": configservice,
    "ec2": ec2,
    "events": events,
    "iam": iam,
    "kms": kms,
    "lambda": lambda_,
    "logs": logs,
    "route53": route53,
    "s3": s3,
    "secretsmanager": secretsmanager,
    "sns": sns,
    "sqs": sqs,
    "ssm": ssm,
    "sts": sts,
}
NOT_OFFERED: Mapping[str, Call] = {
    "apigatewayv2": Call("apigatewayv2", "get_apis"),
    "appautoscaling": Call("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "ecs"}),
    "backup": Call("backup", "list_backup_vaults"),
    "budgets": Call("budgets", "describe_budgets", {"AccountId": "000000000000"}),
    "cloudfront": Call("cloudfront", "list_distributions"),
    "cloudtrail": Call("cloudtrail", "list_trails"),
    "cognitoidp": Call("cognito-idp", "list_user_pools", {"MaxResults": 10}),
    "ecr": Call("ecr", "describe_repositories"),
    "ecs": Call("ecs", "list_clusters"),
    "elbv2": Call("elbv2", "describe_load_balancers"),
    "guardduty": Call("guardduty", "list_detectors"),
    "rds": Call("rds", "describe_db_instances"),
    "securityhub": Call("securityhub", "describe_hub"),
    "wafv2": Call("wafv2", "list_web_acls", {"Scope": "REGIONAL"}),
}
