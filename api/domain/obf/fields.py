"""Takes the known keys out of one object of a file; whatever is left is its extra, kept to the character."""

import math

from api.domain.obf.jsontext import Json, Literal, is_storable, storable, text_of
from api.domain.obf.model import NO_EXTRA
from api.domain.obf.report import Notes, Place, shown

ASIDE = "ext_alphawolf_original_"
LARGEST = 2**31 - 1
_EXACT = 2**53


def identifier(value: Json) -> str | None:
    """An id as a string: strings and numbers are ids, 0 and "" too; anything else is none."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Literal):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else value.text
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


class Fields:
    """One object being read.

    A known key with a value that it cannot have is set aside under an `ext_` key of ours, so nothing is lost and what
    we write is valid. A null is the same as an absent key.
    """

    def __init__(self, raw: dict[str, Json], notes: Notes, place: Place, what: str) -> None:
        self._rest = dict(raw)
        self._notes = notes
        self._what = what
        self.place = place

    def has(self, key: str) -> bool:
        """Whether the key is still there and not null."""
        return self._rest.get(key) is not None

    def take(self, key: str) -> Json:
        """The raw value, None when absent."""
        return self._rest.pop(key, None)

    def aside(self, key: str, value: Json) -> None:
        """Keep a value that cannot stand under its own key."""
        self.put(ASIDE + key, value)

    def put(self, key: str, value: Json) -> None:
        """Add a key of ours to the extra, beside one of that name that is there already."""
        while key in self._rest:
            key += "_"
        self._rest[key] = value

    def left(self) -> dict[str, Json]:
        """What nobody has taken."""
        return self._rest

    def reject(self, key: str, value: Json, why: str) -> None:
        """Keep the value aside and tell the user why."""
        self.aside(key, value)
        self._notes.changed("value-set-aside", f"{self._what}: {key} {why}; it was kept aside.", self.place)

    def text(self, key: str) -> str | None:
        """A string; numbers are written out."""
        value = self.take(key)
        if isinstance(value, str):
            return self._storable(key, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._notes.changed("number-as-text", f"{self._what}: {key} is a number and was made text.", self.place)
            return text_of(value)
        if value is not None:
            self.reject(key, value, "is not text")
        return None

    def key(self, name: str) -> str:
        """A name from the file that becomes a key of ours."""
        return self._storable("a name", name)

    def _storable(self, key: str, value: str) -> str:
        if is_storable(value):
            return value
        self._notes.changed(
            "characters-replaced",
            f"{self._what}: {key} holds characters that are not text; they show as �.",
            self.place,
        )
        return storable(value)

    def identifier(self, key: str) -> str | None:
        """An id, as `identifier`."""
        value = self.take(key)
        taken = identifier(value)
        if taken is None and value is not None:
            self.reject(key, value, "is neither text nor a number")
        return taken

    def flag(self, key: str) -> bool | None:
        """True, false or absent; the words and the numbers 0 and 1 are understood too."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return value
        understood = {"true": True, "false": False, "1": True, "0": False}.get(text_of(value).strip('"').lower())
        if understood is None:
            self.reject(key, value, "is neither true nor false")
        else:
            self._notes.changed("flag-as-word", f"{self._what}: {key} was made true or false.", self.place)
        return understood

    def size(self, key: str) -> int | None:
        """A whole number of at least 1; "300" and 300.0 are understood too."""
        value = self.take(key)
        if value is None:
            return None
        number = number_in(value)
        if number is None or not 1 <= number <= LARGEST:
            self.reject(key, value, "is not a number of at least 1")
            return None
        if not isinstance(value, int):
            self._notes.changed("number-rounded", f"{self._what}: {key} was made a whole number.", self.place)
        return math.floor(number)

    def amount(self, key: str, most: float = math.inf) -> float | None:
        """A number from 0 to `most`."""
        value = self.take(key)
        if value is None:
            return None
        number = number_in(value)
        if number is None or not 0 <= number <= most:
            self.reject(key, value, "is not a number in range")
            return None
        return number

    def record(self, key: str) -> dict[str, Json] | None:
        """An object."""
        value = self.take(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.reject(key, value, "is not an object")
        return None

    def records(self, key: str) -> list[dict[str, Json]]:
        """A list of objects; an object of objects keyed by id is understood too."""
        value = self.take(key)
        if isinstance(value, dict):
            self._notes.changed(
                "list-by-id", f"{self._what}: {key} are keyed by id; they were made a list.", self.place
            )
            value = [
                item if not isinstance(item, dict) or item.get("id") is not None else {**item, "id": name}
                for name, item in value.items()
            ]
        if value is None:
            return []
        if not isinstance(value, list):
            self.reject(key, value, "is not a list")
            return []
        odd: list[Json] = [item for item in value if not isinstance(item, dict)]
        if odd:
            self.reject(key, odd, f"has {len(odd)} entries that are not objects")
        return [item for item in value if isinstance(item, dict)]

    def remainder(self, undocumented: frozenset[str] = frozenset()) -> str:
        """All that is left, as JSON text; unknown keys without `ext_` are reported, known undocumented ones not."""
        if not self._rest:
            return NO_EXTRA
        for key in self._rest:
            if not key.startswith("ext_") and key not in undocumented:
                detail = f"{self._what}: {shown(key)} is not part of the format; it was kept."
                self._notes.kept("unknown-key", detail, self.place)
        return text_of(self._rest)


def number_in(value: Json) -> float | None:
    """The finite number that a value is or spells."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
