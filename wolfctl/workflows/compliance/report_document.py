"""A compliance report as one JSON document; `docs/schemas/compliance.json` is the schema made from these classes."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from wolfctl.workflows.compliance.report import ComplianceReport, Control, Status

VERSION = 1


@dataclass(frozen=True)
class ComplianceDocument:
    """What `wolfctl compliance --json` prints; `at` is ISO 8601, `file` null where no file declares the resource."""

    version: int
    environment: str
    account_id: str | None
    region: str
    looked_at: Literal["plan", "account"]
    at: str
    sources: tuple[str, ...]
    passed: bool
    counts: dict[Status, int]
    controls: tuple[Control, ...]
    stale_exceptions: tuple[str, ...]


def document(report: ComplianceReport) -> dict[str, Any]:
    """The document of one report."""
    return asdict(
        ComplianceDocument(
            version=VERSION,
            environment=report.environment,
            account_id=report.account_id,
            region=report.region,
            looked_at=report.looked_at,
            at=report.at.isoformat(),
            sources=report.sources,
            passed=not report.failed,
            counts=dict(report.counts()),
            controls=report.controls,
            stale_exceptions=report.stale,
        )
    )
