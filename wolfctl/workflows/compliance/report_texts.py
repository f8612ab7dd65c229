"""A compliance report as text by the name of its format; each takes the report and the commit that is checked out."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from wolfctl.workflows.compliance import report_document, report_html, report_markdown, report_oscal
from wolfctl.workflows.compliance.report import ComplianceReport

TEXTS: Final[Mapping[str, Callable[[ComplianceReport, str], str]]] = {
    "json": lambda report, _: _json(report_document.document(report)),
    "markdown": lambda report, _: report_markdown.markdown(report),
    "html": lambda report, _: report_html.page(report),
    "oscal": lambda report, commit: _json(report_oscal.document(report, commit)),
}


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
