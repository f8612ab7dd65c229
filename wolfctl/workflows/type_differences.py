"""docs/differences.md: the resource types that one environment plans and another does not, each with its reason."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import hcl2

_OPTIONS = hcl2.SerializationOptions(strip_string_quotes=True, with_comments=False, explicit_blocks=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A feature that is off, why, and the resource types that are absent with it."""

    feature: str
    reason: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side; `unexplained` are absent types that no feature switches."""

    whole: Mapping[str, int]
    part: Mapping[str, int]
    differences: tuple[Difference, ...]
    unexplained: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part of the whole's resource types that is planned in the other as well, 0 to 1."""
        return sum(1 for kind in self.whole if kind in self.part) / len(self.whole)


def compare(
    whole: Counter[str], part: Counter[str], reasons: Mapping[str, str], switches: Mapping[str, frozenset[str]]
) -> Comparison:
    """Set two environments' planned types (type → count) against each other.

    `reasons` says why each feature is off, `switches` which features each resource type hangs on.
    """
    absent = sorted(kind for kind in whole if kind not in part)
    rows = tuple(
        Difference(feature, reason, tuple(kind for kind in absent if feature in switches.get(kind, ())))
        for feature, reason in sorted(reasons.items())
    )
    explained = {kind for row in rows for kind in row.types}
    return Comparison(whole, part, rows, tuple(kind for kind in absent if kind not in explained))


def switches(modules: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Which features decide over the count or for_each of each resource type.

    `modules` holds the .tf texts of each module by its folder; one inside another hangs on what its caller's block
    does.
    """
    found: dict[str, frozenset[str]] = {}
    inherited: dict[str, frozenset[str]] = {}
    for folder, sources in sorted(modules.items()):
        texts = [hcl2.loads(text, serialization_options=_OPTIONS) for text in sources]
        local = {name: str(value) for text in texts for each in text.get("locals", ()) for name, value in each.items()}
        for text in texts:
            for name, body in (pair for block in text.get("module", ()) for pair in block.items()):
                inherited[f"{folder}/{name}"] = _features(_gates(body), local)
            for kind, instances in (pair for block in text.get("resource", ()) for pair in block.items()):
                for body in instances.values():
                    hangs_on = _features(_gates(body), local) | inherited.get(folder, frozenset())
                    found[kind] = found.get(kind, frozenset()) | hangs_on
    return found


def _gates(body: Mapping[str, Any]) -> str:
    return f"{body.get('count', '')} {body.get('for_each', '')}"


def page(comparison: Comparison, whole: str, part: str) -> str:
    """The document."""
    planned, shared = len(comparison.whole), sum(1 for kind in comparison.whole if kind in comparison.part)
    counts = f"{whole.capitalize()} plans {planned} resource types; {part} plans {shared} of them"
    lines = [
        f"# What {part} leaves out of {whole}",
        "",
        f"Written by `wolfctl docs`, which plans both. {counts}, {comparison.share:.1%}.",
        "",
        f"| feature that is off in {part} | why | resource types absent with it |",
        "|---|---|---|",
    ]
    for row in comparison.differences:
        kinds = ", ".join(f"`{kind}`" for kind in row.types) or "none: it changes settings alone"
        lines.append(f"| `{row.feature}` | {row.reason} | {kinds} |")
    if comparison.unexplained:
        lines += ["", "Absent without a feature that says so, because of the environment's own values:", ""]
        lines += [f"- `{kind}` ({comparison.whole[kind]})" for kind in comparison.unexplained]
    if extra := sorted(kind for kind in comparison.part if kind not in comparison.whole):
        lines += ["", f"Planned in {part} alone: {', '.join(f'`{kind}`' for kind in extra)}."]
    return "\n".join(lines) + "\n"


def planned_types(plan: Mapping[str, Any]) -> Counter[str]:
    """How many managed resources of each type a plan leaves, from what `terraform show -json` says of it."""
    return Counter(
        change["type"]
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["change"]["after"] is not None
    )


def _features(expression: str, local: Mapping[str, str], depth: int = 8) -> frozenset[str]:
    found = frozenset(re.findall(r"\bfeatures\.(\w+)", expression))
    if depth:
        for name in re.findall(r"\blocal\.(\w+)", expression):
            found |= _features(local.get(name, ""), local, depth - 1)
    return found
