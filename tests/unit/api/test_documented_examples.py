"""Whoever reads the API's document sees for each body what one looks like; what is shown is taken."""

import importlib
import json
import pkgutil
from typing import Any

import pytest
from pydantic import BaseModel

from api import schemas
from api.app import create_app
from api.settings import Settings
from tests.unit.api.test_settings import GOOD

MODELS: dict[str, type[BaseModel]] = {
    name: found
    for module in pkgutil.iter_modules(schemas.__path__)
    for name, found in vars(importlib.import_module(f"api.schemas.{module.name}")).items()
    if isinstance(found, type) and issubclass(found, BaseModel)
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return what the API says of itself."""
    return create_app(Settings.from_environment(GOOD)).openapi()


def test_every_body_of_json_has_an_example_that_is_taken(document: dict[str, Any]) -> None:
    without: list[str] = []
    tried = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is None:
                continue
            name = body["schema"].get("$ref", "").rpartition("/")[2]
            examples = document["components"]["schemas"][name].get("examples", []) if name else [body["example"]]
            without += [] if examples else [f"{method} {path}"]
            for example in examples:
                tried += 1
                if name:
                    MODELS[name].model_validate_json(json.dumps(example))
    assert without == []
    assert tried > 30
