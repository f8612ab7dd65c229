"""How one resource differs before and after, with what is secret or not yet known replaced at every depth."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SENSITIVE = "(sensitive)"
UNKNOWN = "(known after apply)"
# Shorter values would be found inside words that hide nothing.
SHORTEST_SECRET = 6

Marks = tuple[Any, Any, Any]  # sensitive before, sensitive after, unknown after


@dataclass(frozen=True)
class Difference:
    """One attribute that changes; values are already masked."""

    path: str
    before: Any
    after: Any
    forces_replacement: bool = False


def differences(change: Mapping[str, Any], forcing: list[str], known_secrets: frozenset[str]) -> Iterator[Difference]:
    """The attributes of a `change` object that differ; `forcing` are the paths that force a replacement."""
    replaced = "create" in change["actions"]
    found = _compare(
        "",
        change.get("before"),
        change.get("after"),
        (change.get("before_sensitive"), change.get("after_sensitive"), change.get("after_unknown")),
    )
    for path, old, new in found:
        forces = any(path == name or path.startswith((f"{name}.", f"{name}[")) for name in forcing)
        # of a new resource, what AWS will choose says nothing
        if forces or not (replaced and new == UNKNOWN):
            yield Difference(path, scrub(old, known_secrets), scrub(new, known_secrets), forces)


def _compare(path: str, old: Any, new: Any, marks: Marks) -> Iterator[tuple[str, Any, Any]]:
    hidden_before, hidden_after, unknown = marks
    if unknown is True:
        yield path, mask(old, hidden_before), SENSITIVE if hidden_after is True else UNKNOWN
    elif hidden_before is True or hidden_after is True:
        if old != new:
            yield path, SENSITIVE, SENSITIVE
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new, *(unknown or {})}):
            below = f"{path}.{name}" if path else name
            yield from _compare(below, old.get(name), new.get(name), _marks(marks, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _compare(f"{path}[{index}]", *pair, _marks(marks, index))
    elif (old != new and not _both_empty(old, new)) or _any(unknown):
        documents = _json(old), _json(new)
        if None not in documents:
            yield from _compare(path, *documents, (False, False, False))
        else:
            yield path, mask(old, hidden_before), mask(new, hidden_after, unknown)


def _marks(marks: Marks, key: str | int) -> Marks:
    before, after, unknown = (_mark(mark, key) for mark in marks)
    return before, after, unknown


def _mark(mark: Any, key: str | int) -> Any:
    match mark:
        case dict():
            return mark.get(key)
        case list() if isinstance(key, int) and key < len(mark):
            return mark[key]
        case _:
            return mark if mark is True else None


def _both_empty(old: Any, new: Any) -> bool:
    # providers read an attribute that is not set back as any of these
    return all(value is None or value in ("", [], {}) for value in (old, new))


def _any(mark: Any) -> bool:
    match mark:
        case dict():
            return any(_any(below) for below in mark.values())
        case list():
            return any(_any(below) for below in mark)
        case _:
            return mark is True


def _json(value: Any) -> Any:
    """The document in a string that holds a JSON object or list, as policies are; else None."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return None


def mask(value: Any, sensitive: Any, unknown: Any = None) -> Any:
    """A value with what is sensitive or not yet known replaced, at every depth."""
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return UNKNOWN
    if isinstance(value, list):
        return [mask(item, _mark(sensitive, index), _mark(unknown, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        names = [*value, *(name for name in unknown or {} if name not in value and _any(unknown[name]))]
        return {name: mask(value.get(name), _mark(sensitive, name), _mark(unknown, name)) for name in names}
    return value


def value_at(values: Any, path: str) -> Any:
    """The value at a dotted path, numbers naming members of lists; None where there is none."""
    for step in path.split("."):
        if isinstance(values, list) and step.isdigit() and int(step) < len(values):
            values = values[int(step)]
        elif isinstance(values, dict):
            values = values.get(step)
        else:
            return None
    return values


def mark_at(mark: Any, path: str) -> bool:
    """Whether the value at a dotted path, or any part of it or around it, is marked."""
    for step in path.split("."):
        if mark is True:
            return True
        mark = _mark(mark, int(step) if step.isdigit() else step)
    return _any(mark)


def path_text(path: list[str | int]) -> str:
    """A path as Terraform writes it: `a.b[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def secrets(shown: Mapping[str, Any]) -> frozenset[str]:
    """Every text that is marked secret anywhere in a plan.

    Providers hand values on without their mark, as terraform_data does from its input to its output.
    """
    found: set[str] = set()
    declared = shown.get("configuration", {}).get("root_module", {}).get("variables", {})
    for name, variable in shown.get("variables", {}).items():
        if declared.get(name, {}).get("sensitive"):
            found.update(_texts(variable.get("value")))
    changes = [entry["change"] for entry in [*shown.get("resource_changes", []), *shown.get("resource_drift", [])]]
    for change in [*changes, *shown.get("output_changes", {}).values()]:
        for side in ("before", "after"):
            found.update(_marked(change.get(side), change.get(f"{side}_sensitive")))
    return frozenset(text for text in found if len(text) >= SHORTEST_SECRET)


def _marked(value: Any, mark: Any) -> Iterator[str]:
    if mark is True:
        yield from _texts(value)
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _marked(below, _mark(mark, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _marked(below, _mark(mark, index))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for below in value.values():
                yield from _texts(below)
        case list():
            for below in value:
                yield from _texts(below)


def scrub(value: Any, known: frozenset[str]) -> Any:
    """A value with every known secret in its texts replaced, wherever it stands."""
    match value:
        case str():
            for text in known:
                value = value.replace(text, SENSITIVE)
            return value
        case dict():
            return {name: scrub(below, known) for name, below in value.items()}
        case list():
            return [scrub(below, known) for below in value]
        case _:
            return value
