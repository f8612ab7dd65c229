"""The vocabulary of checks that rules are written in; each reads as a sentence about planned resources.

`every` X `has` values, is `named_by` a Y `having` values, `refers` to a Z; `none` of X; `some` X; or a `function`.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wolfctl.workflows.compliance.named_checks import FUNCTIONS
from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.problems import Problem
from wolfctl.workflows.compliance.requirements import Requirement, unmet

Requirements = dict[str, Requirement]


class _Check(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def types(self) -> tuple[str, ...]:
        """Resource types that the check looks at; they tell which files answer for the rule."""
        raise NotImplementedError

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Everything in the stack that the check refuses."""
        raise NotImplementedError


class Every(_Check):
    """Each planned resource of a type satisfies all of what follows; with `if_any` there may be none of them."""

    every: str
    where: Requirements = {}
    has: Requirements = {}
    named_by: tuple[str, ...] = ()
    having: Requirements = {}
    refers: dict[str, str] = {}
    if_any: bool = False

    @field_validator("named_by", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def types(self) -> tuple[str, ...]:
        """The types of resources that it looks at."""
        return (self.every, *(via.partition(".")[0] for via in self.named_by))

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Every resource that is not as it must be."""
        subjects = _matching(stack, self.every, self.where)
        if not subjects and not self.if_any:
            yield Problem(None, f"no {_described(self.every, self.where)} is planned", missing=self.every)
        for subject in subjects:
            for wrong in [
                *unmet(self.has, subject),
                *self._unnamed(stack, subject),
                *self._unreferring(stack, subject),
            ]:
                yield Problem(subject, wrong)

    def _unnamed(self, stack: Stack, subject: Resource) -> Iterator[str]:
        if not self.named_by:
            return
        naming = [r for via in self.named_by for r in stack.naming(subject, *via.split(".", 1))]
        if not naming:
            yield f"no {' or '.join(via.partition('.')[0] for via in self.named_by)} refers to it"
        elif all(unmet(self.having, other) for other in naming):
            for other in naming:
                yield from (f"{other.address}: {wrong}" for wrong in unmet(self.having, other))

    def _unreferring(self, stack: Stack, subject: Resource) -> Iterator[str]:
        for path, resource_type in self.refers.items():
            if not any(found.type == resource_type for found in stack.referred(subject, path)):
                yield f"`{path}` refers to no {resource_type} of this stack"


class NoneOf(_Check):
    """No resource of these types is planned, or none that also satisfies `where`."""

    none: tuple[str, ...]
    where: Requirements = {}

    @field_validator("none", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def types(self) -> tuple[str, ...]:
        """The types of resources that it looks at."""
        return self.none

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """Every resource that must not be there."""
        conditions = f" where {_conditions(self.where)}" if self.where else ""
        for resource_type in self.none:
            for found in _matching(stack, resource_type, self.where):
                yield Problem(found, f"{resource_type}{conditions} is planned, none may be")


class Some(_Check):
    """At least one resource of the type satisfies `where`."""

    some: str
    where: Requirements = {}

    def types(self) -> tuple[str, ...]:
        """The types of resources that it looks at."""
        return (self.some,)

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """What is missing."""
        if not _matching(stack, self.some, self.where):
            yield Problem(None, f"no {_described(self.some, self.where)} is planned", missing=self.some)


class Named(_Check):
    """A Python function of this package, for what the words above cannot say."""

    function: str
    parameters: dict[str, Any] = Field(default={}, alias="with")

    @field_validator("function")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in FUNCTIONS:
            raise ValueError(f"there is no check function {value}; there are {', '.join(sorted(FUNCTIONS))}")
        return value

    def types(self) -> tuple[str, ...]:
        """The types of resources that it looks at."""
        return FUNCTIONS[self.function].types

    def problems(self, stack: Stack) -> Iterator[Problem]:
        """What the function finds."""
        yield from FUNCTIONS[self.function].find(stack, **self.parameters)


Check = Every | NoneOf | Some | Named


def _matching(stack: Stack, resource_type: str, where: Requirements) -> list[Resource]:
    return [r for r in stack.of(resource_type) if not unmet(where, r)]


def _described(resource_type: str, where: Requirements) -> str:
    return f"{resource_type} where {_conditions(where)}" if where else resource_type


def _conditions(where: Requirements) -> str:
    return " and ".join(f"`{path}` {demand}" for path, demand in where.items())
