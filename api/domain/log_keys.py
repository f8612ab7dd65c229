"""The only keys that a log line may carry: an allow-list, so that health data cannot slip in under a new name.

Some lines are metrics as well: CloudWatch takes them from the line itself (embedded metric format).
"""

from collections.abc import Mapping
from typing import Any

ALLOWED = frozenset(
    {
        "account_id",
        "alert_id",
        "applied",
        "attempts",
        "breaker",
        "bytes",
        "channel",
        "component",
        "connection_id",
        "count",
        "delivery_id",
        "duration_ms",
        "environment",
        "error",
        "error_id",
        "event",
        "failed",
        "function",
        "heads",
        "level",
        "message_id",
        "method",
        "outbox_id",
        "port",
        "reason",
        "request_id",
        "route",
        "state",
        "status",
        "status_class",
        "timestamp",
        "trace_id",
    }
)


def allowed_only(fields: dict[str, object]) -> dict[str, object]:
    """Keep what may be logged and name, without their values, how many fields were left out."""
    kept = {key: value for key, value in fields.items() if key in ALLOWED}
    if len(kept) < len(fields):
        kept["withheld"] = len(fields) - len(kept)
    return kept


def metric(dimensions: list[str], name: str, unit: str) -> Mapping[str, Any]:
    """Return how CloudWatch reads a metric from a line: which of its keys are dimensions, and which is the value."""
    return {"Namespace": "AlphaWolf", "Dimensions": [dimensions], "Metrics": [{"Name": name, "Unit": unit}]}


# By the event of the line. A dimension has few values and all of them are ours, for each combination is a metric.
METRICS = {
    "alert_healed": metric(["event", "function"], "count", "Count"),
    "alert_stuck": metric(["event", "function"], "count", "Count"),
    "audit_sealed": metric(["component"], "count", "Count"),
    "breaker": metric(["breaker", "state"], "count", "Count"),
    "delivery": metric(["function", "state"], "count", "Count"),
    "log_lines_lost": metric(["component"], "count", "Count"),
    "request": metric(["method", "route", "status_class"], "duration_ms", "Milliseconds"),
}


def with_metric(line: dict[str, Any], at_ms: int) -> dict[str, Any]:
    """Return the line, told to CloudWatch as a metric if its event is one; `at_ms` are milliseconds since 1970."""
    known = METRICS.get(line.get("event", ""))
    if known is None:
        return line
    return {**line, "_aws": {"Timestamp": at_ms, "CloudWatchMetrics": [known]}}
