"""The resources of a plan, before it and after it, with the references between them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]

# Attributes by which one AWS resource names another.
_NAMES = ("arn", "id", "name", "function_name", "family", "identifier")


@dataclass(frozen=True, slots=True)
class Resource:
    """One managed resource instance; `values` is what is known of it."""

    address: str
    module: str
    type: str
    values: Values


@dataclass(frozen=True, slots=True)
class Side:
    """All resources as they were before the plan, or as they will be after it."""

    resources: tuple[Resource, ...]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """Every resource of one type."""
        return (resource for resource in self.resources if resource.type == resource_type)

    def related(self, resource: Resource, attribute: str, resource_type: str) -> Resource | None:
        """The resource that an attribute names: by its value or, while that is not known, by the configuration."""
        value = resource.values.get(attribute)
        for candidate in self.of_type(resource_type):
            if value is not None and value in [candidate.values.get(name) for name in _NAMES]:
                return candidate
        prefix = f"{resource.module}." if resource.module else ""
        targets = [
            prefix + target for target in self.references.get(f"{without_keys(resource.address)}#{attribute}", ())
        ]
        for candidate in self.of_type(resource_type):
            for target in targets:
                if target == candidate.address or target.startswith((f"{candidate.address}.", f"{candidate.address}[")):
                    return candidate
        return None

    def zone_count(self) -> int:
        """How many availability zones the subnets of this side lie in."""
        return len({subnet.values.get("availability_zone") for subnet in self.of_type("aws_subnet")} - {None})


def sides(plan: Mapping[str, Any]) -> tuple[Side, Side]:
    """Split what `terraform show -json` says of a plan into (before, after)."""
    before: list[Resource] = []
    after: list[Resource] = []
    for change in plan.get("resource_changes", ()):
        if change["mode"] != "managed":
            continue
        address = change["address"] + (f" (deposed {change['deposed']})" if "deposed" in change else "")
        for side, values in ((before, change["change"].get("before")), (after, change["change"].get("after"))):
            if values is not None:
                side.append(Resource(address, change.get("module_address", ""), change["type"], values))
    references = dict(_references(plan.get("configuration", {}).get("root_module", {}), ""))
    return Side(tuple(before), references), Side(tuple(after), references)


def without_keys(address: str) -> str:
    """An address without its instance keys: `aws_x.y["z"]` becomes `aws_x.y`."""
    return re.sub(r"\[(\"[^\"]*\"|\d+)\]", "", address)


def _references(module: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for resource in module.get("resources", ()):
        for attribute, expression in resource.get("expressions", {}).items():
            if isinstance(expression, Mapping) and "references" in expression:
                yield f"{prefix}{resource['address']}#{attribute}", tuple(expression["references"])
    for name, call in module.get("module_calls", {}).items():
        yield from _references(call.get("module", {}), f"{prefix}module.{name}.")
