"""The JSON schema of what a verb prints, from the classes that it is made of."""

import json
from typing import Any


def text(document: Any) -> str:
    """The schema as it stands in docs/schemas: draft 2020-12 (https://json-schema.org/draft/2020-12)."""
    from pydantic import TypeAdapter

    made = TypeAdapter(document).json_schema(mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
