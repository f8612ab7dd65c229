"""docs/differences.md against a plan of prod and of the local environment."""

from pathlib import Path
from typing import Any

import pytest

from wolfctl.commands import docs

pytestmark = [pytest.mark.local, pytest.mark.compliance, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page(plans: dict[str, dict[str, Any]]) -> str:
    return docs.differences(ROOT, plans)


def test_the_committed_table_is_fresh(page: str) -> None:
    assert (ROOT / "docs" / "differences.md").read_text() == page, "run `wolfctl docs`"


def test_every_absent_type_has_a_feature_that_says_why(page: str) -> None:
    assert "Absent without a feature" not in page
