"""Small plans made by hand: `{type.name: {attribute: value}}`.

The value `-> type.name` is unknown until apply and refers to that resource.
"""

import copy
from collections.abc import Mapping
from typing import Any

from wolfctl.workflows.compliance import planned
from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.sources import Sources

Fragment = Mapping[str, Mapping[str, Any] | None]


def stack(resources: Fragment, destroyed: Fragment | None = None, sources: Sources | None = None) -> Stack:
    """The stack that `terraform show -json` would describe with these resources."""
    changes = [_change(address, values or {}, ["create"]) for address, values in resources.items()]
    changes += [_change(address, values or {}, ["delete"]) for address, values in (destroyed or {}).items()]
    blocks = [
        {"type": kind, "name": name, "mode": "managed", "expressions": _expressions(values or {})}
        for address, values in resources.items()
        for kind, name in [address.split(".")]
    ]
    plan = {"resource_changes": changes, "configuration": {"root_module": {"resources": blocks}}}
    return planned.read(plan, sources or Sources())


def varied(fragment: Fragment, change: Fragment) -> dict[str, Any]:
    """The fragment with attributes changed; None in place of a resource or an attribute removes it."""
    result: dict[str, Any] = copy.deepcopy({k: dict(v or {}) for k, v in fragment.items()})
    for address, values in change.items():
        if values is None:
            result.pop(address)
            continue
        resource = result.setdefault(address, {})
        for name, value in values.items():
            if value is None:
                resource.pop(name)
            else:
                resource[name] = value
    return result


def _change(address: str, values: Mapping[str, Any], actions: list[str]) -> dict[str, Any]:
    kind, name = address.split(".")
    known, unknown = _split(dict(values))
    change = {"actions": actions, "after": known, "after_unknown": unknown}
    if actions == ["delete"]:
        change |= {"before": known, "after": None, "after_unknown": {}}
    return {"address": address, "mode": "managed", "type": kind, "name": name, "change": change}


def _split(value: Any) -> tuple[Any, Any]:
    if isinstance(value, dict):
        parts = {key: _split(item) for key, item in value.items()}
        return {k: known for k, (known, u) in parts.items() if u is not True}, {k: u for k, (_, u) in parts.items()}
    if isinstance(value, list):
        pairs = [_split(item) for item in value]
        return [known for known, _ in pairs], [unknown for _, unknown in pairs]
    return (None, True) if _is_reference(value) else (value, False)


def _expressions(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _expressions(item) for key, item in value.items()}
    if isinstance(value, list) and value and not isinstance(value[0], Mapping):
        return {"references": [r for item in value for r in _expressions(item).get("references", [])]}
    if isinstance(value, list):
        return [_expressions(item) for item in value]
    if _is_reference(value):
        target = value.removeprefix("-> ")
        return {"references": [f"{target}.arn", target]}
    return {"constant_value": value}


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("-> ")
