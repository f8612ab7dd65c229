"""Every rule asked of the plan of prod: one test a rule, named by the rule."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wolfctl import config
from wolfctl.adapters import compliance_data
from wolfctl.workflows.compliance import evaluation, rules
from wolfctl.workflows.compliance.evaluation import Report
from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.report import fold
from wolfctl.workflows.compliance.report_texts import TEXTS
from wolfctl.workflows.compliance.rules import Policy

pytestmark = pytest.mark.compliance

ROOT = Path(__file__).resolve().parents[3]
DATA = compliance_data.load(ROOT)
RULES = [rule.rule for rule in rules.policy(DATA.rules, DATA.exceptions).rules if rule.checks]


@pytest.fixture(scope="session")
def report(policy: Policy, prod: Stack) -> Report:
    return evaluation.evaluate(policy, prod)


@pytest.mark.parametrize("rule", RULES)
def test_prod(rule: str, report: Report) -> None:
    assert [str(finding) for finding in report.findings if finding.rule == rule] == []


def test_no_exception_is_stale(report: Report) -> None:
    assert report.stale == ()


def test_the_report_on_it_fails_no_control_and_can_be_printed_in_every_way(policy: Policy, prod: Stack) -> None:
    pack = [row["rule"] for row in DATA.hipaa_rules]
    at = datetime(2026, 11, 26, tzinfo=UTC)
    found = fold(config.load("prod", ROOT), policy, pack, prod, at)

    assert [control.control for control in found.failed] == []
    assert (len(found.controls), found.stale) == (len(policy.rules), ())
    assert found.counts()["passed"] > 100
    for text in TEXTS.values():
        assert "s3-bucket-ssl-requests-only" in text(found, "0123abc")


def test_every_module_is_planned(prod: Stack) -> None:
    assert {resource.module for resource in prod.resources} >= {"network", "security", "data", "compute", "edge"}
