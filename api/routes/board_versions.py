"""The history of a board: its versions, what differs between two, and going back."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db import board_history, care
from api.db.pool import Connection
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.board_diff import difference
from api.domain.errors import NotFound
from api.domain.permissions import Action, permit
from api.identity import Caller
from api.operations.boards.turning import restore_version
from api.routes.answers import EDITING, READING, problems
from api.routes.board_lock import Pin, pass_lock
from api.routes.board_set import IfMatch, saved_response
from api.routes.boards import expected_version, tag_of
from api.routes.hot_route import json_response
from api.schemas.board_content import BoardContent
from api.schemas.board_sets import BoardDifference, BoardSaved, BoardVersions, RestoreBoard

LARGEST = 2**31 - 1
NO_VERSION = "This board has no such version."
router = APIRouter(tags=["boards"])


@router.get("/user/{id}/boards/{board}/versions", response_model=BoardVersions, responses=problems(*READING))
async def list_versions(
    id: UUID,  # noqa: A002
    board: UUID,
    services: ServicesHere,
    caller: CallerHere,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The versions of a board, newest first, those of conflicts and of a deleted board too."""
    async with services.viewing(caller) as connection:
        await permit_history(connection, caller, id, board)
        found = await board_history.versions_json(connection, id, board, before, limit)
        if found is None:
            raise NotFound("This person has no such board.")
    return json_response(found)


@router.get("/user/{id}/boards/{board}/versions/{version}", response_model=BoardContent, responses=problems(*READING))
async def get_version(
    id: UUID,  # noqa: A002
    board: UUID,
    version: int,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """A board as it was."""
    async with services.viewing(caller) as connection:
        await permit_history(connection, caller, id, board)
        found = await board_history.content_of(connection, id, board, min(max(version, 0), LARGEST))
        if found is None:
            raise NotFound(NO_VERSION)
    return json_response(found, headers={"etag": tag_of(version)})


@router.get("/user/{id}/boards/{board}/diff", response_model=BoardDifference, responses=problems(*READING))
async def get_difference(
    id: UUID,  # noqa: A002
    board: UUID,
    services: ServicesHere,
    caller: CallerHere,
    before: Annotated[int, Query(alias="from", ge=1, le=LARGEST)],
    after: Annotated[int, Query(alias="to", ge=1, le=LARGEST)],
) -> Response:
    """What one version of a board has that another has not."""
    async with services.viewing(caller) as connection:
        await permit_history(connection, caller, id, board)
        old = await board_history.content_of(connection, id, board, before)
        new = await board_history.content_of(connection, id, board, after)
        if old is None or new is None:
            raise NotFound(NO_VERSION)
    return json_response(json.dumps(difference(json.loads(old), json.loads(new))))


@router.post(
    "/user/{id}/boards/{board}/restore",
    response_model=BoardSaved,
    responses={201: {"model": BoardSaved, "description": "A deleted board came back"}, **problems(*EDITING)},
)
async def post_restore(
    id: UUID,  # noqa: A002
    board: UUID,
    body: RestoreBoard,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
    if_match: IfMatch = None,
) -> Response:
    """Write an earlier version, or one of a conflict, as the newest; a deleted board comes back so."""
    expected = expected_version(if_match, None)
    await pass_lock(services, caller, id, pin)
    licences = await services.vocabulary.licences()
    async with services.writing(caller) as connection:
        saved = await restore_version(
            connection,
            caller.account_id,
            id,
            board,
            body.version,
            expected_version=expected,
            licences=licences,
        )
    return saved_response(saved)


async def permit_history(connection: Connection, caller: Caller, person: UUID, board: UUID) -> None:
    """Do nothing if the caller may see how a board was, and note in the audit that they do."""
    looked = Audited.BOARD_HISTORY_READ
    permit(await care.relation_noted(connection, caller.account_id, person, looked, board), Action.READ)
