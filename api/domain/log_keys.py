"""The only keys that a log line may carry: an allow-list, so that health data cannot slip in under a new name."""

ALLOWED = frozenset(
    {
        "account_id",
        "alert_id",
        "applied",
        "attempts",
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
        "timestamp",
    }
)


def allowed_only(fields: dict[str, object]) -> dict[str, object]:
    """Keep what may be logged and name, without their values, how many fields were left out."""
    kept = {key: value for key, value in fields.items() if key in ALLOWED}
    if len(kept) < len(fields):
        kept["withheld"] = len(fields) - len(kept)
    return kept
