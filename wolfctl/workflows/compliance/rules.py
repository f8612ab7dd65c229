"""Rules, exceptions and the policy they form together, as validated data."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from wolfctl.workflows.compliance.predicates import Check, NoneOf

Applies = Literal["yes", "alb", "account", "process", "no"]


class Rule(BaseModel):
    """One rule: what it asks, whether it concerns this stack, and how the plan is checked for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    rule: str
    source: str
    parameters: dict[str, Any] = {}
    applies: Applies
    note: str = ""
    met: str = ""
    fix: str = ""
    module: str = ""
    absent: tuple[str, ...] = Field(default=(), description="resource types that would make the rule concern the stack")
    check: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "Rule":
        concerned = self.applies in {"yes", "alb"}
        if concerned and not (self.checks and self.met and self.fix and self.module):
            raise ValueError(f"{self.rule} applies: it needs check, met, fix and module")
        if self.applies == "no" and not self.absent:
            raise ValueError(f"{self.rule} does not apply: it needs the resource types whose absence says so")
        return self

    @property
    def checks(self) -> tuple[Check, ...]:
        """The assertions, with the one that follows from `absent`."""
        return (*self.check, NoneOf(none=self.absent)) if self.absent else self.check


class Exemption(BaseModel):
    """A resource that a rule is not asked of, and the reason that a reviewer would accept. `*` stands for anything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    resource: str
    reason: str = Field(min_length=20)


class Policy(BaseModel):
    """Every rule and every exception."""

    model_config = ConfigDict(frozen=True)

    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Policy":
        names = [rule.rule for rule in self.rules]
        twice = {n for n in names if names.count(n) > 1}
        unknown = {e.rule for e in self.exemptions} - set(names)
        if twice or unknown:
            raise ValueError(f"rules given twice: {sorted(twice)}; exceptions to no rule: {sorted(unknown)}")
        return self


def policy(rules: Iterable[Mapping[str, Any]], exemptions: Iterable[Mapping[str, Any]]) -> Policy:
    """Validate loaded data. Raises pydantic.ValidationError naming the row and field that is wrong."""
    return Policy(
        rules=TypeAdapter(tuple[Rule, ...]).validate_python(list(rules)),
        exemptions=TypeAdapter(tuple[Exemption, ...]).validate_python(list(exemptions)),
    )
