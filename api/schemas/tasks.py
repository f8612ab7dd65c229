"""What a person has to do."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from api.domain.routines import Step as DomainStep
from api.domain.tasks import Task as DomainTask
from api.domain.tasks import fields_of
from api.schemas.example_cast import SAM, TASK
from api.schemas.text import Day, Moment, Severity, ShortText, Strict, SymbolId, without_nul

RRULE = "Recurrence rule (RFC 5545 §3.3.10) by the person's own clock; none for a task that happens once."
EXAMPLE: JsonDict = {
    "title": "Take the tablets",
    "symbol": "medicine",
    "starts_at": "2026-11-30T08:00:00+01:00",
    "rrule": "FREQ=DAILY;BYHOUR=8,20",
    "except_days": ["2026-12-25"],
    "steps": [{"id": "water", "title": "Fetch water", "symbol": "water"}, {"id": "tablets", "title": "Swallow both"}],
    "remind_minutes": 10,
    "alert": {"after_minutes": 30, "severity": "need"},
}
OCCURRENCE: JsonDict = {
    "task_id": TASK,
    "title": "Take the tablets",
    "symbol": "medicine",
    "occurrence_at": "2026-11-30T07:00:00Z",
    "state": "due",
    "reminded": True,
    "steps": [{"id": "water", "title": "Fetch water", "symbol": "water", "done": True}],
}
PLANNED_AGAIN: JsonDict = {name: EXAMPLE[name] for name in ("title", "symbol", "steps", "remind_minutes", "alert")}
TEMPLATE: JsonDict = {"id": "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9", **PLANNED_AGAIN}
RuleText = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(without_nul)]
Minutes = Annotated[StrictInt, Field(ge=0, le=1440)]


class Task(BaseModel):
    """Something to do at a time, perhaps again and again (RFC 5545 recurrence rule)."""

    id: UUID
    title: str
    starts_at: datetime
    rrule: str | None
    done_at: datetime | None


class TaskPage(BaseModel):
    """The tasks of a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tasks": [
                        {
                            "id": TASK,
                            "title": EXAMPLE["title"],
                            "starts_at": "2026-11-30T07:00:00+00:00",
                            "rrule": EXAMPLE["rrule"],
                            "done_at": None,
                        }
                    ]
                }
            ]
        }
    )

    tasks: list[Task]


class Step(Strict):
    """One step of a task; its id is the caller's and stays the same when the task is changed."""

    id: ShortText
    title: ShortText
    symbol: SymbolId | None = None


class AlertRule(Strict):
    """Raise an alert of this severity when an occurrence is not done so many minutes after its time."""

    after_minutes: Annotated[StrictInt, Field(ge=1, le=1440)]
    severity: Severity


class Routine(Strict):
    """What a task says besides its title and its start; what is left out stays as it is."""

    symbol: SymbolId | None = None
    rrule: RuleText | None = Field(default=None, description=RRULE)
    steps: Annotated[list[Step], Field(max_length=30)] = Field(default_factory=list)
    remind_minutes: Minutes | None = Field(default=None, description="Remind so many minutes before each occurrence.")
    alert: AlertRule | None = None


class DatedRoutine(Routine):
    """A routine with days of the person's calendar on which it does not happen."""

    except_days: Annotated[list[Day], Field(max_length=100)] = Field(default_factory=list)


class NewTask(DatedRoutine):
    """A task to be planned; what it leaves out is taken from the template, if one is named."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"user_id": SAM, **EXAMPLE}]})

    user_id: UUID
    template_id: UUID | None = None
    title: ShortText = Field(default_factory=str)
    starts_at: Moment


class TaskChange(DatedRoutine):
    """What is to be changed of a task; null takes away what may be absent."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Take two tablets", "alert": None}]})

    title: ShortText = Field(default_factory=str)
    starts_at: Moment = Field(default_factory=datetime.now)


