"""The configuration half of a plan: which expression feeds an attribute, and what it refers to in the end.

References are followed through variables, outputs and locals to resources. An object passed to a module loses, in the
plan's JSON, which of its fields came from where; such a reference counts for every resource that went into the object.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wolfctl.workflows.compliance.sources import Sources

_STEP = re.compile(r'\["(?P<quoted>[^"]+)"\]|\[(?P<index>\d+)\]|\.?(?P<plain>[\w-]+)')


@dataclass(frozen=True)
class Target:
    """A resource block that an expression refers to, and what is known of the instance meant."""

    module: str
    type: str
    name: str
    steps: frozenset[str] = frozenset()
    same_key: bool = False


@dataclass(frozen=True)
class Configuration:
    """Modules by their path (`""` is the root, `"data"` a child), as `terraform show -json` gives them."""

    modules: Mapping[str, Mapping[str, Any]]
    calls: Mapping[str, Mapping[str, Any]]
    directories: Mapping[str, str]
    sources: Sources
    blocks: Mapping[tuple[str, str, str], Mapping[str, Any]] = field(default_factory=dict)

    def expressions(self, module: str, resource_type: str, name: str) -> Mapping[str, Any]:
        """Expressions of one resource block by attribute; empty for a block that is not there."""
        found: Mapping[str, Any] = self.blocks.get((module, resource_type, name), {}).get("expressions", {})
        return found

    def targets(self, module: str, resource_type: str, name: str, path: str) -> set[Target]:
        """Resource blocks that the attribute at the dotted `path` refers to, directly or not."""
        block = self.blocks.get((module, resource_type, name), {})
        each = _references(block.get("for_each_expression", block.get("count_expression", {})))
        references = [r for part in _descend(block.get("expressions", {}), path.split(".")) for r in _references(part)]
        return set(self._resolve(module, references, each, frozenset()))

    def _resolve(
        self, module: str, references: Iterable[str], each: list[str], seen: frozenset[tuple[str, str]]
    ) -> Iterator[Target]:
        listed = list(references)
        by_key = any(r.startswith(("each.", "count.")) for r in listed)
        for reference in _most_specific(listed):
            if (module, reference) not in seen:
                for found in self._follow(module, reference, each, seen | {(module, reference)}):
                    yield Target(found.module, found.type, found.name, found.steps, found.same_key or by_key)

    def _follow(
        self, module: str, reference: str, each: list[str], seen: frozenset[tuple[str, str]]
    ) -> Iterator[Target]:
        head, *rest = _steps(reference)
        if head == "each":
            yield from self._resolve(module, each if rest[:1] == ["value"] else [], [], seen)
        elif head in {"count", "path", "terraform", "self"} or not rest:
            return
        elif head == "local":
            locally = self.sources.local_references(self.directories.get(module, ""), rest[0])
            yield from _narrowed(self._resolve(module, locally, each, seen), rest[1:])
        elif head == "var":
            given = self.calls.get(module, {}).get("expressions", {}).get(rest[0], {})
            yield from _narrowed(self._resolve(_parent(module), _references(given), [], seen), rest[1:])
        elif head == "module":
            child = f"{module}.{rest[0]}".strip(".")
            output = self.modules.get(child, {}).get("outputs", {}).get(rest[1], {}) if len(rest) > 1 else {}
            yield from _narrowed(self._resolve(child, _references(output.get("expression", {})), [], seen), rest[2:])
        elif head == "data":
            yield Target(module, f"data.{rest[0]}", rest[1], frozenset(rest[2:3]))
        else:
            yield Target(module, head, rest[0], frozenset(rest[1:2]))


def read(plan: Mapping[str, Any], sources: Sources) -> Configuration:
    """Index the `configuration` of a plan by module and by block."""
    modules: dict[str, Mapping[str, Any]] = {}
    calls: dict[str, Mapping[str, Any]] = {}
    directories: dict[str, str] = {}

    def walk(path: str, directory: str, node: Mapping[str, Any]) -> None:
        modules[path], directories[path] = node, directory
        for name, call in node.get("module_calls", {}).items():
            child = f"{path}.{name}".strip(".")
            calls[child] = call
            walk(child, _directory(directory, call.get("source", name)), call.get("module", {}))

    walk("", "infra", plan.get("configuration", {}).get("root_module", {}))
    blocks = {
        (path, ("data." if block.get("mode") == "data" else "") + block["type"], block["name"]): block
        for path, node in modules.items()
        for block in node.get("resources", [])
    }
    return Configuration(modules, calls, directories, sources, blocks)


def _directory(parent: str, source: str) -> str:
    _, found, tail = source.rpartition("modules/")
    return f"modules/{tail}" if found else posixpath.normpath(posixpath.join(parent, source))


def _parent(module: str) -> str:
    return module.rpartition(".")[0]


def _steps(reference: str) -> list[str]:
    return [m["quoted"] or m["index"] or m["plain"] for m in _STEP.finditer(reference)]


def _narrowed(targets: Iterable[Target], steps: list[str]) -> Iterator[Target]:
    for target in targets:
        yield Target(target.module, target.type, target.name, target.steps | frozenset(steps[:1]), target.same_key)


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [r for item in node for r in _references(item)]
    if not isinstance(node, Mapping):
        return []
    if "references" in node:
        return list(node["references"])
    return [r for name, item in node.items() if name != "constant_value" for r in _references(item)]


def _descend(node: Any, path: list[str]) -> list[Any]:
    if isinstance(node, list):
        return [found for item in node for found in _descend(item, path)]
    if not path or not isinstance(node, Mapping) or "references" in node:
        return [node]
    return _descend(node[path[0]], path[1:]) if path[0] in node else []


def _most_specific(references: list[str]) -> list[str]:
    """Drop what is only the beginning of another: Terraform lists `a.b.c`, `a.b` and `a` for one reference."""
    return [
        r
        for r in dict.fromkeys(references)
        if not any(o != r and re.match(re.escape(r) + r"[.\[]", o) for o in references)
    ]
