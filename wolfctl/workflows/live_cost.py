"""What Cost Explorer says that an environment has cost, folded to the modules that it is planned by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wolfctl.config.environment import Environment
from wolfctl.errors import Refused

TAG = "environment"
REQUEST_USD = Decimal("0.01")
SEVERAL = "several"
# Resources carry no tag that names their module. Of most services one module makes all there is to pay for.
MODULES = {
    "AWS Backup": "data",
    "AWS CloudTrail": "security",
    "AWS Config": "security",
    "AWS Key Management Service": "security",
    "AWS Lambda": "compute",
    "AWS Secrets Manager": "data",
    "AWS Security Hub": "security",
    "AWS WAF": "edge",
    "Amazon API Gateway": "edge",
    "Amazon CloudFront": "edge",
    "Amazon Cognito": "security",
    "Amazon EC2 Container Registry (ECR)": "compute",
    "Amazon Elastic Container Service": "compute",
    "Amazon Elastic Load Balancing": "edge",
    "Amazon GuardDuty": "security",
    "Amazon Polly": "compute",
    "Amazon Relational Database Service": "data",
    "Amazon Route 53": "edge",
    "Amazon Simple Notification Service": "data",
    "Amazon Simple Queue Service": "data",
    "Amazon Simple Storage Service": "data",
    "Amazon Virtual Private Cloud": "network",
    "EC2 - Other": "network",  # NAT gateways
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, the last one not among them."""

    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class LiveCost:
    """US dollars of a period, what has no tag apart, and what is expected of the rest of the month."""

    period: Period
    services: dict[str, Decimal]
    untagged: Decimal
    forecast: Decimal | None
    no_forecast: str
    requests: int

    @property
    def modules(self) -> dict[str, Decimal]:
        """The sum of each module; services that several modules use stand together."""
        sums: dict[str, Decimal] = {}
        for service, amount in self.services.items():
            module = MODULES.get(service, SEVERAL)
            sums[module] = sums.get(module, Decimal(0)) + amount
        return dict(sorted(sums.items()))

    @property
    def together(self) -> Decimal:
        """All that the tag gives to the environment."""
        return sum(self.services.values(), Decimal(0))

    def data(self) -> dict[str, Any]:
        """The same for programs, in US dollars."""
        return {
            "currency": "USD",
            "begin": self.period.begin.isoformat(),
            "end": self.period.end.isoformat(),
            "tag": TAG,
            "together": _rounded(self.together),
            "untagged": _rounded(self.untagged),
            "modules": {module: _rounded(amount) for module, amount in self.modules.items()},
            "services": {service: _rounded(amount) for service, amount in sorted(self.services.items())},
            "forecast_rest_of_month": None if self.forecast is None else _rounded(self.forecast),
            "no_forecast": self.no_forecast,
            "requests": self.requests,
            "requests_usd": _rounded(self.requests * REQUEST_USD),
        }


def require_account(environment: Environment) -> None:
    """Raise Refused where no account stands behind an environment."""
    if not environment.on_aws:
        name = environment.environment
        raise Refused(f"{name} has no bill.", why="No account stands behind it.", hint=f"Type `wolfctl cost {name}`.")


def spent(today: date) -> Period:
    """This month so far; on its first day, when there is nothing yet, the month before."""
    return Period((today - timedelta(days=1)).replace(day=1), today)


def to_come(today: date) -> Period:
    """The rest of this month."""
    return Period(today, (today.replace(day=28) + timedelta(days=4)).replace(day=1))


def live(
    name: str,
    period: Period,
    results: Iterable[Mapping[str, Any]],
    forecast: tuple[str | None, str],
    requests: int,
) -> LiveCost:
    """What GetCostAndUsage answered, grouped by tag and service; `forecast` is an amount, or none and why."""
    services: dict[str, Decimal] = {}
    untagged = Decimal(0)
    for group in (group for result in results for group in result["Groups"]):
        tag, service = group["Keys"]
        amount = Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
        if tag == f"{TAG}${name}":
            services[service] = services.get(service, Decimal(0)) + amount
        elif tag == f"{TAG}$":
            untagged += amount
    expected, why = forecast
    return LiveCost(period, services, untagged, None if expected is None else Decimal(expected), why, requests)


def _rounded(amount: Decimal) -> float:
    return float(round(amount, 2))
