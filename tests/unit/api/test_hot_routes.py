"""Hot routes are answered before FastAPI, by its rules."""

import io
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from api import http_errors
from api.domain.errors import NotFound
from api.middleware.body_limit import LIMIT_BYTES, BodyLimit
from api.middleware.hot_routes import HotRoutes
from api.middleware.request_log import RequestLog
from api.routes import hot_route
from api.routes.hot_route import HotRoute, json_response


async def say(request: Request) -> Response:
    """Say back what is in the path."""
    return json_response(json.dumps(request.path_params))


async def take(request: Request) -> Response:
    """Take a body."""
    return json_response(str(len(await request.body())), 201)


async def miss(_: Request) -> Response:
    """Find nothing."""
    raise NotFound("There is no such thing here.")


async def fail(_: Request) -> Response:
    """Have a fault."""
    raise RuntimeError("zebra-canary")


@pytest.fixture
def application(lines: io.StringIO) -> HotRoutes:
    """Return an application with some hot routes and one of FastAPI's own."""
    app = FastAPI()
    routes = [
        HotRoute("GET", "/said", say, answers={}),
        HotRoute("GET", "/said/{id}/here", say, answers={}),
        HotRoute("POST", "/taken", take, answers={}),
        HotRoute("GET", "/missed", miss, answers={}),
        HotRoute("GET", "/failed", fail, answers={}),
    ]

    @app.post("/said/{id}/here")
    async def own(id: str) -> str:  # noqa: A002 - as the path has it
        return id

    hot_route.serve(app, routes)
    http_errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog)
    return HotRoutes(app)


@pytest.fixture
def client(application: HotRoutes) -> httpx.AsyncClient:
    """Return a client of it."""
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://hot")


async def test_a_route_answers_with_what_its_path_holds(client: httpx.AsyncClient) -> None:
    assert (await client.get("/said")).json() == {}
    answer = await client.get("/said/7/here")
    assert (answer.json(), answer.headers["content-type"]) == ({"id": "7"}, "application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("HEAD", "/said", 200), ("POST", "/said", 405), ("POST", "/said/7/here", 200), ("GET", "/said/7/there", 404)],
)
async def test_what_is_not_hot_is_the_applications(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    if status == 405:
        assert answer.headers["allow"] == "GET"


async def test_an_error_is_the_same_problem_as_anywhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/missed")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:alphawolf:problem:not-found")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_over_the_limit_is_refused_here_too(client: httpx.AsyncClient) -> None:
    assert (await client.post("/taken", content=b"x" * LIMIT_BYTES)).text == str(LIMIT_BYTES)
    assert (await client.post("/taken", content=b"x" * (LIMIT_BYTES + 1))).status_code == 413

    async def unannounced() -> AsyncIterator[bytes]:
        yield b"x" * LIMIT_BYTES
        yield b"x"

    assert (await client.post("/taken", content=unannounced())).status_code == 413


async def test_a_client_that_hangs_up_before_its_body_came_is_no_fault_of_ours(
    application: HotRoutes, lines: io.StringIO
) -> None:
    sent: list[Message] = []

    async def hung_up() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", b"5")]
    scope = {"type": "http", "method": "POST", "path": "/taken", "headers": headers, "query_string": b""}
    await application(scope, hung_up, send)

    assert sent[0]["status"] == 400
    assert "unexpected" not in lines.getvalue()


async def test_a_fault_is_answered_and_logged_by_its_type_under_the_routes_name(
    client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    answer = await client.get("/failed")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:alphawolf:problem:unexpected")
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(line["event"], line.get("route"), line.get("error")) for line in written] == [
        ("unexpected", None, "RuntimeError"),
        ("request", "/failed", None),
    ]
    assert "zebra-canary" not in lines.getvalue()
