"""IAM statements as Terraform text writes them, for policies that wait for an ARN and so are unknown in a first plan.

Only what is written as a literal is read: an element that is a reference is unknown, as it is in the plan.
"""

import re
from collections.abc import Iterator

from wolfctl.workflows.compliance.statements import Statement

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NESTED = re.compile(r"\{[^{}]*\}")
_COMPARISON = re.compile(r'"?(?P<test>[\w:]+)"?\s*=\s*\{(?P<compared>(?:[^{}]|\$\{[^{}]*\})*)\}')
_COMPARED = re.compile(r'"(?P<variable>[^"\s]+)"\s*=\s*(?P<values>\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[^\n,]+)')


def written(text: str) -> list[Statement]:
    """Every object in `text` that has an Effect and an Action or NotAction."""
    return [_statement(body) for body in _objects(text) if _field(body, "Effect") and _field(body, r"(?:Not)?Action")]


def _statement(body: str) -> Statement:
    condition = re.search(r"\bCondition\s*=\s*(?P<value>.*)", body, re.DOTALL)
    compared = (
        [
            (comparison["test"], m["variable"], _texts(m["values"]))
            for comparison in _COMPARISON.finditer(condition["value"])
            for m in _COMPARED.finditer(comparison["compared"])
        ]
        if condition
        else []
    )
    principal = re.search(r"\bPrincipal\s*=\s*(\{[^}]*\}|[^\n,]+)", body)
    return Statement(
        allows='"Deny"' not in _field(body, "Effect"),
        actions=_texts(_field(body, "Action")),
        resources=_texts(_field(body, "Resource")),
        principals=_texts(principal[1] if principal else ""),
        conditions=tuple(compared) or ((("", "", (None,)),) if condition else ()),
        not_actions=_texts(_field(body, "NotAction")),
    )


def _objects(text: str) -> Iterator[str]:
    """Bodies of all `{ … }`, inner ones too; a brace of a string's `${ … }` closes itself and so does no harm."""
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "{":
            opened.append(position + 1)
        elif character == "}" and opened:
            yield text[opened.pop() : position]


def _field(body: str, name: str) -> str:
    """Text of a field of the object itself, not of an object inside it; empty when it is not there."""
    flat, inner = body, ""
    while inner != flat:
        inner, flat = flat, _NESTED.sub("⟨⟩", flat)
    match = re.search(rf"(?:^|[\s,]){name}\s*=\s*(\[[^\]]*\]|[^\n,]+)", flat)
    return match[1] if match else ""


def _texts(expression: str) -> tuple[str | None, ...]:
    if not expression:
        return ()
    literal = [None if "$" in m[1] or "⟨" in m[1] else m[1] for m in _QUOTED.finditer(expression)]
    return tuple(literal) or (None,)
