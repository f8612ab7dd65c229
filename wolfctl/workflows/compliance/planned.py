"""A Terraform plan as the resources that will stand after it, with their unknown values marked as such."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from wolfctl.workflows.compliance import configuration
from wolfctl.workflows.compliance.configuration import Configuration, Target
from wolfctl.workflows.compliance.sources import Sources


class _Unknown:
    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, eq=False)
class Resource:
    """One instance; `module` is its module's path, `""` for the root, `"data"` for `module.data`."""

    address: str
    module: str
    type: str
    name: str
    key: str | None
    values: Mapping[str, Any]
    expressions: Mapping[str, Any] = field(default_factory=dict)

    def at(self, path: str) -> list[Any]:
        """Values at a dotted path; every list on the way is opened, a list at its end is one value."""
        return _values(self.values, path.split("."))

    def expressed(self, path: str) -> bool:
        """True when the configuration gives the attribute, so that an unknown value will not be the provider's default.

        Terraform leaves dynamic blocks out of the plan's configuration; an unknown inside a block counts as given then.
        """
        head, _, rest = path.partition(".")
        return head in self.expressions or bool(rest)

    def gives(self, path: str) -> bool:
        """True when every value at the path is there: neither absent nor empty, though it may be unknown as yet."""
        return all(
            self.expressed(path) if v is UNKNOWN else v not in (None, "", [], {}) for v in self.at(path) or [None]
        )


@dataclass(frozen=True)
class Stack:
    """Everything a plan will leave standing, what it will destroy, and who refers to whom."""

    resources: tuple[Resource, ...]
    destroyed: tuple[Resource, ...]
    configuration: Configuration
    sources: Sources

    def of(self, resource_type: str) -> list[Resource]:
        """Instances of a type; prefix `data.` asks for data sources."""
        return self._by_type.get(resource_type, [])

    def referred(self, resource: Resource, path: str) -> list[Resource]:
        """Instances that the attribute at `path` refers to."""
        targets = self.configuration.targets(resource.module, resource.type, resource.name, path)
        return [found for target in targets for found in self._instances(target, resource)]

    def naming(self, subject: Resource, resource_type: str, path: str) -> list[Resource]:
        """Instances of a type whose attribute at `path` refers to the subject or carries its known identity."""
        identities = {v for name in ("id", "arn", "name", "bucket") for v in subject.at(name) if isinstance(v, str)}
        return [
            other
            for other in self.of(resource_type)
            if any(found is subject for found in self.referred(other, path)) or identities & set(_texts(other.at(path)))
        ]

    def file_of(self, resource: Resource) -> str | None:
        """Path of the file that declares the resource."""
        directory = self.configuration.directories.get(resource.module, "")
        return self.sources.owner(directory, resource.type, resource.name)

    def source_of(self, resource: Resource) -> str:
        """Text of the resource's block and of its module's locals."""
        directory = self.configuration.directories.get(resource.module, "")
        return self.sources.block(directory, resource.type, resource.name)

    def _instances(self, target: Target, asking: Resource) -> list[Resource]:
        found = [r for r in self.of(target.type) if (r.module, r.name) == (target.module, target.name)]
        keys = {r.key for r in found} - {None}
        if keys & target.steps:
            return [r for r in found if r.key in target.steps]
        if target.same_key and keys:
            return [r for r in found if r.key == asking.key]
        return found

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        index: dict[str, list[Resource]] = {}
        for resource in self.resources:
            index.setdefault(resource.type, []).append(resource)
        return index


def read(plan: Mapping[str, Any], sources: Sources) -> Stack:
    """Read the parsed output of `terraform show -json <plan>`."""
    layout = configuration.read(plan, sources)
    changes = [c for c in plan.get("resource_changes", []) if "deposed" not in c]
    standing = [_resource(c, layout) for c in changes if c["change"].get("after") is not None]
    destroyed = [_resource(c, layout) for c in changes if "delete" in c["change"]["actions"]]
    known = {r.address for r in standing}
    read_already = [r for r in _kept(_prior(plan), layout, {"data"}) if r.address not in known]
    return Stack((*standing, *read_already), tuple(destroyed), layout, sources)


def standing(shown: Mapping[str, Any], sources: Sources) -> Stack:
    """Read what stands now, from the parsed output of `terraform show -json` of a plan that only refreshes."""
    layout = configuration.read(shown, sources)
    return Stack(tuple(_kept(_prior(shown), layout, {"data", "managed"})), (), layout, sources)


def _prior(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    return found


def _resource(entry: Mapping[str, Any], layout: Configuration) -> Resource:
    module = ".".join(re.findall(r"module\.([\w-]+)", entry.get("module_address", "")))
    kind = ("data." if entry.get("mode") == "data" else "") + entry["type"]
    change = entry["change"]
    after = change.get("after") if change.get("after") is not None else change.get("before") or {}
    key = entry.get("index")
    return Resource(
        address=entry["address"],
        module=module,
        type=kind,
        name=entry["name"],
        key=None if key is None else str(key),
        values=_marked(after, change.get("after_unknown") or {}),
        expressions=layout.expressions(module, kind, entry["name"]),
    )


def _kept(node: Mapping[str, Any], layout: Configuration, modes: set[str]) -> Iterator[Resource]:
    module_address = node.get("address", "")
    for entry in node.get("resources", []):
        if entry.get("mode") in modes:
            yield _resource({**entry, "module_address": module_address, "change": {"after": entry["values"]}}, layout)
    for child in node.get("child_modules", []):
        yield from _kept(child, layout, modes)


def _marked(after: Any, unknown: Any) -> Any:
    if unknown is True:
        return UNKNOWN
    if isinstance(after, Mapping) and isinstance(unknown, Mapping):
        return {k: _marked(after.get(k), unknown.get(k, False)) for k in after.keys() | unknown.keys()}
    if isinstance(unknown, list) and (after is None or isinstance(after, list)):
        values = after or []
        return [
            _marked(values[i] if i < len(values) else None, unknown[i] if i < len(unknown) else False)
            for i in range(max(len(values), len(unknown)))
        ]
    return after


def _values(node: Any, path: list[str]) -> list[Any]:
    if not path or node is UNKNOWN:
        return [node]
    if isinstance(node, list):
        return [value for item in node for value in _values(item, path)]
    if isinstance(node, Mapping):
        return _values(node.get(path[0]), path[1:])
    return [None]


def _texts(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)
