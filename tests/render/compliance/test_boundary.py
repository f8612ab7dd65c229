"""Whatever a role's own policy allows lies within its permissions boundary, or AWS would silently refuse it."""

import fnmatch
from pathlib import Path

import pytest

from wolfctl.adapters import compliance_data
from wolfctl.workflows.compliance.statements import Statement
from wolfctl.workflows.compliance.written_statements import written

TERRAFORM = compliance_data.load(Path(__file__).resolve().parents[3]).terraform
BOUNDARY = "modules/security/boundary.tf"
# What is written for roles that carry no boundary: they change the account, and are limited by name instead.
UNBOUNDED = {f"modules/security/{name}.tf" for name in ("boundary", "break_glass", "deploy_permissions", "limits")}


def _identity_statements(path: str) -> list[Statement]:
    """Statements that give something to a role; those with a principal belong to a resource."""
    return [s for s in written(TERRAFORM[path]) if s.allows and not s.principals]


BOUND = {action for statement in _identity_statements(BOUNDARY) for action in statement.actions if action}
ASKED = sorted(
    {
        pytest.param(action, id=f"{path.split('/')[1]}: {action}")
        for path in TERRAFORM
        if path.startswith("modules/") and path not in UNBOUNDED
        for statement in _identity_statements(path)
        for action in statement.actions
        if action
    },
    key=lambda asked: str(asked.id),
)


@pytest.mark.parametrize("action", ASKED)
def test_an_allowed_action_lies_within_the_boundary(action: str) -> None:
    assert any(fnmatch.fnmatchcase(action, pattern) for pattern in BOUND)


def test_there_is_something_to_ask() -> None:
    assert len(ASKED) > 20
    assert len(BOUND) > 50
