"""Each rule accepts a plan that keeps it and refuses every plan that breaks it: no rule is a test that cannot fail."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.render.compliance import plan_fragments
from wolfctl.adapters import compliance_data
from wolfctl.workflows.compliance import rules
from wolfctl.workflows.compliance.evaluation import findings
from wolfctl.workflows.compliance.rules import Rule

HERE = Path(__file__).parent
DATA = compliance_data.load(HERE.parents[2])
RULES = {rule.rule: rule for rule in rules.policy(DATA.rules, DATA.exceptions).rules}
WRITTEN: dict[str, Any] = {
    name: fragment
    for path in sorted((HERE / "fragments").glob("*.yaml"))
    for name, fragment in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}
# A rule that does not apply is broken by the first resource that it would concern.
ABSENCES: dict[str, Any] = {
    name: {"passes": {}, "fails": {f"{kind} appears": {f"{kind}.odd": {}} for kind in rule.absent}}
    for name, rule in RULES.items()
    if rule.applies == "no"
}
FRAGMENTS = WRITTEN | ABSENCES
FAILURES = [
    pytest.param(RULES[name], fragment["passes"], change, id=f"{name}: {wrong}")
    for name, fragment in FRAGMENTS.items()
    for wrong, change in fragment["fails"].items()
]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=name) for name, rule in RULES.items() if rule.checks])
def test_accepts_a_plan_that_keeps_it(rule: Rule) -> None:
    assert findings(rule, plan_fragments.stack(FRAGMENTS[rule.rule]["passes"])) == []


@pytest.mark.parametrize(("rule", "passing", "change"), FAILURES)
def test_refuses_a_plan_that_breaks_it(
    rule: Rule, passing: plan_fragments.Fragment, change: plan_fragments.Fragment
) -> None:
    found = findings(rule, plan_fragments.stack(plan_fragments.varied(passing, change)))
    assert found
    assert all(finding.remedy and finding.wrong for finding in found)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=name) for name, rule in RULES.items() if rule.checks])
def test_each_of_its_checks_refuses_something(rule: Rule) -> None:
    fragment = FRAGMENTS[rule.rule]
    broken = [plan_fragments.stack(plan_fragments.varied(fragment["passes"], c)) for c in fragment["fails"].values()]
    if rule.rule == "kms-cmk-not-scheduled-for-deletion":
        broken.append(plan_fragments.stack({}, {"aws_kms_key.old": {"is_enabled": True}}))
    idle = [check for check in rule.checks if not any(list(check.problems(stack)) for stack in broken)]
    assert idle == []


def test_every_assertion_has_both_kinds_of_fragment() -> None:
    assert set(FRAGMENTS) == {name for name, rule in RULES.items() if rule.checks}


def test_a_destroyed_key_is_found() -> None:
    plan = plan_fragments.stack({"aws_kms_key.a": {"is_enabled": True}}, {"aws_kms_key.old": {"is_enabled": True}})
    found = findings(RULES["kms-cmk-not-scheduled-for-deletion"], plan)
    assert [finding.address for finding in found] == ["aws_kms_key.old"]


def test_the_pack_is_whole() -> None:
    counts = {
        word: sum(row["applies"] == word for row in DATA.hipaa_rules)
        for word in ("yes", "alb", "account", "process", "no")
    }
    assert counts == {"yes": 59, "alb": 5, "account": 13, "process": 1, "no": 52}
