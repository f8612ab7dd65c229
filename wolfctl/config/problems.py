"""Turns what pydantic found wrong into lines that say where it is and what to write."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from wolfctl.config.environment import Environment
from wolfctl.config.positions import Document, Keys
from wolfctl.errors import BadEnvironment

WANTED = {
    "string_type": "it should be text, in quotes",
    "int_type": "it should be a whole number",
    "bool_type": "it should be true or false",
    "model_type": "it should be a section of its own",
    "dict_type": "it should be a section of its own",
}


def refuse(shown: str, document: Document, problems: list[tuple[Keys, str]]) -> BadEnvironment:
    """One error for all problems, in the order of the file."""
    lines = sorted((document.line(keys), text) for keys, text in problems)
    count = f"{len(lines)} things" if len(lines) > 1 else "one thing"
    return BadEnvironment(
        f"{shown} cannot be used: {count} to mend.\n" + "\n".join(f"  {shown}:{line}: {text}" for line, text in lines),
        hint="envs/schema.json lists every key; an editor that reads it marks these lines.",
    )


def of_shape(error: ValidationError) -> list[tuple[Keys, str]]:
    """What is wrong with the shape: unknown keys, missing keys, wrong values."""
    details = error.errors(include_url=False)
    # a misspelt key is also a missing one; telling it once is enough
    meant = {(*detail["loc"][:-1], near) for detail in details if (near := _meant(detail))}
    told = [detail for detail in details if not (detail["type"] == "missing" and detail["loc"] in meant)]
    return [problem for detail in told for problem in _explain(detail)]


def of_sense(environment: Environment, name: str) -> list[tuple[Keys, str]]:
    """What is wrong between keys that are each fine alone."""
    problems: list[tuple[Keys, str]] = []
    if environment.environment != name:
        problems.append((("environment",), f"the file is called {name}.yaml; write `environment: {name}`"))
    off = {feature for feature, on in environment.features if not on}
    if environment.on_aws:
        if environment.account_id is None:
            problems.append((("account_id",), "an AWS environment names its account; write twelve digits in quotes"))
        if environment.backend is None:
            problems.append(((), "an AWS environment says where its state is; add a `backend:` section"))
        problems += [(("features", feature), f"on AWS every feature is on; write `{feature}: true`") for feature in off]
    elif environment.backend is not None:
        problems.append((("backend",), "an emulated environment keeps its state here; remove `backend:`"))
    problems += [
        (("features", feature), f"say why {feature} is off; add `{feature}: <reason>` under `differences:`")
        for feature in off - environment.differences.keys()
        if not environment.on_aws
    ]
    problems += [
        (("differences", feature), f"{feature} is not off under `features:`; remove this line")
        for feature in environment.differences.keys() - off
    ]
    return problems


def _meant(detail: ErrorDetails) -> str | None:
    """The known key that an unknown one is nearest to."""
    *above, field = detail["loc"]
    section = _section(tuple(str(part) for part in above))
    if detail["type"] != "extra_forbidden" or section is None:
        return None
    return next(iter(get_close_matches(str(field), section.model_fields, 1)), None)


def _explain(detail: ErrorDetails) -> Iterator[tuple[Keys, str]]:
    keys = tuple(str(part) for part in detail["loc"] if part != "[key]")
    section, field = _section(keys[:-1]), keys[-1]
    name = ".".join(keys)
    if detail["type"] == "extra_forbidden":
        near = _meant(detail)
        advice = (
            f"write `{near}`" if near else f"the keys here are {', '.join(section.model_fields if section else ())}"
        )
        yield keys, f"{name} is not a known key; {advice}"
        return
    info = section.model_fields.get(field) if section else None
    if detail["type"] == "missing" and (inner := _section(keys)):
        yield keys, f"{name} is missing; add a `{field}:` section with {', '.join(inner.model_fields)}"
        return
    if detail["type"] == "missing":
        yield keys, f"{name} is missing; add `{field}: {_example(info)}`{_about(info)}"
        return
    shown = "null" if detail["input"] is None else repr(detail["input"])
    yield keys, f"{name} is {shown}: {_wanted(detail)}; write for instance `{field}: {_example(info)}`{_about(info)}"


def _section(keys: Keys) -> type[BaseModel] | None:
    """The model that declares the keys below a path."""
    model: type[BaseModel] = Environment
    for key in keys:
        if key not in model.model_fields:
            return None
        annotation = model.model_fields[key].annotation
        choices = [annotation, *get_args(annotation)]
        models = [choice for choice in choices if isinstance(choice, type) and issubclass(choice, BaseModel)]
        if not models:
            return None
        model = models[0]
    return model


def _wanted(detail: ErrorDetails) -> str:
    message = detail["msg"]
    if detail["type"] in WANTED:
        return WANTED[detail["type"]]
    if detail["type"] == "string_pattern_mismatch":
        return f"it must match {detail['ctx']['pattern']}"
    return message.replace("Input should be", "it should be")


def _example(info: FieldInfo | None) -> str:
    if info is None or not info.examples:
        return "..."
    return _yaml(info.examples[0])


def _yaml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() if value.replace(".", "").isdigit():
            return f'"{value}"'
        case _:
            return str(value)


def _about(info: FieldInfo | None) -> str:
    return f" ({info.description})" if info and info.description else ""
