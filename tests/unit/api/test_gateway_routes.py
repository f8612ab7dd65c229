"""The gateway lists what it treats in a way of its own; its lists and the API's routes agree."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.unit.api.test_settings import GOOD

EDGE = Path(__file__).resolve().parents[3] / "modules" / "edge"

UNLISTED = "ANY /{proxy+}"
DOCUMENTS = {"GET /docs", "GET /openapi.json"}

# Paths whose bodies are ids, numbers and choices alone: what looks like an attack there is one.
WITHOUT_WORDS: set[str] = set()


def source(file: str) -> str:
    return (EDGE / file).read_text(encoding="utf-8")


def listed() -> dict[str, str]:
    """The gateway's lines: method and path, and what the line says."""
    found = re.findall(r'^    "([A-Z]+ /[^"]*)" += (\{.*)', source("routes.tf"), re.MULTILINE)
    assert found
    return dict(found)


@pytest.fixture(scope="module")
def routes() -> dict[str, Any]:
    """Every route of the API by method and path, as its OpenAPI document has it."""
    paths = create_app(Settings.from_environment(GOOD)).openapi()["paths"]
    return {f"{method.upper()} {path}": route for path, methods in paths.items() for method, route in methods.items()}


def test_every_body_in_which_people_speak_is_spared_by_the_firewall(routes: dict[str, Any]) -> None:
    bodies = {key.split(" /")[1] for key, route in routes.items() if "requestBody" in route}
    spared = re.search(r"free_text_paths = \[(.*?)\]", source("waf.tf"), re.DOTALL)

    assert spared is not None
    assert bodies - WITHOUT_WORDS == set(re.findall(r'"(.*?)"', spared.group(1))), (
        "A path that takes a body belongs in free_text_paths of modules/edge/waf.tf, "
        "or in WITHOUT_WORDS if nobody can write freely in it."
    )


def test_every_route_that_the_gateway_lists_is_one_of_the_api(routes: dict[str, Any]) -> None:
    assert UNLISTED in listed(), "the API's other routes need a line to travel by"
    assert listed().keys() - DOCUMENTS - {UNLISTED} - routes.keys() == set()


def test_only_health_and_documents_are_public(routes: dict[str, Any]) -> None:
    public = {key for key, line in listed().items() if "public" in line}

    assert public == DOCUMENTS | {key for key in routes if key.startswith("GET /health/")}
