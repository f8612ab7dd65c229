"""Ask every rule of a stack: what fails, what is excused, and which excuse has no use any more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.problems import Problem
from wolfctl.workflows.compliance.rules import Exemption, Policy, Rule


@dataclass(frozen=True)
class Finding:
    """One rule that one resource breaks. `file` is None when no file declares such a resource yet."""

    rule: str
    address: str
    module: str
    file: str | None
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.address} ({self.file or f'modules/{self.module}'}): {self.wrong}. {self.remedy}"


@dataclass(frozen=True)
class Excused:
    """A finding that an exception covers."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Report:
    """The outcome of all rules that have an assertion."""

    asked: tuple[str, ...]
    findings: tuple[Finding, ...]
    excused: tuple[Excused, ...]
    stale: tuple[Exemption, ...]

    @property
    def passed(self) -> bool:
        """True when nothing fails and no exception is stale."""
        return not self.findings and not self.stale


def findings(rule: Rule, stack: Stack) -> list[Finding]:
    """Everything in the stack that the rule refuses, exceptions not considered."""
    return [_finding(rule, problem, stack) for check in rule.checks for problem in check.problems(stack)]


def evaluate(policy: Policy, stack: Stack) -> Report:
    """Ask every rule and apply the exceptions."""
    asked = [rule for rule in policy.rules if rule.checks]
    found = [finding for rule in asked for finding in findings(rule, stack)]
    covering = {finding: excuse(finding.rule, finding.address, policy.exemptions) for finding in found}
    excuses = {finding: exemption for finding, exemption in covering.items() if exemption is not None}
    return Report(
        asked=tuple(rule.rule for rule in asked),
        findings=tuple(f for f in found if f not in excuses),
        excused=tuple(Excused(finding, exemption.reason) for finding, exemption in excuses.items()),
        stale=tuple(e for e in policy.exemptions if e not in excuses.values()),
    )


def excuse(rule: str, address: str, exemptions: Iterable[Exemption]) -> Exemption | None:
    """The first exception that covers a resource which breaks a rule."""
    for exemption in exemptions:
        pattern = ".*".join(re.escape(part) for part in exemption.resource.split("*"))
        if exemption.rule == rule and re.fullmatch(pattern, address):
            return exemption
    return None


def _finding(rule: Rule, problem: Problem, stack: Stack) -> Finding:
    if problem.resource is None:
        files = stack.sources.declaring(problem.missing)
        return Finding(
            rule.rule, f"({problem.missing})", rule.module, files[0] if files else None, problem.wrong, rule.fix
        )
    resource = problem.resource
    return Finding(
        rule.rule, resource.address, resource.module or "infra", stack.file_of(resource), problem.wrong, _remedy(rule)
    )


def _remedy(rule: Rule) -> str:
    return (
        rule.fix
        or f"Decide whether {rule.rule} applies now: compliance/hipaa_rules.yaml says that no such resource exists."
    )
