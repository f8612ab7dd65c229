"""What the tests of compliance share: the rules as loaded, and the plan of prod."""

from pathlib import Path
from typing import Any

import pytest

from tests.render.compliance import prod_stack
from wolfctl.adapters import compliance_data
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
def prod_plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    workspace = tmp_path_factory.mktemp("prod")
    try:
        return prod_stack.plan(ROOT, workspace)
    finally:
        prod_stack.clear(workspace)


@pytest.fixture(scope="session")
def prod(prod_plan: dict[str, Any], data: ComplianceData) -> Stack:
    return planned.read(prod_plan, Sources(data.terraform))
