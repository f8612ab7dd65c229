"""A task as it is kept: what it says, when it happens, what is watched of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from api.domain.alerts import Severity
from api.domain.recurrence import parse_rule
from api.domain.routines import AlertRule, Step, Watch, check_steps
from api.domain.schedules import Schedule, schedule_of

MOST_TASKS = 100
MOST_TEMPLATES = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody plans for a person; minutes count before and after each occurrence."""

    title: str
    starts_at: datetime
    symbol: str | None = None
    rrule: str | None = None
    except_days: tuple[date, ...] = ()
    steps: tuple[Step, ...] = ()
    remind_minutes: int | None = None
    alert_after_minutes: int | None = None
    alert_severity: Severity | None = None

    @property
    def alert(self) -> AlertRule | None:
        """Return the rule that raises an alert."""
        if self.alert_after_minutes is None or self.alert_severity is None:
            return None
        return AlertRule(timedelta(minutes=self.alert_after_minutes), self.alert_severity)


@dataclass(frozen=True, slots=True)
class Task:
    """A plan that is kept: `version` counts its changes, `ends_at` is its last instant, if it has one."""

    id: UUID
    person_id: UUID
    plan: Plan
    ends_at: datetime | None
    done_at: datetime | None
    version: int
    changed_at: datetime


def plan_of(fields: Mapping[str, Any]) -> Plan:
    """Return the plan of named fields; `steps` are mappings, `alert` is a mapping with after_minutes and severity."""
    given = {name: value for name, value in fields.items() if name not in ("steps", "alert", "except_days")}
    alert = fields.get("alert") or {}
    return Plan(
        **given,
        steps=tuple(Step(**step) for step in fields.get("steps") or ()),
        except_days=tuple(sorted(set(fields.get("except_days") or ()))),
        alert_after_minutes=alert.get("after_minutes"),
        alert_severity=Severity(alert["severity"]) if alert else None,
    )


def fields_of(plan: Plan) -> dict[str, Any]:
    """Return the named fields of a plan: what `plan_of` reads."""
    fields = asdict(plan)
    after, severity = fields.pop("alert_after_minutes"), fields.pop("alert_severity")
    fields["alert"] = None if after is None else {"after_minutes": after, "severity": severity}
    fields["steps"] = [dict(step) for step in fields["steps"]]
    fields["except_days"] = list(plan.except_days)
    return fields


def scheduled(plan: Plan, zone: tzinfo) -> Schedule:
    """Return the schedule of a new or changed plan, checked. Raises Invalid."""
    check_steps(plan.steps)
    return schedule_of(plan.starts_at, plan.rrule, zone, frozenset(plan.except_days))


def schedule_kept(task: Task, zone: tzinfo) -> Schedule:
    """Return the schedule of a task as it was saved."""
    plan = task.plan
    rule = None if plan.rrule is None else parse_rule(plan.rrule)
    return Schedule(plan.starts_at, rule, zone, frozenset(plan.except_days), task.ends_at)


def watch_of(plan: Plan, schedule: Schedule, until: datetime) -> Watch:
    """Return what the watch needs to know."""
    remind = None if plan.remind_minutes is None else timedelta(minutes=plan.remind_minutes)
    return Watch(schedule, plan.steps, remind, plan.alert, until)


def changed(plan: Plan, fields: Mapping[str, Any]) -> Plan:
    """Return the plan with some fields changed."""
    return plan_of({**fields_of(plan), **fields})
