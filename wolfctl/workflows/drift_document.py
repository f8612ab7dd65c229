"""Drift as one JSON document; `docs/schemas/drift.json` is the schema that is made from these classes."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from wolfctl.config.environment import Environment
from wolfctl.plan.drift import Drifted, Excused, Expected, Verdict

VERSION = 1


@dataclass(frozen=True)
class UnusedRow:
    """A row of drift-ignore.yaml that nothing needs."""

    resource: str
    attribute: str
    expires: date


@dataclass(frozen=True)
class DriftDocument:
    """What `wolfctl drift ENV --json` prints; `path` is empty for a resource that is gone."""

    version: int
    environment: str
    account_id: str | None
    region: str
    terraform_version: str
    has_drift: bool
    resources: tuple[Drifted, ...]
    ignored: tuple[Excused, ...]
    expired: tuple[Excused, ...]
    unused: tuple[UnusedRow, ...]


def document(verdict: Verdict, environment: Environment, terraform_version: str) -> dict[str, Any]:
    """The document of one look."""
    return asdict(
        DriftDocument(
            version=VERSION,
            environment=environment.environment,
            account_id=environment.account_id,
            region=environment.region,
            terraform_version=terraform_version,
            has_drift=bool(verdict.drifted),
            resources=verdict.drifted,
            ignored=verdict.ignored,
            expired=verdict.expired,
            unused=tuple(map(_unused, verdict.unused)),
        )
    )


def _unused(row: Expected) -> UnusedRow:
    return UnusedRow(row.resource, row.attribute, row.expires)
