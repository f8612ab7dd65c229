"""What the tests of compliance share: the rules as loaded, and the plan of prod."""

from pathlib import Path
from typing import Any

import pytest

from wolfctl import config
from wolfctl.adapters import compliance_data, offline_plan, throwaway_emulator
from wolfctl.adapters.compliance_data import ComplianceData
from wolfctl.workflows.compliance import planned, rules
from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.rules import Policy
from wolfctl.workflows.compliance.sources import Sources

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def data() -> ComplianceData:
    return compliance_data.load(ROOT)


@pytest.fixture(scope="session")
def policy(data: ComplianceData) -> Policy:
    return rules.policy(data.rules, data.exceptions)


@pytest.fixture(scope="session")
def prod_plan() -> dict[str, Any]:
    """What `terraform show -json` says of a first plan of prod, made against an emulator that knows nothing yet."""
    with throwaway_emulator.running(ROOT) as url:
        return offline_plan.document(ROOT, config.load("prod", ROOT), url)


@pytest.fixture(scope="session")
def prod(prod_plan: dict[str, Any], data: ComplianceData) -> Stack:
    return planned.read(prod_plan, Sources(data.terraform))
