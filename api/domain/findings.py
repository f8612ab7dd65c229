"""What AWS Config, GuardDuty and Security Hub find, read from their events on EventBridge.

Only names of rules, resources and services are taken over: a finding's prose may quote a person or an attacker.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_WORD = 200
# Of Security Hub only what deserves a person's evening; the rest stays in its own console.
SECURITY_HUB_SEVERITIES = ("CRITICAL", "HIGH")
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What may be said of a finding: names of rules and resources, never what a resource holds."""

    source: str
    identity: str
    what: str
    resource: str
    severity: str
    region: str
    open: bool

    @property
    def key(self) -> str:
        """Return what the finding is remembered by."""
        return hashlib.sha256(f"{self.source} {self.identity}".encode()).hexdigest()[:32]

    def subject(self, environment: str) -> str:
        """Return one line, short enough for the subject of an e-mail."""
        return f"{'New finding' if self.open else 'Healed'} in {environment}: {self.what}"[:100]

    def text(self, environment: str) -> str:
        """Return the whole message."""
        lines = [self.subject(environment), f"Resource: {self.resource}", f"Severity: {self.severity}"]
        return "\n".join([*lines, f"Found by: {self.source}, {self.region}"])


def findings(event: Event) -> Iterator[Finding]:
    """Read the findings of an EventBridge event. Raises ValueError for an event of a kind that nobody asked for."""
    readers: Mapping[str, Callable[[Event], Iterator[Finding]]] = {
        "Config Rules Compliance Change": of_config,
        "GuardDuty Finding": of_guardduty,
        "Security Hub Findings - Imported": of_security_hub,
    }
    kind = event.get("detail-type")
    if kind not in readers:
        raise ValueError("an event of another kind than Config's, GuardDuty's or Security Hub's")
    yield from readers[str(kind)](event)


# What AWS Config says of a resource: NOT_APPLICABLE also of one that has been deleted, so that heals a finding too.
CONFIG_VERDICTS = {
    "COMPLIANT": "the rule is kept",
    "NON_COMPLIANT": "a rule is broken",
    "NOT_APPLICABLE": "the rule no longer applies",
}


def of_config(event: Event) -> Iterator[Finding]:
    """A rule that a resource breaks, keeps again, or that no longer applies to it."""
    detail = event["detail"]
    verdict = detail["newEvaluationResult"]["complianceType"]
    if verdict in CONFIG_VERDICTS:
        rule, kind, resource = (detail[name] for name in ("configRuleName", "resourceType", "resourceId"))
        yield Finding(
            source="AWS Config",
            identity=f"{detail['awsAccountId']} {detail['awsRegion']} {rule} {kind} {resource}",
            what=word(rule),
            resource=named(f"{kind} {resource}"),
            severity=CONFIG_VERDICTS[verdict],
            region=word(detail["awsRegion"]),
            open=verdict == "NON_COMPLIANT",
        )


def of_guardduty(event: Event) -> Iterator[Finding]:
    """A threat; archived, it has been dealt with. Its title is left out: it may quote what an attacker wrote."""
    detail = event["detail"]
    yield Finding(
        source="GuardDuty",
        identity=str(detail["id"]),
        what=word(detail["type"]),
        resource=named(detail.get("resource", {}).get("resourceType", "unknown")),
        severity=word(detail["severity"]),
        region=word(detail["region"]),
        open=not detail.get("service", {}).get("archived", False),
    )


def of_security_hub(event: Event) -> Iterator[Finding]:
    """Failed checks of Security Hub and what other services report through it."""
    for found in event["detail"]["findings"]:
        severity = found.get("Severity", {}).get("Label", "")
        healed = (
            found.get("RecordState") == "ARCHIVED"
            or found.get("Workflow", {}).get("Status") in ("RESOLVED", "SUPPRESSED")
            or found.get("Compliance", {}).get("Status") == "PASSED"
        )
        if healed or severity in SECURITY_HUB_SEVERITIES:
            yield Finding(
                source="Security Hub",
                identity=str(found["Id"]),
                what=word(found["Title"]),
                resource=", ".join(named(resource["Id"]) for resource in found["Resources"][:3]),
                severity=word(severity.lower()),
                region=word(found.get("Region", event.get("region", ""))),
                open=not healed,
            )


def word(value: object) -> str:
    """Return a value as one short line."""
    return " ".join(str(value).split())[:LONGEST_WORD]


def named(resource: str) -> str:
    """Return a resource's name without the path of an object in it: a key could name a person."""
    if ":s3:::" in resource or resource.startswith("AWS::S3::"):
        return word(resource.partition("/")[0])
    return word(resource)
