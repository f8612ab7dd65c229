"""Litestar, bodies checked by msgspec, JSON text sent as it comes from the database."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import Parameter

from tests.bench.http.peers.around import Around
from tests.bench.http.peers.work import Refused, new_key, told

work = told()
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Symbols = Annotated[
    list[Annotated[str, msgspec.Meta(min_length=1, max_length=64)]], msgspec.Meta(min_length=1, max_length=32)
]


class Press(msgspec.Struct, forbid_unknown_fields=True):
    """A press."""

    person_id: UUID
    severity: Literal["info", "need", "urgent"]
    sentence: Text
    symbols: Symbols | None = None


class Utterance(msgspec.Struct, forbid_unknown_fields=True):
    """What shall be understood."""

    symbols: Symbols | None = None
    text: Text | None = None
    locale: Literal["en", "es"] = "en"


def caller_of(request: Request[Any, Any, Any], *, counted: bool = True) -> dict[str, str]:
    """Return who is calling."""
    try:
        return work.caller(request.headers.get("authorization"), counted=counted)
    except Refused:
        raise PermissionDeniedException from None


def json_of(body: str | bytes, status: int = 200, **headers: str) -> Response[bytes]:
    """Return JSON text as it is."""
    sent = body if isinstance(body, bytes) else body.encode()
    return Response(sent, status_code=status, headers=headers, media_type="application/json")


@get("/symbols")
async def symbols(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The vocabulary."""
    caller_of(request)
    return json_of(work.symbols, etag=work.etag)


@get("/user/{id:uuid}/symbols")
async def board(request: Request[Any, Any, Any], id: UUID) -> Response[bytes]:  # noqa: A002
    """A board."""
    return json_of(await work.seen("board", caller_of(request), str(id), "board"))


@get("/tasks")
async def tasks(request: Request[Any, Any, Any], user_id: UUID) -> Response[bytes]:
    """Tasks."""
    return json_of(await work.seen("tasks", caller_of(request), str(user_id), "tasks"))


@post("/intents", status_code=200)
async def intents(request: Request[Any, Any, Any], data: Utterance) -> Response[bytes]:
    """What is meant."""
    caller_of(request)
    work.check(data.symbols)
    return json_of(await work.understand(data.symbols, data.text, data.locale))


@post("/alerts")
async def alerts(
    request: Request[Any, Any, Any],
    data: Press,
    key: Annotated[str | None, Parameter(header="idempotency-key")] = None,
) -> Response[bytes]:
    """A press."""
    caller = caller_of(request, counted=False)
    work.check(data.symbols)
    return json_of(await work.press(caller, str(data.person_id), data.sentence, key or new_key()), 201)


app = Litestar(
    [symbols, board, tasks, intents, alerts], middleware=[Around], on_startup=[work.open], on_shutdown=[work.close]
)
