"""What AWS Config and Security Hub say of the live account, as one kind of record. Pure: their answers in, records out.

Only names of rules, controls and resources are taken over, as compliance_alert does: prose may quote a person.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wolfctl.workflows.compliance.rules import Rule

BROKEN = "AWS Config finds that it breaks this rule"
CONFIG, HUB, OWN = "AWS Config", "Security Hub", "own checks"
_HUB_RULE = re.compile(r"^securityhub-(?P<rule>.+)-[0-9a-z]{6,}$")


@dataclass(frozen=True)
class Observed:
    """One resource that breaks a control; `control` is a rule of ours where one asks the same."""

    source: str
    control: str
    resource_type: str
    resource: str
    says: str


@dataclass(frozen=True)
class Answers:
    """All that was observed, and by rule what AWS Config says of the whole of it (COMPLIANT, NOT_APPLICABLE, …)."""

    observed: tuple[Observed, ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)


def of_config(
    verdicts: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]], rules: Iterable[Rule]
) -> Answers:
    """Read ComplianceByConfigRules and EvaluationResults; Security Hub's own rules are left to Security Hub."""
    names = [rule.rule for rule in rules]
    said = {
        _ours(each["ConfigRuleName"], names): str(each.get("Compliance", {}).get("ComplianceType", "INSUFFICIENT_DATA"))
        for each in verdicts
        if not _HUB_RULE.match(each["ConfigRuleName"])
    }
    found = []
    for result in results:
        about = result["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
        if result["ComplianceType"] == "NON_COMPLIANT" and not _HUB_RULE.match(about["ConfigRuleName"]):
            control = _ours(about["ConfigRuleName"], names)
            kind, resource = about["ResourceType"], _named(about["ResourceId"])
            found.append(Observed(CONFIG, control, kind, resource, BROKEN))
    told = {one.control for one in found}
    found += [
        Observed(CONFIG, name, "AWS::::Account", "resources that are not named", BROKEN)
        for name, verdict in said.items()
        if verdict == "NON_COMPLIANT" and name not in told
    ]
    return Answers(tuple(found), said)


def of_security_hub(findings: Iterable[Mapping[str, Any]], rules: Iterable[Rule]) -> Answers:
    """Read open Findings of Security Hub; what rests on a managed rule of AWS Config is under our rule for it."""
    by_name = {name: rule.rule for rule in rules for name in (rule.source.lower().replace("_", "-"), rule.rule)}
    found = []
    for finding in filter(_is_open, findings):
        check = finding.get("Compliance", {}).get("SecurityControlId")
        related = _HUB_RULE.match(finding.get("ProductFields", {}).get("RelatedAWSResources:0/name", ""))
        product = finding.get("ProductName") or HUB
        control = by_name.get(related["rule"], "") if related else ""
        says = finding["Title"] if check else (finding.get("Types") or [product])[0]
        for resource in finding.get("Resources", []):
            name = control or check or re.sub(r"[^\w.-]+", "-", product)
            found.append(Observed(HUB, name, resource["Type"], _named(resource["Id"]), _one_line(says)))
    return Answers(tuple(found))


def together(answers: Iterable[Answers]) -> Answers:
    """Several services' answers as one."""
    listed = list(answers)
    return Answers(
        tuple(each for answer in listed for each in answer.observed),
        {name: verdict for answer in listed for name, verdict in answer.verdicts.items()},
    )


def identities(resource: str) -> Iterator[str]:
    """What a resource may be known by in Terraform: as it is told, and the last part of its ARN."""
    yield resource
    if resource.startswith("arn:"):
        yield re.split(r"[:/]", resource)[-1]


def _is_open(finding: Mapping[str, Any]) -> bool:
    return (
        finding.get("RecordState", "ACTIVE") == "ACTIVE"
        and finding.get("Workflow", {}).get("Status", "NEW") in ("NEW", "NOTIFIED")
        and finding.get("Compliance", {}).get("Status") not in ("PASSED", "NOT_AVAILABLE")
    )


def _ours(name: str, rules: Iterable[str]) -> str:
    """The rule of ours that an environment's rule of AWS Config was made of: `alphawolf-prod-<rule>`."""
    return max((rule for rule in rules if name == rule or name.endswith(f"-{rule}")), key=len, default=name)


def _named(resource: str) -> str:
    """A resource's name without the path of an object in it, which could name a person."""
    text = resource.partition("/")[0] if ":s3:::" in resource else resource
    return _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(str(text).split())[:200]
