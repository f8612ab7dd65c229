"""What a person has to do in a span of time, and what was done of it."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.db.care import relation_noted, time_zone_of
from api.db.task_events import EventOfTask, events_of_person
from api.db.tasks import tasks_until
from api.dependencies import AuthorizationHere, CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid
from api.domain.permissions import Action, permit
from api.domain.routines import MISSED_AFTER, Event, TaskEvent, state_of, steps_done
from api.domain.schedules import occurrences
from api.domain.tasks import Task, schedule_kept
from api.operations.record_task_event import record_task_event
from api.schemas.tasks import NewTaskEvent, Occurrence, OccurrencePage
from api.schemas.text import Moment

LONGEST_SPAN = timedelta(days=62)
PAGE = 500
router = APIRouter(tags=["tasks"])


@router.get("/tasks/occurrences")
async def list_occurrences(
    user_id: UUID,
    since: Annotated[Moment, Query(alias="from", examples=["2026-11-30T00:00:00Z"])],
    before: Annotated[Moment, Query(alias="to", examples=["2026-12-07T00:00:00Z"])],
    services: ServicesHere,
    caller: CallerHere,
) -> OccurrencePage:
    """What a person has to do from a moment until just before another, at most 62 days later."""
    if not since < before <= since + LONGEST_SPAN:
        raise Invalid("to", "must be after from, by at most 62 days")
    async with services.viewing(caller) as connection:
        permit(await relation_noted(connection, caller.account_id, user_id, Audited.TASKS_READ), Action.READ)
        zone = ZoneInfo(await time_zone_of(connection, user_id))
        tasks = await tasks_until(connection, user_id, since, before)
        events = await events_of_person(connection, user_id, since, before)
    due = sorted(
        ((at, task) for task in tasks for at in occurrences(schedule_kept(task, zone), since, before, PAGE + 1)),
        key=lambda found: (found[0], found[1].id),
    )
    shown, further = whole_moments(due)
    own = by_occurrence(events)
    now = services.now()
    page = [occurrence_of(task, at, own.get((task.id, at), []), now) for at, task in shown]
    return OccurrencePage(time_zone=zone.key, occurrences=page, next=further)


@router.post("/tasks/{id}/events")
async def post_task_event(
    id: UUID,  # noqa: A002
    asked: NewTaskEvent,
    services: ServicesHere,
    caller: CallerHere,
    authorization: AuthorizationHere,
) -> Occurrence:
    """Say what was done of an occurrence; the same id counts once, however often and late it is sent."""
    now = services.now()
    event = TaskEvent(asked.occurrence_at, Event(asked.event), asked.step_id, min(asked.at or now, now))
    async with services.writing(caller) as connection:
        task, own = await record_task_event(connection, caller.account_id, id, asked.id, event, now=now)
    services.purge.tasks_of(task.person_id, authorization)
    return occurrence_of(task, asked.occurrence_at, own, now)


def whole_moments(due: list[tuple[datetime, Task]]) -> tuple[list[tuple[datetime, Task]], datetime | None]:
    """Return a page that ends between two moments, and the moment that the next page begins with."""
    if len(due) <= PAGE:
        return due, None
    further = due[PAGE][0]
    page = [found for found in due[:PAGE] if found[0] < further]
    # A single moment never fills a page: a person has fewer tasks than that.
    return page, further


def by_occurrence(events: list[EventOfTask]) -> dict[tuple[UUID, datetime], list[TaskEvent]]:
    """Return the events of each occurrence, in the order in which they came."""

    def place(entry: EventOfTask) -> tuple[UUID, datetime]:
        return entry.task_id, entry.event.occurrence_at

    return {key: [entry.event for entry in group] for key, group in groupby(sorted(events, key=place), place)}


def occurrence_of(task: Task, at: datetime, events: list[TaskEvent], now: datetime) -> Occurrence:
    """Return an occurrence as it is answered."""
    after = task.plan.alert.after if task.plan.alert else MISSED_AFTER
    state = state_of(at, task.plan.steps, events, now, after)
    reminded = any(event.event is Event.REMINDED for event in events)
    return Occurrence.of(task, at, state, steps_done(events), reminded=reminded)
