"""One IAM statement, wherever it was read."""

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """Every member as a tuple; an element that is not known before apply is None."""

    allows: bool
    actions: tuple[str | None, ...]
    resources: tuple[str | None, ...]
    principals: tuple[str | None, ...]
    conditions: tuple[tuple[str, str, tuple[str | None, ...]], ...]
    not_actions: tuple[str | None, ...] = ()

    def on_everything(self) -> bool:
        """True when the statement speaks of every resource."""
        return "*" in self.resources

    def when(self, variable: str, value: str) -> bool:
        """True when a condition compares `variable` with `value`; names of variables ignore case, as in IAM."""
        return any(v.lower() == variable.lower() and value in values for _, v, values in self.conditions)

    def covers(self, action: str) -> bool:
        """True when one of its actions is `action` or a pattern that includes it."""
        return any(a and fnmatch.fnmatch(action.lower(), a.lower()) for a in self.actions)