class TaskDetail(BaseModel):
    """A task with its steps and rules; `version` is in its ETag too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": TASK,
                    "user_id": SAM,
                    **EXAMPLE,
                    "starts_at": "2026-11-30T07:00:00Z",
                    "ends_at": None,
                    "done_at": None,
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    user_id: UUID
    title: str
    symbol: str | None
    starts_at: datetime
    rrule: str | None
    except_days: list[date]
    steps: list[Step]
    remind_minutes: int | None
    alert: AlertRule | None
    ends_at: datetime | None
    done_at: datetime | None
    version: int

    @classmethod
    def of(cls, task: DomainTask) -> Self:
        """Return a task as it is answered."""
        return cls(
            id=task.id,
            user_id=task.person_id,
            ends_at=task.ends_at,
            done_at=task.done_at,
            version=task.version,
            **fields_of(task.plan),
        )


class NewTaskEvent(Strict):
    """What was done of one occurrence; the device makes the id, and may send it as often as it needs to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0c3c4a5e-8f0e-4a35-8a4c-1b1c5d0a7e55",
                    "occurrence_at": "2026-11-30T07:00:00Z",
                    "event": "step_done",
                    "step_id": "water",
                    "at": "2026-11-30T07:04:10Z",
                }
            ]
        }
    )

    id: UUID
    occurrence_at: Moment
    event: Literal["step_done", "done", "skipped", "reopened"]
    step_id: ShortText | None = None
    at: Moment | None = Field(default=None, description="When it was done, by the device's clock; now if left out.")

    @model_validator(mode="after")
    def step_or_whole(self) -> Self:
        """Refuse a step without its id, and an id with anything else."""
        if (self.event == "step_done") != (self.step_id is not None):
            raise PydanticCustomError("step_or_whole", "send step_id with step_done and with nothing else")
        return self


class OccurrenceStep(BaseModel):
    """One step of an occurrence."""

    id: str
    title: str
    symbol: str | None
    done: bool


class Occurrence(BaseModel):
    """A task at one of its times."""

    model_config = ConfigDict(json_schema_extra={"examples": [OCCURRENCE]})

    task_id: UUID
    title: str
    symbol: str | None
    occurrence_at: datetime
    state: Literal["upcoming", "due", "done", "skipped", "missed"]
    reminded: bool
    steps: list[OccurrenceStep]

    @classmethod
    def of(cls, task: DomainTask, occurrence_at: datetime, state: str, done: frozenset[str], *, reminded: bool) -> Self:
        """Return an occurrence as it is answered; every step of what is done counts as done."""
        return cls.model_validate(
            {
                "task_id": task.id,
                "title": task.plan.title,
                "symbol": task.plan.symbol,
                "occurrence_at": occurrence_at,
                "state": state,
                "reminded": reminded,
                "steps": [shown(step, done=state == "done" or step.id in done) for step in task.plan.steps],
            }
        )


def shown(step: DomainStep, *, done: bool) -> dict[str, object]:
    """Return a step of an occurrence."""
    return {"id": step.id, "title": step.title, "symbol": step.symbol, "done": done}


class OccurrencePage(BaseModel):
    """What a person has to do in a span of time, in order; `next` is where to go on from when there is more."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"time_zone": "Europe/Madrid", "occurrences": [OCCURRENCE], "next": None}]}
    )

    time_zone: str
    occurrences: list[Occurrence]
    next: datetime | None


class NewTemplate(Routine):
    """What is planned again and again: a task without a time."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLANNED_AGAIN]})

    title: ShortText


class Template(BaseModel):
    """A template; a field is absent where a task is to be left as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [TEMPLATE]})

    id: UUID
    title: str
    symbol: str | None = None
    rrule: str | None = None
    steps: list[Step] = []
    remind_minutes: int | None = None
    alert: AlertRule | None = None


class TemplatePage(BaseModel):
    """The templates of an account, by title."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"templates": [TEMPLATE]}]})

    templates: list[Template]
