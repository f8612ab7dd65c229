"""Routes that skip FastAPI's parameter machinery, which would slow them by a third, yet stand in its documents."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.domain.errors import Invalid, NotFound
from api.routes.documented_examples import restore_examples
from api.schemas.problem import Problem
from api.schemas.text import without_nul

REFERENCE = "#/components/schemas/{model}"
UUID_SCHEMA = {"type": "string", "format": "uuid"}
OPEN = "/health"
FASTAPIS_OWN = frozenset({"HTTPValidationError", "ValidationError"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a hot route, for the documents alone: the endpoint reads it itself."""

    name: str
    place: str
    description: str
    required: bool = False
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})

    def document(self) -> dict[str, Any]:
        """Return it as OpenAPI writes it."""
        return {
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": self.description,
            "schema": dict(self.schema),
        }


class HotRoute(Route):
    """A plain Starlette route that knows how to document itself; its summary is the endpoint's docstring.

    `leads_to` names the operations that take the id in its first answer as theirs.
    """

    def __init__(
        self,
        method: str,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        *,
        answers: Mapping[int, type[BaseModel] | None],
        body: type[BaseModel] | None = None,
        parameters: tuple[Parameter, ...] = (),
        leads_to: tuple[str, ...] = (),
    ) -> None:
        super().__init__(path, endpoint, methods=[method])
        self.method = method
        self.answers = answers
        self.body = body
        self.parameters = parameters
        self.leads_to = leads_to

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as any route does, and leave word which route it was: FastAPI's router does so for its own alone."""
        match, child = super().matches(scope)
        return match, {**child, "route": self}

    def models(self) -> list[type[BaseModel]]:
        """Return every model that the documents of this route refer to."""
        used = [model for model in (self.body, *self.answers.values()) if model is not None]
        return [*used, Problem]

    def document(self) -> dict[str, Any]:
        """Return its OpenAPI operation."""
        summary = (self.endpoint.__doc__ or "").strip().splitlines()[0]
        responses = {str(status): answer(status, model) for status, model in self.answers.items()}
        operation: dict[str, Any] = {
            "summary": summary,
            "operationId": self.endpoint.__name__,
            "security": [{"bearer": []}],
            "parameters": [parameter.document() for parameter in self.parameters],
            "responses": {**responses, "default": problem_answer()},
        }
        if self.leads_to:
            links = {name: {"operationId": name, "parameters": {"id": "$response.body#/id"}} for name in self.leads_to}
            next(iter(responses.values()))["links"] = links
        if self.body is not None:
            operation["requestBody"] = {"required": True, "content": content(self.body, "application/json")}
        return operation


def answer(status: int, model: type[BaseModel] | None) -> dict[str, Any]:
    """Return how OpenAPI writes one answer."""
    written: dict[str, Any] = {"description": {200: "OK", 201: "Created", 304: "Not modified"}.get(status, "")}
    return written if model is None else {**written, "content": content(model, "application/json")}


def problem_answer() -> dict[str, Any]:
    """Return how OpenAPI writes an error."""
    return {"description": "A problem", "content": content(Problem, "application/problem+json")}


def promise_problems(operation: dict[str, Any]) -> None:
    """Replace what FastAPI says of its own errors by what `api.http_errors` answers."""
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = problem_answer()


def content(model: type[BaseModel], media_type: str) -> dict[str, Any]:
    """Return a media type with a reference to a model."""
    return {media_type: {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}}


def serve(app: FastAPI, routes: Iterable[HotRoute]) -> None:
    """Put hot routes before all others, and into the application's documents."""
    listed = list(routes)
    front: list[BaseRoute] = list(listed)
    app.router.routes[:0] = front

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            models = {model for route in listed for model in route.models()}
            ordered = sorted(models, key=lambda model: model.__name__)
            _, defined = models_json_schema([(model, "validation") for model in ordered], ref_template=REFERENCE)
            components = schema.setdefault("components", {})
            components.setdefault("schemas", {}).update(defined.get("$defs", {}))
            components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
            hot: dict[str, Any] = {}
            for route in listed:
                hot.setdefault(route.path, {})[route.method.lower()] = route.document()
            for path, operations in schema["paths"].items():
                for operation in operations.values():
                    promise_problems(operation)
                    if not path.startswith(OPEN):
                        operation["security"] = [{"bearer": []}]
            others = schema["paths"]
            schema["paths"] = {path: {**hot.get(path, {}), **others.get(path, {})} for path in {**hot, **others}}
            schema["components"]["schemas"] = {
                name: model for name, model in components["schemas"].items() if name not in FASTAPIS_OWN
            }
            restore_examples(schema["components"]["schemas"])
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # the documented way to extend the document


def path_uuid(request: Request, name: str) -> UUID:
    """Return a UUID from the path; what is none names nothing."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise NotFound("There is no such thing here.") from None


def query_text(request: Request, name: str, longest: int = 100) -> str | None:
    """Return a query parameter, None when it is absent or empty."""
    text = request.query_params.get(name) or None
    if text is not None and len(text) > longest:
        raise Invalid(name, "is too long")
    return None if text is None else checked(name, text)


def checked(name: str, text: str) -> str:
    """Return the text if PostgreSQL can hold it."""
    try:
        without_nul(text).encode()
    except ValueError:
        raise Invalid(name, "holds a character that no text can hold") from None
    return text


class JsonAnswer(Response):
    """JSON as bytes, with headers of ours alone: none of what Starlette looks for in a response can be in them."""

    media_type = "application/json"

    def __init__(self, body: bytes, status: int = 200, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            *headers,
        ]


def json_response(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return JSON text as it is."""
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()] if headers else ()
    return JsonAnswer(text.encode(), status, encoded)
