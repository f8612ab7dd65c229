"""A monthly estimate of what a plan leaves running, and of what it changes, from a dated price table."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wolfctl.workflows.charges import CHARGES
from wolfctl.workflows.planned_resources import Resource, Side, sides
from wolfctl.workflows.prices import Prices, UnknownPriceError


@dataclass(frozen=True, slots=True)
class ResourceCost:
    """What one resource costs a month, in US dollars, before and after the plan."""

    address: str
    module: str
    type: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class ModuleCost:
    """The sum of one module's resources."""

    module: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Resources of one type that are in the plan and not in the sum, and why."""

    type: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """Monthly cost before and after a plan; `by_usage` and `not_priced` say what the sums leave out.

    `notes` say which choice of the environment weighs most.
    """

    region: str
    compiled: date
    resources: tuple[ResourceCost, ...]
    notes: tuple[str, ...]
    by_usage: tuple[Uncounted, ...]
    not_priced: tuple[Uncounted, ...]
    limits: tuple[str, ...]

    @property
    def before(self) -> Decimal:
        """Dollars a month before the change."""
        return sum((resource.before for resource in self.resources), Decimal(0))

    @property
    def after(self) -> Decimal:
        """Dollars a month after it."""
        return sum((resource.after for resource in self.resources), Decimal(0))

    @property
    def modules(self) -> tuple[ModuleCost, ...]:
        """One sum a module, the dearest first."""
        names = {resource.module for resource in self.resources}
        sums = [
            ModuleCost(
                name,
                sum((each.before for each in self.resources if each.module == name), Decimal(0)),
                sum((each.after for each in self.resources if each.module == name), Decimal(0)),
            )
            for name in sorted(names)
        ]
        return tuple(sorted(sums, key=lambda module: -max(module.before, module.after)))

    @property
    def headline(self) -> str:
        """The estimate in one line: the sum, the change to what runs, how many resources are not in it."""
        line = f"about {dollars(self.after)} a month"
        if self.before:
            line += f" ({dollars(self.after - self.before, signed=True)})"
        missing = sum(each.count for each in self.not_priced)
        return f"{line}, {missing} not priced" if missing else line

    def data(self) -> dict[str, Any]:
        """The same for programs, in US dollars a month."""
        rounded = asdict(self, dict_factory=lambda pairs: {key: _rounded(value) for key, value in pairs})
        modules = {each.module or "root": [_rounded(each.before), _rounded(each.after)] for each in self.modules}
        sums = {"before": _rounded(self.before), "after": _rounded(self.after), "modules": modules}
        return {"currency": "USD", **sums, **rounded}


def estimate(plan: Mapping[str, Any], prices: Prices, region: str) -> CostEstimate:
    """Price every managed resource in what `terraform show -json` says of a plan for `region`."""
    before, after = sides(plan)
    costs_before, _, unpriced_before = _price(before, prices)
    costs_after, usage, unpriced_after = _price(after, prices)
    known = {resource.address: resource for side in (before, after) for resource in side.resources}
    return CostEstimate(
        region=prices.region,
        compiled=prices.compiled,
        resources=tuple(
            ResourceCost(
                address,
                _module(known[address]),
                known[address].type,
                costs_before.get(address, Decimal(0)),
                costs_after.get(address, Decimal(0)),
            )
            for address in sorted(costs_before | costs_after)
        ),
        by_usage=_uncounted(usage),
        notes=(*_notes(after, costs_after), *_elsewhere(region, prices)),
        # A difference is only as good as its worse side, so a price missing before the plan counts as well.
        not_priced=_uncounted({**unpriced_before, **unpriced_after}),
        limits=prices.limits,
    )


def dollars(amount: Decimal, *, signed: bool = False) -> str:
    """Whole dollars, cents below ten: estimates claim no more."""
    figure = f"{abs(amount):,.2f}" if 0 < abs(amount) < 10 else f"{abs(amount):,.0f}"
    sign = "-" if amount < 0 else "+" if signed else ""
    return f"{sign}${figure}"


def _rounded(value: Any) -> Any:
    return float(round(value, 2)) if isinstance(value, Decimal) else value


def _module(resource: Resource) -> str:
    """The root stack's module that a resource is in: `edge` for `module.edge.module.firewall["cdn"]`."""
    return resource.module.removeprefix("module.").partition(".")[0]


def _notes(after: Side, costs: Mapping[str, Decimal]) -> Iterator[str]:
    """What a standby in a second zone costs, or would cost, for each database that is not a copy itself."""
    for database in after.of_type("aws_db_instance"):
        cost = costs.get(database.address)
        if not cost or database.values.get("replicate_source_db"):
            continue
        if database.values.get("multi_az"):
            yield f"Multi-AZ about doubles the database: {dollars(cost / 2)} of its {dollars(cost)} are the standby's."
        else:
            yield f"Multi-AZ would about double the database: another {dollars(cost)} for a standby."


def _elsewhere(region: str, prices: Prices) -> Iterator[str]:
    if region != prices.region:
        yield f"It runs in {region} and is priced as in {prices.region}: the true sum may differ by some percent."


_Reasons = dict[str, tuple[str, str]]


def _price(side: Side, prices: Prices) -> tuple[dict[str, Decimal], _Reasons, _Reasons]:
    """(cost by address, usage-based by address, unpriced by address); the last two hold (type, reason)."""
    costs: dict[str, Decimal] = {}
    usage: _Reasons = {}
    unpriced: _Reasons = {}
    for resource in side.resources:
        try:
            amount = _monthly(resource, side, prices)
        except UnknownPriceError as unknown:
            unpriced[resource.address] = (resource.type, str(unknown))
            continue
        if amount:
            costs[resource.address] = amount
        elif resource.type in prices.usage:
            usage[resource.address] = (resource.type, prices.usage[resource.type])
    return costs, usage, unpriced


def _monthly(resource: Resource, side: Side, prices: Prices) -> Decimal:
    charge = CHARGES.get(resource.type)
    if charge is not None:
        return charge(resource, side, prices)
    if resource.type in prices.usage or prices.is_free(resource.type):
        return Decimal(0)
    raise UnknownPriceError(f"the {prices.compiled} table does not know this resource type")


def _uncounted(reasons: _Reasons) -> tuple[Uncounted, ...]:
    counts: Iterable[tuple[tuple[str, str], int]] = Counter(reasons.values()).items()
    return tuple(Uncounted(kind, count, reason) for (kind, reason), count in sorted(counts))
