"""Reads the compliance rules and the Terraform text that findings point into."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wolfctl.errors import WolfctlError

_FOLDER = Path("compliance")


@dataclass(frozen=True)
class ComplianceData:
    """Rows as they stand in YAML, and Terraform files by their path from the project's root."""

    hipaa_rules: list[dict[str, Any]]
    own_rules: list[dict[str, Any]]
    exceptions: list[dict[str, Any]]
    terraform: dict[str, str]

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The pack's rules, then our own."""
        return [*self.hipaa_rules, *self.own_rules]


def load(root: Path) -> ComplianceData:
    """Load everything from the checkout at `root`. Raises WolfctlError when a file is missing or is not a list."""
    return ComplianceData(
        hipaa_rules=_rows(root, "hipaa_rules.yaml"),
        own_rules=_rows(root, "own_rules.yaml"),
        exceptions=_rows(root, "exceptions.yaml"),
        terraform=_terraform(root),
    )


def _rows(root: Path, name: str) -> list[dict[str, Any]]:
    path = _FOLDER / name
    try:
        rows = yaml.safe_load((root / path).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise WolfctlError(f"{path} cannot be read.", why=str(error)) from error
    if not isinstance(rows, list):
        raise WolfctlError(f"{path} must hold a list of rows.")
    return rows


def _terraform(root: Path) -> dict[str, str]:
    files = [*root.glob("infra/*.tf"), *root.glob("infra/*.tf.j2"), *root.glob("modules/**/*.tf")]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}
