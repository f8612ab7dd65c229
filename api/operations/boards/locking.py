"""The lock on a person's boards: it keeps changes out, and never the person's words in."""

from datetime import datetime
from uuid import UUID

from api.db import board_locks, care
from api.db.board_locks import Lock
from api.db.pool import Connection
from api.domain.errors import Locked, NotAllowed, TooMany
from api.domain.permissions import Action, permit
from api.domain.pins import pause_after

NEEDED = "These boards are locked; send their PIN in the header Board-PIN."
WRONG = "These boards are locked, and this is not their PIN."
PAUSED = "There were too many wrong PINs; no PIN is taken for a while. The boards still speak."


async def charged_attempt(
    connection: Connection, caller: UUID, person_id: UUID, pin: str | None, *, now: datetime, action: Action
) -> Lock | None:
    """Return the lock that a PIN has to open, None where there is none to open.

    The attempt counts as a wrong one until `forgive` is called, so that guesses sent at once are all counted.
    Raises NotFound, NotAllowed, Locked without a PIN, TooMany.
    """
    relation = await care.relation_to(connection, caller, person_id)
    permit(relation, action)
    lock = await board_locks.lock_to_try(connection, person_id)
    if lock is None or (action is Action.LOCK_BOARD and pin is None and _may_do_without(relation)):
        return None
    if pin is None:
        raise Locked(NEEDED)
    if lock.blocked_until is not None and lock.blocked_until > now:
        raise TooMany(PAUSED, retry_after=lock.blocked_until - now)
    pause = pause_after(lock.failures + 1)
    await board_locks.save_attempts(connection, person_id, lock.failures + 1, None if pause is None else now + pause)
    return lock


async def forgive(connection: Connection, person_id: UUID) -> None:
    """Forget the wrong PINs after the right one."""
    await board_locks.save_attempts(connection, person_id, 0, None)


def _may_do_without(relation: str | None) -> bool:
    try:
        permit(relation, Action.UNLOCK_BOARD)
    except NotAllowed:
        return False
    return True
