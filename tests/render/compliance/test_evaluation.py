"""Findings say where and what to do; exceptions excuse what they name, and one that excuses nothing is reported."""

import pytest
from pydantic import ValidationError

from tests.render.compliance import plan_fragments
from wolfctl.workflows.compliance import evaluation, rules
from wolfctl.workflows.compliance.sources import Sources

RULE = {
    "rule": "queues-encrypted",
    "source": "own",
    "applies": "yes",
    "module": "data",
    "met": "Queues are encrypted.",
    "fix": "Set kms_master_key_id.",
    "check": [{"every": "aws_sqs_queue", "has": {"kms_master_key_id": "set"}}],
}
REASON = "It carries nothing but the time of day."
TEXT = Sources({"infra/queues.tf": 'resource "aws_sqs_queue" "plain" {\n  name = "plain"\n}\n'})
PLAIN = plan_fragments.stack({"aws_sqs_queue.plain": {"name": "plain"}}, sources=TEXT)


def _exception(resource: str) -> dict[str, str]:
    return {"rule": "queues-encrypted", "resource": resource, "reason": REASON}


def test_a_finding_names_resource_file_fault_and_remedy() -> None:
    (finding,) = evaluation.evaluate(rules.policy([RULE], []), PLAIN).findings
    assert str(finding) == (
        "queues-encrypted: aws_sqs_queue.plain (infra/queues.tf): `kms_master_key_id` is not set. "
        "Set kms_master_key_id."
    )


def test_what_is_missing_altogether_names_the_module_that_should_have_it() -> None:
    (finding,) = evaluation.evaluate(rules.policy([RULE], []), plan_fragments.stack({})).findings
    assert (finding.module, finding.file) == ("data", None)
    assert str(finding).startswith("queues-encrypted: (aws_sqs_queue) (modules/data): no aws_sqs_queue is planned.")


@pytest.mark.parametrize("pattern", ["aws_sqs_queue.plain", "aws_sqs_queue.*"])
def test_an_exception_excuses_the_resource_that_it_names(pattern: str) -> None:
    report = evaluation.evaluate(rules.policy([RULE], [_exception(pattern)]), PLAIN)
    assert report.passed
    assert [(e.finding.address, e.reason) for e in report.excused] == [("aws_sqs_queue.plain", REASON)]


@pytest.mark.parametrize("pattern", ["aws_sqs_queue.gone", "aws_sqs_queue", "aws_sqs_queue[plain]"])
def test_an_exception_that_excuses_nothing_is_stale(pattern: str) -> None:
    report = evaluation.evaluate(rules.policy([RULE], [_exception(pattern)]), PLAIN)
    assert not report.passed
    assert [e.resource for e in report.stale] == [pattern]
    assert len(report.findings) == 1


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (RULE | {"check": [{"every": "aws_sqs_queue", "hass": {}}]}, "hass"),
        (RULE | {"check": [{"function": "nothing_of_that_name"}]}, "there is no check function"),
        (RULE | {"fix": ""}, "needs check, met, fix and module"),
        ({"rule": "a", "source": "A", "applies": "no"}, "needs the resource types"),
    ],
)
def test_a_row_that_says_nothing_useful_is_refused(row: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        rules.policy([row], [])


def test_an_exception_needs_a_rule_and_a_reason() -> None:
    with pytest.raises(ValidationError, match="exceptions to no rule"):
        rules.policy([RULE], [_exception("aws_sqs_queue.plain") | {"rule": "other"}])
    with pytest.raises(ValidationError, match="at least 20"):
        rules.policy([RULE], [_exception("aws_sqs_queue.plain") | {"reason": "because"}])
