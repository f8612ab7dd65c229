"""IAM statements behind an attribute: known JSON, a policy document that waits for an ARN, or Terraform text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wolfctl.workflows.compliance.planned import UNKNOWN, Resource, Stack
from wolfctl.workflows.compliance.statements import Statement
from wolfctl.workflows.compliance.written_statements import written

_DOCUMENT = "data.aws_iam_policy_document"


class UnreadableError(ValueError):
    """The policy is unknown until apply and its statements are written nowhere."""


def statements(stack: Stack, resource: Resource, path: str) -> list[Statement]:
    """Statements of the policy at `path`. Raises UnreadableError when neither plan nor source holds them."""
    found: list[Statement] = []
    for value in resource.at(path):
        if isinstance(value, str) and value:
            found.extend(_from_json(json.loads(value)))
        elif value is UNKNOWN:
            documents = [r for r in stack.referred(resource, path) if r.type == _DOCUMENT]
            read = [s for d in documents for s in _from_document(stack, d)] or written(stack.source_of(resource))
            if not read:
                raise UnreadableError
            found.extend(read)
    return found


def _from_document(stack: Stack, document: Resource) -> Iterator[Statement]:
    for entry in document.values.get("statement") or []:
        yield Statement(
            allows=entry.get("effect") in (None, "Allow"),
            actions=_texts(entry.get("actions")),
            resources=_texts(entry.get("resources")),
            principals=tuple(p for item in entry.get("principals") or [] for p in _texts(item.get("identifiers"))),
            conditions=tuple(
                (str(c.get("test")), str(c.get("variable")), _texts(c.get("values")))
                for c in entry.get("condition") or []
            ),
            not_actions=_texts(entry.get("not_actions")),
        )
    for path in ("source_policy_documents", "override_policy_documents"):
        given = document.values.get(path)
        for value in given if isinstance(given, list) else []:
            if isinstance(value, str) and value:
                yield from _from_json(json.loads(value))
        if given is UNKNOWN or UNKNOWN in (given or []):
            for other in stack.referred(document, path):
                if other.type == _DOCUMENT and other is not document:
                    yield from _from_document(stack, other)


def _from_json(policy: Mapping[str, Any]) -> Iterator[Statement]:
    entries = policy.get("Statement", [])
    for entry in [entries] if isinstance(entries, Mapping) else entries:
        principal = entry.get("Principal", {})
        yield Statement(
            allows=entry.get("Effect") == "Allow",
            actions=_texts(entry.get("Action")),
            resources=_texts(entry.get("Resource")),
            principals=("*",) if principal == "*" else tuple(p for group in principal.values() for p in _texts(group)),
            conditions=tuple(
                (test, variable, _texts(values))
                for test, compared in entry.get("Condition", {}).items()
                for variable, values in compared.items()
            ),
            not_actions=_texts(entry.get("NotAction")),
        )


def _texts(value: Any) -> tuple[str | None, ...]:
    if value is UNKNOWN:
        return (None,)
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(
        None if item is UNKNOWN else str(item).lower() if isinstance(item, bool) else str(item) for item in items
    )
