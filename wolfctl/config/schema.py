"""The JSON schema of envs/*.yaml."""

import json

from wolfctl.config.environment import Environment


def text() -> str:
    """The schema as it stands in envs/schema.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Environment.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
