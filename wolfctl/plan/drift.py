"""What was changed elsewhere than in Terraform, and which of it is expected.

Read from the `resource_drift` of a plan that only refreshes; its exit code is not asked, for Terraform reports 2 where
nothing differs (hashicorp/terraform issues 36403 and 37406).
Format: https://developer.hashicorp.com/terraform/internals/json-format, major version 1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from wolfctl.plan.comparison import Difference, differences, secrets


class Expected(BaseModel):
    """One row of drift-ignore.yaml: what something else than Terraform may change, why, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resource: str = Field(min_length=1, description="an address; `*` stands for anything")
    attribute: str = Field(default="", description="an attribute and all below it; without one, the whole resource")
    environments: tuple[str, ...] = Field(default=(), description="all of them when none is named")
    reason: str = Field(min_length=20)
    expires: date

    def covers(self, address: str, path: str) -> bool:
        """Whether the row is about this attribute; the path of a resource that is gone is empty."""
        pattern = ".*".join(re.escape(part) for part in self.resource.split("*"))
        beneath = path == self.attribute or path.startswith((f"{self.attribute}.", f"{self.attribute}["))
        return bool(re.fullmatch(pattern, address)) and (not self.attribute or beneath)


@dataclass(frozen=True)
class Drifted:
    """One resource that is not as Terraform left it; values are masked where Terraform marks them sensitive."""

    address: str
    module: str
    type: str
    gone: bool
    differences: tuple[Difference, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """What differs, by path; one empty path for a resource that is gone."""
        return ("",) if self.gone else tuple(found.path for found in self.differences)


@dataclass(frozen=True)
class Excused:
    """One attribute that a row covers; `path` is empty for a resource that is gone."""

    address: str
    path: str
    reason: str
    expires: date


@dataclass(frozen=True)
class Verdict:
    """What counts, what is ignored, whose time to be ignored is over, and which rows nothing needs."""

    drifted: tuple[Drifted, ...]
    ignored: tuple[Excused, ...] = ()
    expired: tuple[Excused, ...] = ()
    unused: tuple[Expected, ...] = ()


def drifted(shown: Mapping[str, Any]) -> tuple[Drifted, ...]:
    """Everything that differs from the state, by address; what only moved or reads back as empty is left out."""
    hidden = secrets(shown)
    found = [_drifted(entry, hidden) for entry in shown.get("resource_drift", []) if entry.get("mode") != "data"]
    return tuple(sorted((each for each in found if each.paths), key=lambda each: each.address))


def judge(found: Iterable[Drifted], rows: Iterable[Expected], environment: str, today: date) -> Verdict:
    """Set drift against the rows that are about this environment; a row counts through the day that it names."""
    asked = [row for row in rows if not row.environments or environment in row.environments]
    counts: list[Drifted] = []
    told: dict[bool, list[Excused]] = {True: [], False: []}
    needed: set[Expected] = set()
    for each in found:
        left = []
        for path in each.paths:
            row = _covering(asked, each.address, path)
            if row:
                needed.add(row)
                told[row.expires < today].append(Excused(each.address, path, row.reason, row.expires))
            if row is None or row.expires < today:
                left.append(path)
        if left:
            kept = tuple(one for one in each.differences if one.path in left)
            counts.append(replace(each, differences=kept))
    return Verdict(tuple(counts), tuple(told[False]), tuple(told[True]), tuple(r for r in asked if r not in needed))


def by_module(found: Iterable[Drifted]) -> Iterator[tuple[str, int, int]]:
    """Each module with how many of its resources changed and how many are gone; the root is ''."""
    counts: dict[str, list[int]] = {}
    for each in found:
        counts.setdefault(each.module, [0, 0])[each.gone] += 1
    yield from ((module, changed, gone) for module, (changed, gone) in sorted(counts.items()))


def _drifted(entry: Mapping[str, Any], hidden: frozenset[str]) -> Drifted:
    change = entry["change"]
    gone = "delete" in change["actions"]
    return Drifted(
        address=entry["address"],
        module=entry.get("module_address", ""),
        type=entry["type"],
        gone=gone,
        differences=() if gone else tuple(differences(change, [], hidden)),
    )


def _covering(rows: Iterable[Expected], address: str, path: str) -> Expected | None:
    """The row that covers an attribute for longest."""
    covering = [row for row in rows if row.covers(address, path)]
    return max(covering, key=lambda row: row.expires, default=None)
