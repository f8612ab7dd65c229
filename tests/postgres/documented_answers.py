"""Whether what the API answers has the fields that its document shows."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


class DocumentedAnswers:
    """The examples of an OpenAPI document, to hold answers against."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths = document["paths"]
        self._models = document["components"]["schemas"]

    def unlike(self, route: str, status: int, content_type: str, content: bytes) -> list[str]:
        """Return where an answer of JSON has other fields than its example; other answers have none."""
        method, path = route.split(" ")
        kind = content_type.partition(";")[0] if content else ""
        if path not in self._paths:
            return []
        responses = self._paths[path][method.lower()]["responses"]
        documented = responses.get(str(status), responses["default"]).get("content", {})
        if not content or not kind.endswith("json"):
            return [f"{status} is not JSON"] if any(each.endswith("json") for each in documented) else []
        if kind not in documented:
            return [f"{status} {kind} is not documented"]
        media = documented[kind]
        schema = self._resolved(media["schema"])
        example = media["example"] if "example" in media else schema["examples"][0]
        return list(self._differing(json.loads(content), example, schema, "answer"))

    def _differing(self, answer: Any, example: Any, schema: Schema, where: str) -> Iterator[str]:
        """Yield differences; a list stands for its first element, and null for anything that may be null."""
        schema = self._resolved(schema)
        if answer is None or example is None:
            return
        if isinstance(example, dict) and isinstance(answer, dict):
            fields = schema.get("properties", {})
            if "additionalProperties" in schema and not fields:
                return
            optional = fields.keys() - set(schema.get("required", ())) if fields else set()
            if other := sorted((answer.keys() ^ example.keys()) - optional):
                yield f"{where} has or lacks {', '.join(other)}"
            for name in answer.keys() & example.keys():
                yield from self._differing(answer[name], example[name], fields.get(name, {}), f"{where}.{name}")
        elif isinstance(example, list) and isinstance(answer, list):
            if answer and example:
                yield from self._differing(answer[0], example[0], schema.get("items", {}), f"{where}[0]")
        elif not alike(answer, example):
            yield f"{where} is {type(answer).__name__}, not {type(example).__name__}"

    def _resolved(self, schema: Schema) -> Schema:
        """Return a schema without reference and without "or null"."""
        if "$ref" in schema:
            return self._resolved(self._models[schema["$ref"].rpartition("/")[2]])
        options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
        return self._resolved(options[0]) if len(options) == 1 else schema


def alike(answer: Any, example: Any) -> bool:
    """Tell whether two values are of one kind of JSON; a number may be whole by chance."""
    numbers = (int, float)
    if isinstance(answer, bool) or isinstance(example, bool):
        return isinstance(answer, bool) and isinstance(example, bool)
    return type(answer) is type(example) or (isinstance(answer, numbers) and isinstance(example, numbers))
