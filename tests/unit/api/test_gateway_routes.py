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
# Not in the API's document: files for people, and the document itself.
DOCUMENTS = {"GET /docs", "GET /docs/{asset}", "GET /openapi.json"}
CONSOLE = {"GET /console/{file}"}

# Paths whose bodies are ids, numbers and choices alone: what looks like an attack there is one.
WITHOUT_WORDS = {
    "contact-methods",
    "contact-methods/{id}",
    "contact-methods/{id}/verify",
    "me/quiet-hours",
    "notifications/received",
    "organisations/{id}/admins",
    "relations/{id}",
}


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
    patterns = {path: re.sub("{[a-z_]+}", "[^/]+", path) for path in re.findall(r'"(.*?)"', spared.group(1))}

    found = {body: [path for path, pattern in patterns.items() if re.fullmatch(pattern, body)] for body in bodies}

    assert {body for body, paths in found.items() if not paths} == WITHOUT_WORDS, (
        "A path that takes a body belongs in free_text_paths of modules/edge/waf.tf, "
        "or in WITHOUT_WORDS if nobody can write freely in it."
    )
    assert {path for paths in found.values() for path in paths} == patterns.keys()


def test_a_path_that_has_a_line_has_one_for_each_of_its_methods(routes: dict[str, Any]) -> None:
    listed_paths = {line.split(" ")[1] for line in listed()}

    assert {key for key in routes if key.split(" ")[1] in listed_paths} <= listed().keys()


def test_every_route_that_the_gateway_lists_is_one_of_the_api(routes: dict[str, Any]) -> None:
    assert UNLISTED in listed(), "the API's other routes need a line to travel by"
    assert listed().keys() - DOCUMENTS - CONSOLE - {UNLISTED} - routes.keys() == set()


def test_only_health_documents_and_the_console_are_public(routes: dict[str, Any]) -> None:
    public = {key for key, line in listed().items() if "public" in line}

    assert public == DOCUMENTS | CONSOLE | {key for key in routes if key.startswith("GET /health/")}
