"""What AWS Config is asked of the live account: one managed rule a row, in the form that Config takes."""

import json
from pathlib import Path
from typing import Any

import pytest

from wolfctl.adapters import compliance_data
from wolfctl.workflows import config_rules

ROOT = Path(__file__).parents[3]
ASKED: dict[str, dict[str, Any]] = json.loads(config_rules.text(compliance_data.load(ROOT).rules))
BEYOND_THE_PACK = [
    "API_GW_CACHE_ENABLED_AND_ENCRYPTED",
    "CLOUDFRONT_ASSOCIATED_WITH_WAF",
    "CLOUDFRONT_S3_ORIGIN_ACCESS_CONTROL_ENABLED",
    "CLOUDFRONT_SECURITY_POLICY_CHECK",
    "CLOUDFRONT_VIEWER_POLICY_HTTPS",
    "CLOUDWATCH_LOG_GROUP_ENCRYPTED",
    "CMK_BACKING_KEY_ROTATION_ENABLED",
    "CW_LOGGROUP_RETENTION_PERIOD_CHECK",
    "SQS_QUEUE_DLQ_CHECK",
]


def row(rule: str, **more: Any) -> dict[str, Any]:
    return {"rule": rule, "source": rule.upper(), "applies": "yes", "met": "Kept.", **more}


@pytest.mark.parametrize("identifier", BEYOND_THE_PACK)
def test_what_the_pack_lacks_is_asked_too(identifier: str) -> None:
    assert identifier in {rule["identifier"] for rule in ASKED.values()}


def test_each_managed_rule_is_asked_once_with_a_description_that_config_takes() -> None:
    identifiers = [rule["identifier"] for rule in ASKED.values()]

    assert len(identifiers) == len(set(identifiers))
    assert [name for name, rule in ASKED.items() if not 0 < len(rule["description"]) <= 256] == []


def test_rules_of_our_own_absent_resources_and_attestations_are_not_asked() -> None:
    rows = [row("a", source="own"), row("b", applies="no"), row("c", applies="process"), row("d")]

    assert json.loads(config_rules.text(rows)) == {"d": {"identifier": "D", "parameters": {}, "description": "Kept."}}


def test_parameters_are_text_as_config_takes_them() -> None:
    rows = [row("a", parameters={"days": 90, "must": True, "patterns": ["kms:*", "kms:Decrypt"]})]

    assert json.loads(config_rules.text(rows))["a"]["parameters"] == {
        "days": "90",
        "must": "true",
        "patterns": "kms:*,kms:Decrypt",
    }
