"""Every rule asked of the plan of prod: one test a rule, named by the rule."""

from pathlib import Path

import pytest

from wolfctl.adapters import compliance_data
from wolfctl.workflows.compliance import evaluation, rules
from wolfctl.workflows.compliance.evaluation import Report
from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.rules import Policy

pytestmark = pytest.mark.compliance

DATA = compliance_data.load(Path(__file__).resolve().parents[3])
RULES = [rule.rule for rule in rules.policy(DATA.rules, DATA.exceptions).rules if rule.checks]


@pytest.fixture(scope="session")
def report(policy: Policy, prod: Stack) -> Report:
    return evaluation.evaluate(policy, prod)


@pytest.mark.parametrize("rule", RULES)
def test_prod(rule: str, report: Report) -> None:
    assert [str(finding) for finding in report.findings if finding.rule == rule] == []


def test_no_exception_is_stale(report: Report) -> None:
    assert report.stale == ()


def test_every_module_is_planned(prod: Stack) -> None:
    assert {resource.module for resource in prod.resources} >= {"network", "security", "data", "compute", "edge"}
