"""The PIN that keeps changes out of a person's boards. Locked boards are read, pressed and spoken as before."""

import asyncio
import secrets
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.responses import Response

from api.db import audit, board_locks, care
from api.dependencies import CallerHere, Services, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Locked
from api.domain.permissions import Action, permit
from api.domain.pins import hash_pin, is_pin
from api.identity import Caller
from api.operations.boards.locking import WRONG, charged_attempt, forgive
from api.routes.answers import LOCKING, READING, problems
from api.routes.hot_route import json_response
from api.schemas.board_sets import BoardLock, LockBoards

SALT_BYTES = 16
router = APIRouter(tags=["boards"])
Pin = Annotated[str | None, Header(alias="Board-PIN", description="The PIN, where the boards are locked.")]


async def pass_lock(
    services: Services, caller: Caller, person: UUID, pin: str | None, action: Action = Action.EDIT_BOARD
) -> None:
    """Do nothing if the boards are not locked or this is their PIN.

    The attempt is committed before the PIN is looked at. Raises Locked, TooMany, NotFound, NotAllowed.
    """
    async with services.writing(caller) as connection:
        lock = await charged_attempt(connection, caller.account_id, person, pin, now=services.now(), action=action)
    if lock is None:
        return
    if not await asyncio.to_thread(is_pin, pin or "", lock.salt, lock.pin_hash):
        raise Locked(WRONG)
    async with services.writing(caller) as connection:
        await forgive(connection, person)


@router.get("/user/{id}/boards/lock", response_model=BoardLock, responses=problems(*READING))
async def get_board_lock(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Whether a person's boards are locked against changes."""
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.BOARD_LOCK_READ), Action.READ)
        return json_response(await board_locks.lock_json(connection, id))


@router.put("/user/{id}/boards/lock", response_model=BoardLock, responses=problems(*LOCKING))
async def put_board_lock(
    id: UUID,  # noqa: A002
    body: LockBoards,
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
) -> Response:
    """Lock a person's boards with a PIN, or change it; a manager needs no former PIN."""
    await pass_lock(services, caller, id, pin, Action.LOCK_BOARD)
    salt = secrets.token_bytes(SALT_BYTES)
    pin_hash = await asyncio.to_thread(hash_pin, body.pin, salt)
    async with services.writing(caller) as connection:
        await board_locks.save_lock(connection, id, salt, pin_hash, caller.account_id)
        await audit.note(connection, id, Audited.BOARDS_LOCKED)
        return json_response(await board_locks.lock_json(connection, id))


@router.delete("/user/{id}/boards/lock", response_model=BoardLock, responses=problems(*LOCKING))
async def delete_board_lock(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    pin: Pin = None,
) -> Response:
    """Unlock a person's boards; a manager needs no PIN."""
    await pass_lock(services, caller, id, pin, Action.LOCK_BOARD)
    async with services.writing(caller) as connection:
        await board_locks.delete_lock(connection, id)
        await audit.note(connection, id, Audited.BOARDS_UNLOCKED)
        return json_response(await board_locks.lock_json(connection, id))
