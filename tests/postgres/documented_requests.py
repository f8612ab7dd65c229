"""Requests to every operation that the API's own document names, so that a new route is tried without a word here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

DEEPEST = 8
# Takes where a text is to stand and how long it may be, None for any length; returns the text.
Text = Callable[[str, int | None], str]


class Filler:
    """Makes values for schemas of an OpenAPI document, with texts of the caller's in every free text."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, str], text: Text) -> None:
        self._models = document["components"]["schemas"]
        self._known = known
        self._text = text

    def value(self, schema: Mapping[str, Any], where: str, name: str, depth: int = 0) -> Any:
        """Return a value that the schema takes, as far as a schema tells."""
        if "$ref" in schema:
            return self.value(self._models[schema["$ref"].rpartition("/")[2]], where, name, depth)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema and "properties" not in schema:  # beside properties it only says which go together
                options = [option for option in schema[several] if option.get("type") != "null"]
                return self.value(options[0], where, name, depth) if options else None
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("type") == "object" or "properties" in schema:
            if depth > DEEPEST:
                return {}
            fields = schema.get("properties", {})
            return {key: self.value(field, f"{where}.{key}", key, depth + 1) for key, field in fields.items()}
        if schema.get("type") == "array":
            items = schema.get("items", {})
            return [self.value(items, f"{where}[]", name, depth + 1)] if depth <= DEEPEST else []
        return self._plain(schema, where, name)

    def _plain(self, schema: Mapping[str, Any], where: str, name: str) -> Any:
        kind, form = schema.get("type"), schema.get("format")
        if kind == "boolean":
            return True
        if kind in ("integer", "number"):
            return schema.get("minimum", 1)
        if form == "uuid":
            return self._known.get(name, str(uuid4()))
        if form == "date-time":
            return "2026-11-25T08:00:00Z"
        return self._text(where, schema.get("maxLength"))


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, described in document["paths"].items():
        for method, operation in described.items():
            yield method, path, operation


def bodies(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[str | None]:
    """Return which field to leave out, one call each: fields may exclude one another."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    return [None, *model.get("properties", {})]
