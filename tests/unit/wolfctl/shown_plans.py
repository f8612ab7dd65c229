"""Plans as `terraform show -json` prints them, cut down to what a test is about."""

from typing import Any


def shown(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(resources), **more}


def resource(
    address: str,
    actions: list[str],
    before: Any = None,
    after: Any = None,
    *,
    before_sensitive: Any = False,
    after_sensitive: Any = False,
    after_unknown: Any = None,
    replace_paths: list[list[str | int]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    module, _, local = address.rpartition("aws_")
    change = {
        "actions": actions,
        "before": before,
        "after": after,
        "before_sensitive": before_sensitive,
        "after_sensitive": after_sensitive,
        "after_unknown": after_unknown or {},
    }
    if replace_paths:
        change["replace_paths"] = replace_paths
    entry = {"address": address, "mode": "managed", "type": f"aws_{local.split('.')[0]}", "change": change, **more}
    return entry | ({"module_address": module.rstrip(".")} if module else {})
