"""A person's boards, one by one: the list, reading, saving, deleting, and which of them is at home."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.responses import Response

from api.db import board_history, boards, care
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import NotFound
from api.domain.permissions import Action, permit
from api.operations.boards.save import save_board
from api.operations.boards.turning import delete_board, make_home
from api.operations.boards.writing import NO_SUCH_BOARD, Saved
from api.routes.answers import EDITING, READING, problems
from api.routes.board_lock import Pin, pass_lock
from api.routes.boards import CACHE, expected_version, tag_of
from api.routes.hot_route import json_response
from api.routes.symbols import matches
from api.schemas.board_content import BoardContent
from api.schemas.board_sets import BoardList, BoardSaved

router = APIRouter(tags=["boards"])
IfMatch = Annotated[str | None, Header(description="The ETag of the board that was edited.")]
IfNoneMatch = Annotated[str | None, Header(description="* for a new board, whose id the client makes up.")]


def saved_response(saved: Saved) -> Response:
    """Return how a written version is answered."""
    body = json.dumps({"board_id": str(saved.board_id), "version": saved.version})
    return json_response(body, 201 if saved.created else 200, {"etag": tag_of(saved.version)})


@router.get("/user/{id}/boards", response_model=BoardList, responses=problems(*READING))
async def list_boards(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """A person's boards and where they lead, the home board first."""
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.BOARDS_READ), Action.READ)
        return json_response(await board_history.boards_json(connection, id))


@router.get(
    "/user/{id}/boards/{board}",
    response_model=BoardContent,
    responses={304: {"description": "Not modified"}, **problems(*READING)},
)
async def get_one_board(
    id: UUID,  # noqa: A002
    board: UUID,
    services: ServicesHere,
    caller: CallerHere,
    if_none_match: Annotated[str | None, Header(description="The ETag of the copy at hand.")] = None,
) -> Response:
    """One board of a person, as last saved."""
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.BOARD_READ, board), Action.READ)
        head = await boards.head_of(connection, id, board)
        if head is None or head.deleted:
            raise NotFound(NO_SUCH_BOARD)
    headers = {"etag": tag_of(head.version), "cache-control": CACHE}
    if matches(if_none_match, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return json_response(head.content, headers=headers)


@router.put(
    "/user/{id}/boards/{board}",
    response_model=BoardSaved,
    responses={201: {"model": BoardSaved, "description": "A new board"}, **problems(*EDITING)},
)
async def put_one_board(
    id: UUID,  # noqa: A002
    board: UUID,
    body: BoardContent,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Save a board as a new version, or make it with If-None-Match: *; a person's first one is the home board."""
    expected = expected_version(if_match, if_none_match)
    await pass_lock(services, caller, id, pin)
    licences = await services.vocabulary.licences()
    content = body.model_dump(mode="json", exclude_unset=True)
    async with services.writing(caller) as connection:
        saved = await save_board(
            connection, caller.account_id, id, board, content, expected_version=expected, licences=licences
        )
    return saved_response(saved)


@router.delete("/user/{id}/boards/{board}", response_model=BoardSaved, responses=problems(*EDITING))
async def delete_one_board(
    id: UUID,  # noqa: A002
    board: UUID,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
    if_match: IfMatch = None,
) -> Response:
    """Take a board away; restoring one of its versions brings it back. The home board cannot be deleted."""
    expected = expected_version(if_match, None)
    await pass_lock(services, caller, id, pin)
    async with services.writing(caller) as connection:
        return saved_response(await delete_board(connection, caller.account_id, id, board, expected_version=expected))


@router.post("/user/{id}/boards/{board}/home", response_model=BoardSaved, responses=problems(*EDITING))
async def post_home(
    id: UUID,  # noqa: A002
    board: UUID,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
    if_match: IfMatch = None,
) -> Response:
    """Make a board the home board; refused where the person could then not call for help."""
    expected = expected_version(if_match, None)
    await pass_lock(services, caller, id, pin)
    async with services.writing(caller) as connection:
        return saved_response(await make_home(connection, caller.account_id, id, board, expected_version=expected))
