"""FastAPI as its tutorial has it: dependencies, and a response model for each route."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Response
from fastapi.responses import JSONResponse

from tests.bench.http.peers.around import Around
from tests.bench.http.peers.models import Board, Press, Raised, SymbolPage, TaskPage, Understood, Utterance
from tests.bench.http.peers.work import Refused, new_key, told

work = told()


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Open and close the work."""
    await work.open()
    yield
    await work.close()


async def caller_of(authorization: Annotated[str | None, Header()] = None) -> dict[str, str]:
    """Return who is calling."""
    return work.caller(authorization)


async def uncounted_caller_of(authorization: Annotated[str | None, Header()] = None) -> dict[str, str]:
    """Return who calls for help, which costs no budget."""
    return work.caller(authorization, counted=False)


UncountedCaller = Annotated[dict[str, str], Depends(uncounted_caller_of)]
Caller = Annotated[dict[str, str], Depends(caller_of)]
app = FastAPI(lifespan=lifespan)
app.add_middleware(Around)


@app.exception_handler(Refused)
async def refused(_: Any, __: Exception) -> Response:
    """Say no."""
    return JSONResponse({}, 403)


@app.get("/symbols", response_model=SymbolPage)
async def symbols(_: Caller, response: Response) -> Any:
    """The vocabulary."""
    response.headers["etag"] = work.etag
    return json.loads(work.symbols)


@app.get("/user/{id}/symbols", response_model=Board)
async def board(id: UUID, caller: Caller) -> Any:  # noqa: A002
    """A board."""
    return json.loads(await work.seen("board", caller, str(id), "board"))


@app.get("/tasks", response_model=TaskPage)
async def tasks(user_id: UUID, caller: Caller) -> Any:
    """Tasks."""
    return json.loads(await work.seen("tasks", caller, str(user_id), "tasks"))


@app.post("/intents", response_model=Understood)
async def intents(asked: Utterance, _: Caller) -> Any:
    """What is meant."""
    work.check(asked.symbols)
    return json.loads(await work.understand(asked.symbols, asked.text, asked.locale))


@app.post("/alerts", response_model=Raised, status_code=201)
async def alerts(asked: Press, caller: UncountedCaller, idempotency_key: Annotated[str | None, Header()] = None) -> Any:
    """A press."""
    work.check(asked.symbols)
    answer = await work.press(caller, str(asked.person_id), asked.sentence, idempotency_key or new_key())
    return json.loads(answer)
