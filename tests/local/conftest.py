"""What several local tests look at: the whole stacks of prod and of local, planned once."""

from typing import Any

import pytest

from tests.local.running_system import ROOT
from wolfctl.commands import docs


@pytest.fixture(scope="session")
def plans() -> dict[str, dict[str, Any]]:
    """What `terraform show -json` says of a plan for an empty account, by environment."""
    return docs.plans_to_compare(ROOT)
