"""The examples of the models, whole: FastAPI leaves out of a document what is null, where an answer says null."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from api import schemas


def restore_examples(described: dict[str, dict[str, Any]]) -> None:
    """Put the examples of our models into their schemas as they were written; `described` holds schemas by name."""
    written = {model.__name__: examples for model in models_under(BaseModel) if (examples := examples_of(model))}
    for schema in described.values():
        if "examples" in schema:
            schema["examples"] = written[schema["title"]]


def models_under(parent: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield every model of ours that extends another."""
    for model in parent.__subclasses__():
        if model.__module__.startswith(f"{schemas.__name__}."):
            yield model
            yield from models_under(model)


def examples_of(model: type[BaseModel]) -> list[Any]:
    """Return the examples that stand in a model."""
    extra = model.model_config.get("json_schema_extra")
    examples = extra.get("examples") if isinstance(extra, dict) else None
    return examples if isinstance(examples, list) else []
