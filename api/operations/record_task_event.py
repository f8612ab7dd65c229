"""Something was done of a task; an event that is sent again, or late from an offline device, counts once."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.db import audit, task_events, tasks
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import Invalid, KeyReused, NotFound
from api.domain.permissions import Action, permit
from api.domain.routines import Event, State, TaskEvent, state_of
from api.domain.schedules import happens_at
from api.domain.tasks import Task, schedule_kept

AN_INSTANT = timedelta(microseconds=1)


async def record_task_event(
    connection: Connection, caller: UUID, task_id: UUID, event_id: UUID, event: TaskEvent, *, now: datetime
) -> tuple[Task, list[TaskEvent]]:
    """Return the task, and all that happened to the occurrence so far.

    An occurrence that the schedule does not know is taken all the same when the task was changed after the event:
    the device had the old plan, and what was done is done.
    """
    seen = await tasks.task_seen(connection, caller, task_id, to_change=True)
    if seen is None:
        raise NotFound("There is no such task, or you do not care for the person.")
    permit(seen.relation, Action.COMPLETE_TASKS)
    task = seen.task
    known = happens_at(schedule_kept(task, ZoneInfo(seen.time_zone)), event.occurrence_at)
    if not known and event.at >= task.changed_at:
        raise Invalid("occurrence_at", "is no time at which this task happens")
    if known and event.step_id is not None and event.step_id not in {step.id for step in task.plan.steps}:
        raise Invalid("step_id", "is no step of this task")
    before = await task_events.insert_event(connection, task.id, task.person_id, event_id, event, caller)
    if before is not None and told(before) != told(event):
        raise KeyReused("This id was used for another event; make a new id for each.")

    await audit.note(connection, task.person_id, Audited.TASK_EVENT_RECORDED, task.id)
    own = await task_events.events_of_task(connection, task.id, event.occurrence_at, event.occurrence_at + AN_INSTANT)
    if task.plan.rrule is None and known:
        done = state_of(event.occurrence_at, task.plan.steps, own, now) is State.DONE
        await tasks.set_done(connection, task.id, max(entry.at for entry in own) if done else None)
    return task, own


def told(event: TaskEvent) -> tuple[datetime, Event, str | None]:
    """Return what makes two events the same; a device that gives no time is given that of its arrival."""
    return event.occurrence_at, event.event, event.step_id
