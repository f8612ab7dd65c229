"""maintain_partitions: each day, the log's coming months are made; months and answers kept long enough are dropped."""

from collections.abc import Mapping
from datetime import UTC, datetime

from api.db.idempotency import forget_old_answers
from api.db.log_partitions import drop_month, log_months, make_month
from api.domain.partitions import MonthPlan, plan_months
from workers.runtime import Container, Event

USUAL_RETENTION = 24


def retention_months(environ: Mapping[str, str]) -> int:
    """Return how many months of the log are kept. Raises ValueError for what is no number."""
    return int(environ.get("LOG_RETENTION_MONTHS") or USUAL_RETENTION)


async def maintain(container: Container, now: datetime) -> MonthPlan:
    """Carry out the plan, a transaction a month; a month that is in use ends the run, which is tried again."""
    keep = retention_months(container.environ)
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        plan = plan_months(await log_months(connection), now, keep)
    for months, carry_out in ((plan.make, make_month), (plan.drop, drop_month)):
        for month in months:
            async with transaction() as connection:
                await carry_out(connection, month)
    container.log("info", "log_months_kept", applied=len(plan.make), count=len(plan.drop))
    async with transaction() as connection:
        container.log("info", "old_answers_forgotten", count=await forget_old_answers(connection))
    return plan


CONTAINER = Container()


def handler(_event: Event, _context: object) -> Event:
    """Maintain once."""
    plan = CONTAINER.run(maintain(CONTAINER, datetime.now(UTC)))
    return {"made": [str(month) for month in plan.make], "dropped": [str(month) for month in plan.drop]}
