"""Ids that are still free."""

from collections.abc import Iterable


class Names:
    """Gives out ids that differ from all taken ones; each call takes constant time on average, whatever is taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def fresh(self, wanted: str) -> str:
        """The wanted id, with a number where it is taken; from now on it is taken."""
        name = wanted
        if wanted in self._taken:
            number = self._last.get(wanted, 1) + 1
            while f"{wanted}-{number}" in self._taken:
                number += 1
            self._last[wanted] = number
            name = f"{wanted}-{number}"
        self._taken.add(name)
        return name
