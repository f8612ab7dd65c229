"""A plan as one JSON document; `docs/schemas/plan.json` is the schema that is made from these classes."""

from dataclasses import asdict, dataclass
from typing import Any

from wolfctl.config.environment import Environment
from wolfctl.plan import Action, PlanSummary, ResourceChange
from wolfctl.plan.comparison import Difference
from wolfctl.plan.manifest import Manifest
from wolfctl.plan.weakened import Weakening
from wolfctl.workflows.cost import CostEstimate

VERSION = 1


@dataclass(frozen=True)
class ChangedResource:
    """One resource that changes; values in `differences` are masked where Terraform marks them sensitive."""

    address: str
    module: str
    type: str
    action: Action
    reason: str
    differences: tuple[Difference, ...]
    moved_from: str
    imported: bool
    loses_data: bool
    tags_only: bool


@dataclass(frozen=True)
class PricedResource:
    """What one resource costs a month, in US dollars."""

    address: str
    module: str
    type: str
    before: float
    after: float


@dataclass(frozen=True)
class NotInTheSum:
    """Resources of one type that the sums leave out, and why."""

    type: str
    count: int
    reason: str


@dataclass(frozen=True)
class PlannedCost:
    """US dollars a month at list prices; `modules` holds [before, after] by module."""

    currency: str
    region: str
    compiled: str
    before: float
    after: float
    difference: float
    modules: dict[str, tuple[float, float]]
    resources: tuple[PricedResource, ...]
    notes: tuple[str, ...]
    by_usage: tuple[NotInTheSum, ...]
    not_priced: tuple[NotInTheSum, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True)
class SavedPlan:
    """Where the plan is kept for `wolfctl apply ENV --plan FOLDER`; times are ISO 8601."""

    folder: str
    plan_sha256: str
    created: str
    expires: str


@dataclass(frozen=True)
class PlanDocument:
    """What `wolfctl plan ENV --json` prints and summary.json holds; `saved` and `cost` are null where there is none."""

    version: int
    environment: str
    account_id: str | None
    region: str
    terraform_version: str
    destroy: bool
    has_changes: bool
    counts: dict[Action, int]
    modules: dict[str, dict[Action, int]]
    changes: tuple[ChangedResource, ...]
    goes_away: tuple[str, ...]
    weakened: tuple[Weakening, ...]
    tags_only: tuple[str, ...]
    outputs: dict[str, Action]
    drifted: tuple[str, ...]
    cost: PlannedCost | None
    saved: SavedPlan | None


def document(
    summary: PlanSummary,
    environment: Environment,
    cost: CostEstimate | None = None,
    *,
    has_changes: bool,
    destroy: bool = False,
    saved: SavedPlan | None = None,
) -> dict[str, Any]:
    """The document; `has_changes` is Terraform's own word, which counts more than the summary's."""
    return asdict(
        PlanDocument(
            version=VERSION,
            environment=environment.environment,
            account_id=environment.account_id,
            region=environment.region,
            terraform_version=summary.terraform_version,
            destroy=destroy,
            has_changes=has_changes,
            counts=dict(summary.counts()),
            modules={module or "root": dict(counts) for module, counts in summary.by_module().items()},
            changes=tuple(_changed(change) for change in summary.changes),
            goes_away=tuple(change.address for change in summary.dangers),
            weakened=summary.weakened,
            tags_only=tuple(change.address for change in summary.changes if change.tags_only),
            outputs=dict(summary.outputs),
            drifted=summary.drifted,
            cost=_cost(cost) if cost else None,
            saved=saved,
        )
    )


def saved(folder: str, manifest: Manifest) -> SavedPlan:
    """Where a plan is kept, for its document."""
    made = manifest.origin.plan_sha256
    return SavedPlan(folder, made, manifest.created.isoformat(), manifest.expires.isoformat())


def _changed(change: ResourceChange) -> ChangedResource:
    return ChangedResource(
        change.address,
        change.module,
        change.type,
        change.action,
        change.reason,
        change.differences,
        change.moved_from,
        change.imported,
        change.loses_data,
        change.tags_only,
    )


def _cost(cost: CostEstimate) -> PlannedCost:
    return PlannedCost(
        currency="USD",
        region=cost.region,
        compiled=cost.compiled.isoformat(),
        before=float(round(cost.before, 2)),
        after=float(round(cost.after, 2)),
        difference=float(round(cost.after - cost.before, 2)),
        modules={
            each.module or "root": (float(round(each.before, 2)), float(round(each.after, 2))) for each in cost.modules
        },
        resources=tuple(
            PricedResource(
                each.address, each.module, each.type, float(round(each.before, 2)), float(round(each.after, 2))
            )
            for each in cost.resources
        ),
        notes=cost.notes,
        by_usage=tuple(NotInTheSum(each.type, each.count, each.reason) for each in cost.by_usage),
        not_priced=tuple(NotInTheSum(each.type, each.count, each.reason) for each in cost.not_priced),
        limits=cost.limits,
    )
