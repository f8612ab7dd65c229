"""A task is planned anew or taken away, provided that the editor saw it as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.db import audit, tasks
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import NotFound, VersionMismatch
from api.domain.permissions import Action, permit
from api.domain.routines import look
from api.domain.tasks import Task, changed, scheduled, watch_of

GONE = "There is no such task, or you do not care for the person."
CHANGED = "Somebody else has changed this task meanwhile; load it again, then change it."


async def change_task(
    connection: Connection,
    caller: UUID,
    task_id: UUID,
    fields: Mapping[str, Any],
    *,
    expected_version: int | None,
    now: datetime,
) -> Task:
    """Return the task with some fields changed; `expected_version` is the one that was seen, None for any."""
    seen = await tasks.task_seen(connection, caller, task_id, to_change=True)
    if seen is None:
        raise NotFound(GONE)
    permit(seen.relation, Action.EDIT_TASKS)
    before = seen.task
    if expected_version is not None and expected_version != before.version:
        raise VersionMismatch(CHANGED)
    plan = changed(before.plan, fields)
    schedule = scheduled(plan, ZoneInfo(seen.time_zone))
    after = Task(before.id, before.person_id, plan, schedule.ends_at, before.done_at, before.version + 1, now)
    if not await tasks.update_task(connection, after, look(watch_of(plan, schedule, now), (), now).next_at):
        raise VersionMismatch(CHANGED)
    await audit.note(connection, after.person_id, Audited.TASK_CHANGED, task_id)
    return after


async def remove_task(connection: Connection, caller: UUID, task_id: UUID, *, now: datetime) -> UUID:
    """Take a task away and return whose it was; what was done of it stays on record."""
    seen = await tasks.task_seen(connection, caller, task_id, to_change=True)
    if seen is None:
        raise NotFound(GONE)
    permit(seen.relation, Action.EDIT_TASKS)
    await tasks.remove_task(connection, task_id, now)
    await audit.note(connection, seen.task.person_id, Audited.TASK_REMOVED, task_id)
    return seen.task.person_id
