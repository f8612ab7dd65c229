"""Every route that a document quotes is one of the API's."""

import re

from api.app import create_app
from api.settings import Settings
from tests.unit.api.test_settings import GOOD
from tests.unit.test_commands_of_documents import QUOTED

# There as an example of what is not listed.
NO_ROUTES = {("docs/decisions/0015-routes-that-nobody-listed.md", "DELETE", "/tasks")}


def test_every_route_that_is_quoted_exists() -> None:
    app = create_app(Settings.from_environment(GOOD))
    by_hand = {
        (method, str(getattr(route, "path", "")))
        for route in app.routes
        for method in getattr(route, "methods", None) or ()
    }
    documented = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    known = {(method, _without_names(path)) for method, path in by_hand | documented}
    quoted = {
        (page, method, path)
        for page, text in QUOTED
        if page != "docs/compliance.md"  # made from rules, which have patterns
        for method, path in re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) (/[^\s?,;]*)", text)
    }

    assert len(quoted) > 30
    assert {each for each in quoted if (each[1], _without_names(each[2])) not in known} == NO_ROUTES


def _without_names(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)
