"""JSON in and out to the character: numbers keep their notation, objects their order."""

import json
import re
from typing import TypeAlias

from api.domain.obf.report import Refusal

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

DEEPEST = 64
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAFE_DIGITS = 15
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Literal(float):
    """A number that remembers how it was written, such as 1.10 or 1e400."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Literal":
        """Keep the text beside the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def _whole(text: str) -> int | Literal:
    return int(text) if len(text) <= _SAFE_DIGITS and text != "-0" else Literal(text)


def _refuse_constant(text: str) -> float:
    raise ValueError(text)


def parse(data: bytes, name: str) -> tuple[Json, tuple[str, ...]]:
    """The value in UTF-8 JSON bytes, and the keys that an object held twice (the last one counts).

    `name` is how the file is called in the reasons of a Refusal: not-utf8, not-json, too-deep.
    """
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        members = dict(pairs)
        if len(members) != len(pairs):
            seen: set[str] = set()
            repeated.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return members

    try:
        text = data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("not-utf8", f"{name} is not UTF-8 text.") from None
    try:
        value: Json = json.loads(
            text,
            strict=False,
            parse_float=Literal,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=collect,
        )
    except ValueError:
        raise Refusal("not-json", f"{name} is not valid JSON.") from None
    except RecursionError:
        raise Refusal("too-deep", f"{name} is nested too deeply.") from None
    _refuse_depth(value, name)
    return value, tuple(repeated)


def _refuse_depth(value: Json, name: str) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            item
            for box in level
            if isinstance(box, dict | list)
            for item in (box.values() if isinstance(box, dict) else box)
            if isinstance(item, dict | list)
        ]
        if not level:
            return
    raise Refusal("too-deep", f"{name} is nested too deeply.")


def text_of(value: Json) -> str:
    """The value as compact JSON that can be encoded as UTF-8."""
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{text_of(key)}:{text_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text: no NUL, no lone surrogate."""
    return "\x00" not in text and (text.isascii() or not _SURROGATE.search(text))


def storable(text: str) -> str:
    """The text with U+FFFD for what PostgreSQL cannot hold."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", "\ufffd"))
