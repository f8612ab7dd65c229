"""Keeping the boards of a device in step, whatever it did while it was away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db import board_history, care
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.permissions import Action, permit
from api.operations.boards.push import Pushed, push_changes
from api.routes.answers import EDITING, READING, problems
from api.routes.board_lock import Pin, pass_lock
from api.routes.hot_route import json_response
from api.schemas.board_sets import BoardChanges, PushBoards, PushOutcome, PushOutcomes

router = APIRouter(tags=["boards"])


@router.get("/user/{id}/boards/changes", response_model=BoardChanges, responses=problems(*READING))
async def list_changes(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """The boards that changed after a version, each as it is now, with the side versions of open conflicts."""
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.BOARDS_READ), Action.READ)
        return json_response(await board_history.changes_json(connection, id, after, limit))


@router.post(
    "/user/{id}/boards/changes",
    responses=problems(*(status for status in EDITING if status not in (409, 412, 428))),
)
async def post_changes(
    id: UUID,  # noqa: A002
    body: PushBoards,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
) -> PushOutcomes:
    """Edits made while away; one of a version that is not the newest any more is kept beside the newest."""
    await pass_lock(services, caller, id, pin)
    licences = await services.vocabulary.licences()
    changes = [
        Pushed(change.board_id, change.base, change.board.model_dump(mode="json", exclude_unset=True))
        for change in body.changes
    ]
    async with services.writing(caller) as connection:
        outcomes = await push_changes(connection, caller.account_id, id, changes, licences=licences)
    return PushOutcomes(
        outcomes=[
            PushOutcome(board_id=done.board_id, outcome=done.outcome, version=done.version, current=done.current)
            for done in outcomes
        ]
    )
