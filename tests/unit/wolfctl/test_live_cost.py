"""The bill beside the estimate. No account is at hand and no emulator forecasts: botocore's model checks the shapes."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console

from wolfctl.adapters.cost_explorer import CostExplorer
from wolfctl.cli import main
from wolfctl.console.cost_view import live_view
from wolfctl.errors import ToolFailed
from wolfctl.workflows.cost import estimate
from wolfctl.workflows.live_cost import LiveCost, Period, live, spent, to_come
from wolfctl.workflows.prices import packaged

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 26))


@pytest.mark.parametrize(
    ("today", "so_far", "rest"),
    [
        (date(2026, 11, 26), NOVEMBER, Period(date(2026, 11, 26), date(2026, 12, 1))),
        (
            date(2026, 12, 31),
            Period(date(2026, 12, 1), date(2026, 12, 31)),
            Period(date(2026, 12, 31), date(2027, 1, 1)),
        ),
        (date(2027, 3, 1), Period(date(2027, 2, 1), date(2027, 3, 1)), Period(date(2027, 3, 1), date(2027, 4, 1))),
    ],
)
def test_the_days_that_are_asked_about(today: date, so_far: Period, rest: Period) -> None:
    assert (spent(today), to_come(today)) == (so_far, rest)


def group(tag: str, service: str, amount: str) -> dict[str, Any]:
    return {"Keys": [f"environment${tag}", service], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}}


RESULTS: list[dict[str, Any]] = [
    {
        "Groups": [
            group("staging", "Amazon Relational Database Service", "98.50"),
            group("staging", "Amazon Simple Queue Service", "0.75"),
            group("", "AWS Support", "29.00"),
        ]
    },
    {
        "Groups": [
            group("staging", "EC2 - Other", "55.25"),
            group("staging", "AmazonCloudWatch", "12.00"),
            group("prod", "AWS Lambda", "7.00"),
        ]
    },
]


@pytest.fixture
def explorer() -> Iterator[Stubber]:
    client = boto3.client("ce", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stubbed:
        yield stubbed
        stubbed.assert_no_pending_responses()


def test_every_page_is_read_and_counted(explorer: Stubber) -> None:
    asked = {
        "TimePeriod": {"Start": "2026-11-01", "End": "2026-11-26"},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "TAG", "Key": "environment"}, {"Type": "DIMENSION", "Key": "SERVICE"}],
    }
    explorer.add_response("get_cost_and_usage", {"ResultsByTime": RESULTS[:1], "NextPageToken": "more"}, asked)
    explorer.add_response("get_cost_and_usage", {"ResultsByTime": RESULTS[1:]}, asked | {"NextPageToken": "more"})
    found = CostExplorer(explorer.client)

    assert found.spent(NOVEMBER.begin, NOVEMBER.end, "environment") == RESULTS
    assert found.requests == 2


def test_a_forecast_and_none_yet(explorer: Stubber) -> None:
    asked = {
        "TimePeriod": {"Start": "2026-11-26", "End": "2026-12-01"},
        "Metric": "UNBLENDED_COST",
        "Granularity": "MONTHLY",
        "Filter": {"Tags": {"Key": "environment", "Values": ["staging"]}},
    }
    explorer.add_response("get_cost_forecast", {"Total": {"Amount": "31.5", "Unit": "USD"}}, asked)
    explorer.add_client_error("get_cost_forecast", "DataUnavailableException")
    explorer.add_client_error("get_cost_forecast", "AccessDeniedException", "not yours")
    found = CostExplorer(explorer.client)
    rest = to_come(date(2026, 11, 26))

    assert found.forecast(rest.begin, rest.end, "environment", "staging") == ("31.5", "")
    assert found.forecast(rest.begin, rest.end, "environment", "staging")[0] is None
    with pytest.raises(ToolFailed, match="Cost Explorer does not do what was asked") as caught:
        found.forecast(rest.begin, rest.end, "environment", "staging")
    assert "not yours" in caught.value.why
    assert found.requests == 3


def billed(forecast: tuple[str | None, str] = ("31.5", "")) -> LiveCost:
    return live("staging", NOVEMBER, RESULTS, forecast, 3)


def test_services_are_folded_to_modules_and_others_environments_left_out() -> None:
    found = billed()

    assert found.modules == {
        "data": Decimal("99.25"),
        "network": Decimal("55.25"),
        "several": Decimal("12.00"),
    }
    assert (found.together, found.untagged) == (Decimal("166.50"), Decimal("29.00"))
    assert found.data()["requests_usd"] == 0.03


SHOWN = """\

2026-11-01 to 2026-11-25     billed  planned a month
data                            $99
network                         $55              $33
services of several modules     $12
together                       $166              $33
Not tagged environment, so not in the sum: $29.
Forecast for the rest of the month: $32, $198 for all of it.
3 requests to Cost Explorer were charged: $0.03.
"""
NAT = {"address": "module.network.aws_nat_gateway.a", "module_address": "module.network", "type": "aws_nat_gateway"}
PLAN = {"resource_changes": [NAT | {"mode": "managed", "change": {"before": None, "after": {}, "after_unknown": {}}}]}


def shown(found: LiveCost) -> str:
    capture = Console(file=io.StringIO(), width=80, color_system=None, record=True)
    capture.print(*live_view(estimate(PLAN, packaged(), "us-east-1"), found), sep="\n")
    return "\n".join(line.rstrip() for line in capture.export_text().splitlines()) + "\n"


def test_the_bill_beside_the_plan_at_80_columns() -> None:
    assert shown(billed()) == SHOWN


def test_without_a_forecast_the_reason_is_told() -> None:
    assert "No forecast: too little to go by.\n" in shown(billed((None, "too little to go by.")))


def test_what_has_no_account_has_no_bill(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    assert main(["cost", "local", "--live"]) == 1
    assert capsys.readouterr().err == (
        "error local has no bill.\n  why  No account stands behind it.\n  do   Type `wolfctl cost local`.\n"
    )
