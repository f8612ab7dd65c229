"""A compliance report as assessment results of NIST's OSCAL, for tools that gather such results.

https://pages.nist.gov/OSCAL/reference/latest/assessment-results/json-outline/. Identifiers are made of what they name:
the same finding has the same one in every report.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from wolfctl.workflows.compliance.report import Breach, ComplianceReport, Control
from wolfctl.workflows.compliance.report_markdown import about, title

OSCAL_VERSION = "1.2.1"
NAMESPACE = uuid5(NAMESPACE_URL, "urn:alphawolf:compliance")
RULES = "compliance/hipaa_rules.yaml and compliance/own_rules.yaml of this project are the plan of the assessment."


def document(report: ComplianceReport, version: str) -> dict[str, Any]:
    """The document; `version` is that of the assessed system: the commit that is checked out."""
    at = report.at.isoformat()
    return {
        "assessment-results": {
            "uuid": _uuid(report, "document", at),
            "metadata": {
                "title": title(report),
                "last-modified": at,
                "version": version or "uncommitted",
                "oscal-version": OSCAL_VERSION,
            },
            "import-ap": {"href": "#plan", "remarks": RULES},
            "results": [_result(report, at)],
        }
    }


def _result(report: ComplianceReport, at: str) -> dict[str, Any]:
    asked = [each for each in report.controls if each.status != "not asked"]
    observations = [
        _observation(report, control, breach, at)
        for control in report.controls
        for breach in (*control.breaches, *control.excused)
    ]
    result: dict[str, Any] = {
        "uuid": _uuid(report, "result", at),
        "title": title(report),
        "description": about(report),
        "start": at,
        "end": at,
        "reviewed-controls": {
            "control-selections": [
                {"include-controls": [{"control-id": token(each.control)} for each in asked]}
                if asked
                else {"include-all": {}}
            ]
        },
    }
    # OSCAL has no empty lists: what there is none of is left out
    lists = {"observations": observations, "findings": [_finding(report, control) for control in asked]}
    return result | {name: found for name, found in lists.items() if found}


def _observation(report: ComplianceReport, control: Control, breach: Breach, at: str) -> dict[str, Any]:
    named = {"control": control.control, "resource": breach.resource, "module": breach.module, "file": breach.file}
    found: dict[str, Any] = {
        "uuid": _uuid(report, control.control, breach.resource),
        "title": _line(f"{control.control}: {breach.resource}"),
        "description": breach.wrong,
        "props": [_prop(name, value) for name, value in named.items() if value] + list(_found_by(breach)),
        "methods": ["TEST"],
        "types": ["finding"],
        "collected": at,
    }
    remarks = f"Excused: {breach.excuse}" if breach.excuse else breach.remedy
    return found | ({"remarks": remarks} if remarks else {})


def _found_by(breach: Breach) -> Iterator[dict[str, str]]:
    for source in breach.sources:
        yield _prop("found-by", source)


def _finding(report: ComplianceReport, control: Control) -> dict[str, Any]:
    failed = control.status == "failed"
    state = {"state": "not-satisfied" if failed else "satisfied", "reason": "fail" if failed else "pass"}
    if control.status == "excused":
        state |= {"reason": "other", "remarks": "Each breach is covered by an exception with its reason."}
    finding: dict[str, Any] = {
        "uuid": _uuid(report, "finding", control.control),
        "title": control.control,
        "description": control.says or control.control,
        "target": {"type": "objective-id", "target-id": token(control.control), "status": state},
    }
    related = [
        {"observation-uuid": _uuid(report, control.control, breach.resource)}
        for breach in (*control.breaches, *control.excused)
    ]
    return finding | ({"related-observations": related} if related else {})


def token(name: str) -> str:
    """A name as OSCAL's token: it begins with a letter and holds letters, digits, dots, hyphens and underscores."""
    plain = re.sub(r"[^\w.-]", "-", name)
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": "urn:alphawolf:compliance", "value": _line(value)}


def _line(text: str) -> str:
    return " ".join(text.split())


def _uuid(report: ComplianceReport, *names: str) -> str:
    made: UUID = uuid5(NAMESPACE, "\n".join((report.environment, report.looked_at, *names)))
    return str(made)
