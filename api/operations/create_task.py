"""Somebody plans a task for a person, from a template or in their own words, once for each key."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.db import audit, care, idempotency, task_templates, tasks
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import Invalid, NotFound, StateConflict
from api.domain.permissions import Action, permit
from api.domain.routines import look
from api.domain.tasks import MOST_TASKS, Plan, Task, plan_of, scheduled, watch_of


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What is to be planned for whom; `fields` go over the template's."""

    idempotency_key: str
    person_id: UUID
    template_id: UUID | None
    fields: Mapping[str, Any]

    @property
    def fingerprint(self) -> bytes:
        """Return a hash of all but the key."""
        parts = ["task", str(self.person_id), str(self.template_id), dict(self.fields)]
        return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).digest()


async def create_task(
    connection: Connection, caller: UUID, request: TaskRequest, *, task_id: UUID, now: datetime
) -> UUID:
    """Return the id of the task, which is the one made before when the key comes again."""
    permit(await care.relation_to(connection, caller, request.person_id), Action.EDIT_TASKS)
    answered = await idempotency.answer_before(connection, caller, request.idempotency_key, request.fingerprint)
    if answered is not None:
        return UUID(json.loads(answered)["id"])
    plan = await plan_from_template(connection, caller, request)
    zone = ZoneInfo(await care.time_zone_of(connection, request.person_id))
    schedule = scheduled(plan, zone)
    if await tasks.count_tasks(connection, request.person_id) >= MOST_TASKS:
        raise StateConflict(f"A person has at most {MOST_TASKS} tasks that are not over; remove some first.")
    task = Task(task_id, request.person_id, plan, schedule.ends_at, None, 1, now)
    await tasks.insert_task(connection, task, look(watch_of(plan, schedule, now), (), now).next_at)
    await audit.note(connection, request.person_id, Audited.TASK_PLANNED, task_id)
    await idempotency.keep_answer(connection, caller, request.idempotency_key, json.dumps({"id": str(task_id)}))
    return task_id


async def plan_from_template(connection: Connection, caller: UUID, request: TaskRequest) -> Plan:
    """Return the plan, with the caller's template filling what the request leaves out."""
    fields: dict[str, Any] = {}
    if request.template_id is not None:
        body = await task_templates.template_body(connection, caller, request.template_id)
        if body is None:
            raise NotFound("You have no such template.")
        fields = json.loads(body)
    fields |= request.fields
    if "title" not in fields:
        raise Invalid("title", "is missing")
    return plan_of(fields)
