"""A person's home board, which a device loads when it starts."""

import re

from starlette.requests import Request
from starlette.responses import Response

from api.db.boards import board_seen
from api.dependencies import caller_of, header, services_of
from api.domain.errors import NotFound, VersionMismatch, VersionRequired
from api.domain.permissions import Action, permit
from api.operations.boards.save import save_home_board
from api.routes.board_lock import pass_lock
from api.routes.hot_route import UUID_SCHEMA, HotRoute, Parameter, json_response, path_uuid
from api.routes.symbols import matches
from api.schemas.board_content import BoardContent
from api.schemas.boards import Board, HomeBoardSaved

PERSON = Parameter("id", "path", "The person's id.", required=True, schema=UUID_SCHEMA)
VERSION_TAG = re.compile(r'"board-(\d{1,9})"')
CACHE = "private, no-cache"


async def get_board(request: Request) -> Response:
    """The board of a person, as last saved."""
    services, caller = services_of(request), await caller_of(request)
    async with services.viewing(caller) as connection:
        relation, board = await board_seen(connection, caller.account_id, path_uuid(request, "id"))
    permit(relation, Action.READ)
    if board is None:
        raise NotFound("This person has no board yet.")
    headers = {"etag": tag_of(board.version), "cache-control": CACHE}
    if matches(header(request.scope, b"if-none-match"), headers["etag"]):
        return Response(status_code=304, headers=headers)
    return json_response(board.board, headers=headers)


async def put_board(request: Request) -> Response:
    """Save the board of a person as a new version."""
    services, caller = services_of(request), await caller_of(request)
    person = path_uuid(request, "id")
    board = Board.model_validate_json(await request.body())
    expected = expected_version(request.headers.get("if-match"), request.headers.get("if-none-match"))
    await pass_lock(services, caller, person, request.headers.get("board-pin"))
    licences = await services.vocabulary.licences()
    fields = board.model_dump(mode="json", exclude_unset=True)
    async with services.writing(caller) as connection:
        version = await save_home_board(
            connection,
            caller.account_id,
            person,
            fields,
            new_id=services.new_id(),
            expected_version=expected,
            licences=licences,
        )
    return json_response(f'{{"version": {version}}}', headers={"etag": tag_of(version)})


def expected_version(if_match: str | None, if_none_match: str | None) -> int | None:
    """Return which version the client edited: 0 for none yet (If-None-Match: *), None for any (If-Match: *)."""
    if if_match is None:
        if if_none_match is not None and if_none_match.strip() == "*":
            return 0
        raise VersionRequired(
            "Send If-Match with the ETag of the board that was edited, or If-None-Match: * for a first."
        )
    if if_match.strip() == "*":
        return None
    tag = VERSION_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise VersionMismatch("If-Match names no version of this board.")
    return int(tag[1])


def tag_of(version: int) -> str:
    """Return the ETag of a version."""
    return f'"board-{version}"'


ROUTES = [
    HotRoute(
        "GET",
        "/user/{id}/symbols",
        get_board,
        answers={200: BoardContent, 304: None},
        parameters=(PERSON, Parameter("If-None-Match", "header", "The ETag of the copy at hand.")),
    ),
    HotRoute(
        "PUT",
        "/user/{id}/symbols",
        put_board,
        answers={200: HomeBoardSaved},
        body=Board,
        parameters=(
            PERSON,
            Parameter("If-Match", "header", "The ETag of the board that was edited."),
            Parameter("Board-PIN", "header", "The PIN, where the boards are locked."),
            Parameter("If-None-Match", "header", "* for a first board."),
        ),
    ),
]
