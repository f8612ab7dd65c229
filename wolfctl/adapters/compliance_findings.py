"""Asks AWS Config and Security Hub what they find in an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters.aws import ACCESS_KEY, SECRET_KEY
from wolfctl.adapters.aws_calls import telling
from wolfctl.adapters.local_ports import HOST, remembered
from wolfctl.config.environment import Environment

_OPEN = {
    "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
    "WorkflowStatus": [{"Value": status, "Comparison": "EQUALS"} for status in ("NEW", "NOTIFIED")],
}


@dataclass(frozen=True)
class Asked:
    """Both services' own words: ComplianceByConfigRules, EvaluationResults, and Findings."""

    verdicts: list[dict[str, Any]]
    results: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def ask(config: Any, hub: Any) -> Asked:
    """What both services say; `config` and `hub` are their clients.

    Raises ToolFailed when one of them cannot be asked: a report without it would look better than the account is.
    """
    allowed = "Both services must be on, and config:Describe*, config:Get*, securityhub:GetFindings be allowed."
    with telling("The account does not say what it finds.", allowed):
        verdicts = list(_pages(config.describe_compliance_by_config_rule, "ComplianceByConfigRules"))
        broken = [each["ConfigRuleName"] for each in verdicts if _verdict(each) == "NON_COMPLIANT"]
        results = [result for name in broken for result in _details(config, name)]
        findings = list(_pages(hub.get_findings, "Findings", Filters=_OPEN, MaxResults=100))
    return Asked(verdicts, results, findings)


def clients(environment: Environment, root: Path) -> tuple[Any, Any]:
    """Clients of AWS Config and Security Hub, of the account or of the emulators."""
    import boto3

    if environment.on_aws:
        session = boto3.Session(region_name=environment.region)
        return session.client("config"), session.client("securityhub")
    port = remembered(root).moto
    # not localstack-client's, which knows no Security Hub
    session = boto3.Session(ACCESS_KEY, SECRET_KEY, region_name=environment.region)
    config, hub = (session.client(name, endpoint_url=f"http://{HOST}:{port}") for name in ("config", "securityhub"))
    return config, hub


def _details(config: Any, name: str) -> Iterator[dict[str, Any]]:
    asked = {"ConfigRuleName": name, "ComplianceTypes": ["NON_COMPLIANT"], "Limit": 100}
    yield from _pages(config.get_compliance_details_by_config_rule, "EvaluationResults", **asked)


def _verdict(each: dict[str, Any]) -> str:
    return str(each.get("Compliance", {}).get("ComplianceType", ""))


def _pages(call: Any, key: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """All items of an answer that may come in several pages."""
    answer = call(**asked)
    yield from answer.get(key, [])
    while token := answer.get("NextToken"):
        answer = call(**asked, NextToken=token)
        yield from answer.get(key, [])
