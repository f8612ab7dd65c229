"""The rules of compliance/*.yaml that AWS Config is asked of the live account, as modules/security reads them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

# `process` is attested by a person, `no` concerns resources that are never made.
ASKED = ("yes", "alb", "account")
OWN = "own"


def text(rules: Iterable[Mapping[str, Any]]) -> str:
    """modules/security/config_rules.json: rule → identifier of AWS's managed rule, its parameters, and what it means.

    Of two rows that name one managed rule the first stays: Config evaluates a rule once.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rules:
        known = {rule["identifier"] for rule in found.values()}
        if row["applies"] in ASKED and row["source"] != OWN and row["source"] not in known:
            found[row["rule"]] = {
                "identifier": row["source"],
                "parameters": {name: _worded(value) for name, value in (row.get("parameters") or {}).items()},
                "description": row.get("met") or row["note"],
            }
    return json.dumps(dict(sorted(found.items())), indent=2, ensure_ascii=False) + "\n"


def _worded(value: Any) -> str:
    """Config takes every parameter as text, a list as its elements between commas."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
