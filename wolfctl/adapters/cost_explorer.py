"""Asks Cost Explorer, which charges for each request."""

from datetime import date
from typing import Any

from wolfctl.adapters.aws_calls import refused, telling


class CostExplorer:
    """One account's Cost Explorer; `requests` counts what will be charged."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.requests = 0

    def spent(self, begin: date, end: date, tag: str) -> list[dict[str, Any]]:
        """The costs from one day until another, by tag and service. Raises ToolFailed.

        https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
        """
        groups = [{"Type": "TAG", "Key": tag}, {"Type": "DIMENSION", "Key": "SERVICE"}]
        asked: dict[str, Any] = {"Granularity": "MONTHLY", "Metrics": ["UnblendedCost"], "GroupBy": groups}
        results: list[dict[str, Any]] = []
        with telling(refused("Cost Explorer")):
            while True:
                self.requests += 1
                page = self._client.get_cost_and_usage(TimePeriod=_days(begin, end), **asked)
                results += page["ResultsByTime"]
                if not page.get("NextPageToken"):
                    return results
                asked["NextPageToken"] = page["NextPageToken"]

    def forecast(self, begin: date, end: date, tag: str, value: str) -> tuple[str | None, str]:
        """What it expects of the days to come; none, and why, where it knows too little yet. Raises ToolFailed."""
        from botocore.exceptions import ClientError

        self.requests += 1
        with telling(refused("Cost Explorer")):
            try:
                answer = self._client.get_cost_forecast(
                    TimePeriod=_days(begin, end),
                    Metric="UNBLENDED_COST",
                    Granularity="MONTHLY",
                    Filter={"Tags": {"Key": tag, "Values": [value]}},
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "DataUnavailableException":
                    return None, "Cost Explorer has too little to forecast from yet."
                raise
        return str(answer["Total"]["Amount"]), ""


def _days(begin: date, end: date) -> dict[str, str]:
    return {"Start": begin.isoformat(), "End": end.isoformat()}
