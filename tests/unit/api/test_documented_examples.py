"""Whoever reads the API's document sees for each body and each answer what one looks like, and what is shown is true.

That real answers have the fields of their examples is asked of each route in tests/postgres/test_permission_matrix.py.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from fhirclient.models.bundle import Bundle
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, ValidationError

from api import schemas
from api.app import create_app
from api.domain.obf import importing
from api.domain.open_board_log import NOTICE
from api.schemas.notifications import Notification
from api.settings import Settings
from tests.postgres.documented_answers import DocumentedAnswers
from tests.unit.api.test_settings import GOOD

MODELS: dict[str, type[BaseModel]] = {
    name: found
    for module in pkgutil.iter_modules(schemas.__path__)
    for name, found in vars(importlib.import_module(f"api.schemas.{module.name}")).items()
    if isinstance(found, type) and issubclass(found, BaseModel)
}
# What no document can show: pictures, sounds, packages.
BINARY = ("image/", "audio/", "application/zip")


class Shown(NamedTuple):
    """A media type of the document: where it stands, which model it names, and its examples."""

    where: str
    schema: Mapping[str, Any]
    model: str
    examples: list[Any]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return what the API says of itself."""
    return create_app(Settings.from_environment(GOOD)).openapi()


def shown(document: Mapping[str, Any], where: str, media: Mapping[str, Any]) -> Shown:
    """Return the examples of a media type: its own, else those of its model."""
    schema = media.get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    own = [media["example"]] if "example" in media else []
    return Shown(
        where,
        schema,
        name.removesuffix("-Input").removesuffix("-Output"),
        own or document["components"]["schemas"].get(name, {}).get("examples", []),
    )


def bodies(document: Mapping[str, Any]) -> Iterator[Shown]:
    """Yield every body of JSON."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if media is not None:
                yield shown(document, f"{method} {path}", media)


def answers(document: Mapping[str, Any]) -> Iterator[Shown]:
    """Yield every answer of every route that can be shown, problems too."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                for kind, media in answer.get("content", {}).items():
                    if not kind.startswith(BINARY):
                        yield shown(document, f"{method} {path} {status} {kind}", media)


def faults(document: Mapping[str, Any], listed: Iterator[Shown]) -> list[str]:
    """Return where an example is missing, or is not what its model and its schema say."""
    found = []
    for where, schema, model, examples in listed:
        found += [] if examples else [f"{where}: no example"]
        whole = {**schema, "components": document["components"]}
        for example in examples:
            found += [f"{where}: {fault}" for fault in untaken(model, example)]
            checked = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(example)
            found += [f"{where}: {error.message}" for error in checked]
    return found


def untaken(model: str, example: Any) -> list[str]:
    """Return what a model refuses of an example; a field that it does not know is refused too."""
    try:
        if model:
            MODELS[model].model_validate_json(json.dumps(example), extra="forbid")
    except ValidationError as refused:
        return [f"{model}.{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in refused.errors()]
    return []


def example_of(document: Mapping[str, Any], path: str, kind: str) -> Any:
    """Return what is shown of the answer of a GET."""
    return document["paths"][path]["get"]["responses"]["200"]["content"][kind]["example"]


def test_every_body_of_json_has_an_example_that_is_taken(document: dict[str, Any]) -> None:
    assert faults(document, bodies(document)) == []
    assert len(list(bodies(document))) > 30


def test_every_answer_has_an_example_that_its_schema_takes(document: dict[str, Any]) -> None:
    assert faults(document, answers(document)) == []
    successes = [where for where, *_ in answers(document) if " 2" in where]
    assert len(successes) > 70


def test_every_success_that_is_not_empty_says_what_it_is(document: dict[str, Any]) -> None:
    empty = {
        f"{method} {path} {status}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status.startswith("2") and not answer.get("content")
    }
    assert {where for where in empty if not where.endswith(" 204")} == {"post /contact-methods/{id}/code 202"}


def test_a_missing_example_and_an_untrue_one_are_found(document: dict[str, Any]) -> None:
    changed = deepcopy(document)
    models = changed["components"]["schemas"]
    del models["Me"]["examples"]
    models["Duty"]["examples"][0]["rotation"] = models["Duty"]["examples"][0].pop("rotations")
    assert faults(changed, answers(changed)) == [
        "get /user/{id}/on-duty 200 application/json: Duty.rotations: Field required",
        "get /user/{id}/on-duty 200 application/json: Duty.rotation: Extra inputs are not permitted",
        "get /user/{id}/on-duty 200 application/json: 'rotations' is a required property",
        "get /me 200 application/json: no example",
        "post /me 201 application/json: no example",
    ]


def test_an_answer_with_other_fields_than_its_example_is_found(document: dict[str, Any]) -> None:
    documented = DocumentedAnswers(document)

    def unlike(content: object, status: int = 200, kind: str = "application/json") -> list[str]:
        return documented.unlike("GET /people/{id}/relations", status, kind, json.dumps(content).encode())

    circle = document["components"]["schemas"]["Circle"]["examples"][0]
    [ana] = circle["relations"]
    without_role = {name: ana[name] for name in ana if name != "role"}
    for relations in (circle["relations"], [], [{**ana, "until": "2026-12-01T08:00:00+00:00"}]):
        assert unlike({"relations": relations}) == []
    assert unlike({"relations": [without_role]}) == ["answer.relations[0] has or lacks role"]
    assert unlike({"relations": [{**ana, "since": 7}]}) == ["answer.relations[0].since is int, not str"]
    assert unlike({**circle, "next": None}) == ["answer has or lacks next"]
    assert unlike(circle, kind="application/fhir+json") == ["200 application/fhir+json is not documented"]
    assert unlike(circle, kind="text/plain") == ["200 is not JSON"]
    lacking = "answer has or lacks detail, instance, status, type"
    assert unlike({"title": "Not found"}, 404, "application/problem+json") == [lacking]


def test_what_other_programs_read_is_shown_as_they_read_it(document: dict[str, Any]) -> None:
    """FHIR, Open Board Format, Open Board Log and server-sent events, which no model of ours describes."""
    bundle = Bundle(example_of(document, "/user/{id}/fhir", "application/fhir+json"))
    assert [entry.resource.resource_type for entry in bundle.entry] == ["Patient", "RelatedPerson", "CareTeam"]

    board = example_of(document, "/user/{id}/boards/{board}/export.obf", "application/json")
    read = importing.read(json.dumps(board).encode())
    assert read.board_set is not None
    assert [found.code for found in read.report.findings] == ["licence-missing"]

    log = example_of(document, "/user/{id}/logs", "application/obl")
    assert json.loads(log.removeprefix(NOTICE))["format"] == "open-board-log-0.1"

    events = example_of(document, "/notifications/events", "text/event-stream").split("\n")
    [told] = [line.removeprefix("data: ") for line in events if line.startswith("data: ")]
    assert Notification.model_validate_json(told, extra="forbid").kind == "alert_raised"
