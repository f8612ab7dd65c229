"""AWS Config and Security Hub are asked page by page, and an account that does not answer is a failure.

No emulator evaluates rules of AWS Config, so botocore's stubber stands in for both: it checks what is asked and what is
answered against AWS's own description of the services.
"""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from wolfctl.adapters.compliance_findings import ask
from wolfctl.errors import ToolFailed

KEYS: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
OPEN = {
    "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
    "WorkflowStatus": [{"Value": "NEW", "Comparison": "EQUALS"}, {"Value": "NOTIFIED", "Comparison": "EQUALS"}],
}


@pytest.fixture
def services() -> Iterator[tuple[Any, Any, Stubber, Stubber]]:
    config: Any = boto3.client("config", **KEYS)
    hub: Any = boto3.client("securityhub", **KEYS)
    with Stubber(config) as said_by_config, Stubber(hub) as said_by_hub:
        yield config, hub, said_by_config, said_by_hub
        said_by_config.assert_no_pending_responses()
        said_by_hub.assert_no_pending_responses()


def verdict(name: str, kind: str) -> dict[str, Any]:
    return {"ConfigRuleName": name, "Compliance": {"ComplianceType": kind}}


def result(name: str, resource: str) -> dict[str, Any]:
    about = {"ConfigRuleName": name, "ResourceType": "AWS::S3::Bucket", "ResourceId": resource}
    return {
        "EvaluationResultIdentifier": {"EvaluationResultQualifier": about},
        "ComplianceType": "NON_COMPLIANT",
    }


def test_every_page_of_every_broken_rule_and_of_the_findings_is_read(services: Any) -> None:
    config, hub, said_by_config, said_by_hub = services
    rules = "describe_compliance_by_config_rule"
    said_by_config.add_response(
        rules, {"ComplianceByConfigRules": [verdict("a", "NON_COMPLIANT")], "NextToken": "more"}, {}
    )
    said_by_config.add_response(rules, {"ComplianceByConfigRules": [verdict("b", "COMPLIANT")]}, {"NextToken": "more"})
    details, asked = (
        "get_compliance_details_by_config_rule",
        {"ConfigRuleName": "a", "ComplianceTypes": ["NON_COMPLIANT"], "Limit": 100},
    )
    said_by_config.add_response(details, {"EvaluationResults": [result("a", "one")], "NextToken": "x"}, asked)
    said_by_config.add_response(details, {"EvaluationResults": [result("a", "two")]}, {**asked, "NextToken": "x"})
    said_by_hub.add_response("get_findings", {"Findings": []}, {"Filters": OPEN, "MaxResults": 100})

    found = ask(config, hub)

    assert [each["ConfigRuleName"] for each in found.verdicts] == ["a", "b"]
    resources = [
        each["EvaluationResultIdentifier"]["EvaluationResultQualifier"]["ResourceId"] for each in found.results
    ]
    assert resources == ["one", "two"]
    assert found.findings == []


def test_an_account_whose_security_hub_is_off_gives_no_report(services: Any) -> None:
    config, hub, said_by_config, said_by_hub = services
    said_by_config.add_response("describe_compliance_by_config_rule", {"ComplianceByConfigRules": []}, {})
    said_by_hub.add_client_error(
        "get_findings", "InvalidAccessException", "Account 123456789012 is not subscribed to AWS Security Hub"
    )

    with pytest.raises(ToolFailed, match="The account does not say what it finds") as refused:
        ask(config, hub)

    assert "not subscribed" in refused.value.why
    assert refused.value.exit_code == 1
