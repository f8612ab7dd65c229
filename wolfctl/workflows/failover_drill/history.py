"""Earlier drills of an environment, one line each."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST = 30


def line(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is remembered of a drill."""
    totals, request = document["totals"], document["plan"]["request"]
    return {
        "id": document["id"],
        "begun": document["begun"],
        "verdict": document["verdict"],
        "fault": document["rounds"][0]["fault"] if document["rounds"] else "none",
        "rounds": totals["rounds"],
        "asked": request["rounds"],
        "acknowledged": totals["acknowledged"],
        "lost": totals["lost"],
        "duplicates": totals["duplicates"],
        "worst_rto_s": totals["worst_rto_s"],
    }


def latest(lines: Iterable[Mapping[str, Any]], before: str) -> list[Mapping[str, Any]]:
    """The newest drills before one, newest first."""
    return sorted((one for one in lines if one["id"] < before), key=lambda one: str(one["id"]), reverse=True)[:MOST]
