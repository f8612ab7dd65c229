"""The JSON schema of what a verb prints, from the classes that it is made of."""

import json
from typing import Any


def text(document: Any) -> str:
    """The schema as it stands in docs/schemas: draft 2020-12 (https://json-schema.org/draft/2020-12)."""
    from pydantic import TypeAdapter

    made = _closed(TypeAdapter(document).json_schema(mode="serialization"))
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _closed(schema: Any) -> Any:
    """The same, where an object has the properties that are named and no others."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value) for key, value in schema.items()}
    return made | {"additionalProperties": False} if isinstance(made.get("properties"), dict) else made
