"""Starlette, bodies checked by Pydantic, JSON text sent as it comes from the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.http.peers.around import Around
from tests.bench.http.peers.models import Press, Utterance
from tests.bench.http.peers.work import Refused, new_key, told

work = told()


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Open and close the work."""
    await work.open()
    yield
    await work.close()


def json_of(body: str | bytes, status: int = 200, **headers: str) -> Response:
    """Return JSON text as it is."""
    return Response(body, status, headers, "application/json")


async def symbols(request: Request) -> Response:
    """The vocabulary."""
    work.caller(request.headers.get("authorization"))
    return json_of(work.symbols, etag=work.etag)


async def board(request: Request) -> Response:
    """A board."""
    caller = work.caller(request.headers.get("authorization"))
    return json_of(await work.seen("board", caller, request.path_params["id"], "board"))


async def tasks(request: Request) -> Response:
    """Tasks."""
    caller = work.caller(request.headers.get("authorization"))
    return json_of(await work.seen("tasks", caller, request.query_params["user_id"], "tasks"))


async def intents(request: Request) -> Response:
    """What is meant."""
    work.caller(request.headers.get("authorization"))
    asked = Utterance.model_validate_json(await request.body())
    work.check(asked.symbols)
    return json_of(await work.understand(asked.symbols, asked.text, asked.locale))


async def alerts(request: Request) -> Response:
    """A press."""
    caller = work.caller(request.headers.get("authorization"), counted=False)
    asked = Press.model_validate_json(await request.body())
    work.check(asked.symbols)
    key = request.headers.get("idempotency-key") or new_key()
    return json_of(await work.press(caller, str(asked.person_id), asked.sentence, key), 201)


async def refused(_: Request, __: Exception) -> Response:
    """Say no."""
    return json_of("{}", 403)


app = Starlette(
    routes=[
        Route("/symbols", symbols),
        Route("/user/{id}/symbols", board),
        Route("/tasks", tasks),
        Route("/intents", intents, methods=["POST"]),
        Route("/alerts", alerts, methods=["POST"]),
    ],
    exception_handlers={Refused: refused},
    middleware=[Middleware(Around)],
    lifespan=lifespan,
)
