"""The words in which a rule says what a value must be.

`set`, `unset`, `equals`, `one_of`, `at_least`, `at_most`, `contains`, `excludes`, `matches`, `omits`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from wolfctl.workflows.compliance.planned import UNKNOWN, Resource

Word = Literal["set", "unset", "equals", "one_of", "at_least", "at_most", "contains", "excludes", "matches", "omits"]

_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": lambda value, operand: bool(value == operand),
    "one_of": lambda value, operand: value in operand,
    "at_least": lambda value, operand: isinstance(value, int | float) and value >= operand,
    "at_most": lambda value, operand: isinstance(value, int | float) and value <= operand,
    "contains": lambda value, operand: isinstance(value, list) and set(operand) <= set(value),
    "excludes": lambda value, operand: not any(o in (value or []) for o in operand),
    "matches": lambda value, operand: isinstance(value, str) and re.search(operand, value) is not None,
    "omits": lambda value, operand: isinstance(value, str) and re.search(operand, value) is None,
}


class Requirement(BaseModel):
    """One demand on a value. In data: `true`, `set`, `unset`, or one word with its operand, `{at_least: 35}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: Word
    operand: Any = None

    @model_validator(mode="before")
    @classmethod
    def _from_data(cls, data: Any) -> Any:
        if isinstance(data, bool):
            return {"word": "equals", "operand": data}
        if isinstance(data, str):
            return {"word": data}
        if isinstance(data, Mapping) and len(data) == 1:
            ((word, operand),) = data.items()
            return {"word": word, "operand": operand}
        return data

    def __str__(self) -> str:
        return self.word if self.operand is None else f"{self.word.replace('_', ' ')} {_shown(self.operand)}"

    def unmet(self, resource: Resource, path: str) -> str | None:
        """What is wrong with the values at `path`, or None. An unknown value is wrong unless it only has to be set."""
        if self.word in {"set", "unset"}:
            wrong = resource.gives(path) is not (self.word == "set")
            return f"`{path}` is {'not set' if self.word == 'set' else 'set'}" if wrong else None
        for value in resource.at(path) or [None]:
            if value is UNKNOWN:
                return f"`{path}` is not known before apply, must be: {self}"
            if not _TESTS[self.word](value, self.operand):
                return f"`{path}` is {_shown(value)}, must be: {self}"
        return None


def unmet(requirements: Mapping[str, Requirement], resource: Resource) -> list[str]:
    """Everything that a resource lacks of what is demanded, in the order demanded."""
    return [wrong for path, demand in requirements.items() if (wrong := demand.unmet(resource, path)) is not None]


def _shown(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)
