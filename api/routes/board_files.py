"""Boards in and out as files of Open Board Format, and the pictures and sounds that came with them."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.db import board_sets, care
from api.dependencies import CallerHere, Services, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid, NotFound
from api.domain.obf import importing
from api.domain.obf.archive import Limits
from api.domain.obf.display import Content, first_source
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.model import BoardSet
from api.domain.obf.storage import record_with_content
from api.domain.permissions import Action, permit
from api.identity import Caller
from api.operations.boards.exporting import linked_set
from api.operations.boards.importing import import_boards, trial
from api.routes.answers import EDITING, READING, problems
from api.routes.board_lock import Pin, pass_lock
from api.routes.hot_route import checked, json_response
from api.routes.symbols import matches
from api.schemas.board_imports import ImportReport
from api.schemas.example_cast import BOARD

IMPORT_BYTES = 20 << 20
# Whoever unpacks must not be able to fill the memory of the process that carries alerts.
LIMITS = Limits(package=IMPORT_BYTES, entries=5_000, entry=16 << 20, total=64 << 20, ratio=200, values=300_000)
# A board with all that a file may say of it is larger than any other body; a device's edits are several boards.
LARGER_BODIES = (
    (re.compile(r"/user/[^/]+/boards/import"), IMPORT_BYTES),
    (re.compile(r"/user/[^/]+/boards/[^/]+"), 1 << 20),
)
BODY_PATIENCE_S = 60
SLOT_PATIENCE_S = 10
OBF, OBZ = "application/json", "application/zip"
MEDIA_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
FILE = {"schema": {"type": "string", "format": "binary", "maxLength": IMPORT_BYTES}}
# What is no board is told so in the report, so a body of JSON has no shape that it must have.
ANY_JSON = {
    "schema": {"description": "An .obf."},
    "example": {
        "format": "open-board-0.1",
        "id": "home",
        "name": "Home",
        "locale": "en",
        "buttons": [{"id": "1", "label": "water"}],
        "grid": {"rows": 1, "columns": 1, "order": [["1"]]},
        "images": [],
        "sounds": [],
    },
}
OBF_FILE = {
    "schema": {"type": "object", "description": "An .obf (https://www.openboardformat.org/docs)."},
    "example": {
        "format": "open-board-0.1",
        "id": BOARD,
        "locale": "en",
        "name": "Greetings",
        "grid": {"rows": 1, "columns": 1, "order": [["a"]]},
        "buttons": [{"id": "a", "label": "hello"}],
        "images": [],
        "sounds": [],
    },
}
router = APIRouter(tags=["boards"])


@router.post(
    "/user/{id}/boards/import",
    response_model=ImportReport,
    responses={201: {"model": ImportReport, "description": "Boards were made"}, **problems(*EDITING, 408)},
    openapi_extra={"requestBody": {"required": True, "content": {OBF: ANY_JSON, OBZ: FILE}}},
)
async def post_import(
    id: UUID,  # noqa: A002
    request: Request,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
    dry_run: Annotated[bool, Query(description="Say what an import would come to, and make nothing.")] = False,
) -> Response:
    """Take over the boards of an .obf or .obz, with a report of what was kept, changed or missing."""
    if dry_run:
        async with services.reading(caller) as connection:
            permit(await care.relation_to(connection, caller.account_id, id), Action.READ)
    else:
        await pass_lock(services, caller, id, pin)
    licences = await services.vocabulary.licences()
    async with slot(services):
        data = await body_of(request)
        if not data:
            raise Invalid("body", "is empty; send an .obf or .obz", kind="import-refused")
        imported = await asyncio.to_thread(importing.read, data, LIMITS)
        del data
        if dry_run:
            return json_response(json.dumps(trial(imported)))
        async with services.writing(caller) as connection:
            made = await import_boards(
                connection,
                caller.account_id,
                id,
                imported,
                licences=licences,
                new_id=services.new_id,
            )
    return json_response(json.dumps(made), 200 if made["already"] else 201)


@router.get(
    "/user/{id}/boards/{board}/export.obf",
    response_class=Response,
    responses={200: {"content": {OBF: OBF_FILE}}, **problems(*READING)},
)
async def get_obf(id: UUID, board: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """One board as an .obf that stands alone, its pictures and sounds inside."""
    async with slot(services):
        board_set = await exported_set(services, caller, id, board)
        content = await asyncio.to_thread(to_obf, board_set, board_set.root_id)
    return file_response(content, OBF, "board.obf")


@router.get(
    "/user/{id}/boards/{board}/export.obz",
    response_class=Response,
    responses={200: {"content": {OBZ: FILE}}, **problems(*READING)},
)
async def get_obz(id: UUID, board: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """A board and all that it leads to as one .obz; of an import, what came in, equal in meaning."""
    async with slot(services):
        board_set = await exported_set(services, caller, id, board)
        content = await asyncio.to_thread(to_obz, board_set)
    return file_response(content, OBZ, "boards.obz")


@router.get(
    "/user/{id}/boards/{board}/media/{kind}",
    response_class=Response,
    responses={200: {"content": {"image/*": FILE, "audio/*": FILE}}, 304: {}, **problems(*READING)},
)
async def get_media(
    id: UUID,  # noqa: A002
    board: UUID,
    kind: Literal["image", "sound"],
    request: Request,
    services: ServicesHere,
    caller: CallerHere,
    name: Annotated[str, Query(max_length=1000, description="The image_id or sound_id of a button.")],
) -> Response:
    """A picture or sound of a board, safe to show; what lies elsewhere or belongs to a symbol set is not here."""
    checked("name", name)
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.BOARD_READ, board), Action.READ)
        found = await board_sets.media_record(connection, id, board, f"{kind}s", name)
        if found is None:
            raise NotFound("This board has no such picture or sound.")
        record, files = found
        digests = [record.get("data"), files.get(record.get("path", ""))]
        contents = await board_sets.media_contents(connection, id, [digest for digest in digests if digest])
    media = record_with_content(record, contents)
    held = {path: contents[digest] for path, digest in files.items() if path == media.path}
    shown = await asyncio.to_thread(first_source, media, held, "image/" if kind == "image" else "audio/")
    if not isinstance(shown, Content):
        raise NotFound("This picture or sound cannot be shown from here.")
    etag = f'"{hashlib.sha256(shown.content).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, max-age=86400", **MEDIA_HEADERS}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(shown.content, headers=headers, media_type=shown.content_type)


@asynccontextmanager
async def slot(services: Services) -> AsyncIterator[None]:
    """Wait for one of the few places for work on files. Raises HTTPException (503)."""
    try:
        async with asyncio.timeout(SLOT_PATIENCE_S):
            await services.file_slots.acquire()
    except TimeoutError:
        raise HTTPException(503, headers={"retry-after": str(SLOT_PATIENCE_S)}) from None
    try:
        yield
    finally:
        services.file_slots.release()


async def body_of(request: Request) -> bytes:
    """Return the body, whose size the middleware counts. Raises HTTPException (408) for one that does not end."""
    try:
        async with asyncio.timeout(BODY_PATIENCE_S):
            return await request.body()
    except TimeoutError:
        raise HTTPException(408) from None


async def exported_set(services: Services, caller: Caller, person: UUID, board: UUID) -> BoardSet:
    """Return the set that a file is written from."""
    async with services.viewing(caller) as connection:
        return await linked_set(connection, caller.account_id, person, board)


def file_response(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to be saved; its name says nothing about the person."""
    return Response(content, headers={"content-disposition": f'attachment; filename="{name}"'}, media_type=media_type)
