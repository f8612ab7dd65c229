"""The KMS keys of an environment: what is known of each, rotating one on demand, and who tells that it was rotated."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from wolfctl.adapters.aws_calls import ROTATION, telling
from wolfctl.errors import ToolFailed

LISTED_WITHIN_S = 600.0
# CloudTrail is some minutes late; what it does not tell by then is told by the next `--check`.
TRAIL_WITHIN_S = 900.0
POLL_S = 2.0

Sleep = Callable[[float], Awaitable[None]]


def keys_of(kms: Any, name: str) -> list[dict[str, Any]]:
    """Each key that has an alias of this stack, with its rotations, as the fields of a key state. Raises ToolFailed."""
    prefix = f"alias/{name}-"
    with telling("KMS does not tell of its keys.", ROTATION):
        with_alias = [
            (alias["AliasName"].removeprefix(prefix), alias["TargetKeyId"])
            for page in kms.get_paginator("list_aliases").paginate()
            for alias in page["Aliases"]
            if alias["AliasName"].startswith(prefix) and "TargetKeyId" in alias
        ]
        return [_state(kms, purpose, key_id) for purpose, key_id in sorted(with_alias)]


def _state(kms: Any, purpose: str, key_id: str) -> dict[str, Any]:
    described = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    status = kms.get_key_rotation_status(KeyId=key_id)
    rotations = _rotations(kms, key_id)
    newest = max((rotation["RotationDate"] for rotation in rotations), default=None)
    broken = "" if described["KeyState"] == "Enabled" else f"it is {described['KeyState']}"
    return {
        "name": purpose,
        "id": key_id,
        "made": described["CreationDate"],
        "rotated": newest,
        "automatic": bool(status["KeyRotationEnabled"]),
        "period_days": status.get("RotationPeriodInDays") if status["KeyRotationEnabled"] else None,
        "on_demand": sum(rotation["RotationType"] == "ON_DEMAND" for rotation in rotations),
        "note": "a rotation on demand is under way" if "OnDemandRotationStartDate" in status else "",
        "problem": broken,
    }


async def rotate(kms: Any, key_id: str, since: datetime, sleep: Sleep = asyncio.sleep) -> dict[str, Any]:
    """Rotate a key unless this rotation has done so, and wait until ListKeyRotations tells of it.

    Raises ToolFailed when AWS refuses, or does not list it within ten minutes.
    """
    with telling("KMS does not rotate a key.", ROTATION):
        if not (found := await asyncio.to_thread(_since, kms, key_id, since)):
            status = await asyncio.to_thread(kms.get_key_rotation_status, KeyId=key_id)
            if "OnDemandRotationStartDate" not in status:
                await asyncio.to_thread(kms.rotate_key_on_demand, KeyId=key_id)
        deadline = time.monotonic() + LISTED_WITHIN_S
        while not found and time.monotonic() < deadline:
            found = await asyncio.to_thread(_since, kms, key_id, since)
            await sleep(0 if found else POLL_S)
    if not found:
        raise ToolFailed(
            "KMS lists no rotation of a key that it was asked to rotate.",
            why=f"ListKeyRotations of {key_id} was asked for {LISTED_WITHIN_S:.0f} s.",
            hint="Run it again: it goes on from here.",
        )
    return {"listed": found[-1]["RotationDate"].isoformat(), "material": str(found[-1].get("KeyMaterialId", ""))[:12]}


async def trail(
    cloudtrail: Any,
    since: datetime,
    key_ids: list[str],
    *,
    within_s: float = TRAIL_WITHIN_S,
    sleep: Sleep = asyncio.sleep,
) -> dict[str, str]:
    """Who asked for the rotations since a time, as CloudTrail tells: key → event; waits while some are missing."""
    deadline = time.monotonic() + within_s
    found: dict[str, str] = {}
    while True:
        with telling("CloudTrail does not tell who rotated the keys.", ROTATION):
            found |= await asyncio.to_thread(_events, cloudtrail, since, key_ids)
        if len(found) == len(key_ids) or time.monotonic() > deadline:
            return found
        await sleep(POLL_S * 5)


def _events(cloudtrail: Any, since: datetime, key_ids: list[str]) -> dict[str, str]:
    wanted = {"AttributeKey": "EventName", "AttributeValue": "RotateKeyOnDemand"}
    pages = cloudtrail.get_paginator("lookup_events").paginate(LookupAttributes=[wanted], StartTime=since)
    events = [event for page in pages for event in page["Events"]]
    return {
        key: f"{event['EventId']} by {event.get('Username') or 'an unnamed caller'}"
        for key in key_ids
        for event in events
        if key in event.get("CloudTrailEvent", "") or any(key in str(one) for one in event.get("Resources", []))
    }


def _since(kms: Any, key_id: str, since: datetime) -> list[dict[str, Any]]:
    # AWS tells whole seconds.
    begun = since.replace(microsecond=0) - timedelta(seconds=1)
    mine = [one for one in _rotations(kms, key_id) if one["RotationDate"].astimezone(UTC) >= begun]
    return [one for one in mine if one["RotationType"] == "ON_DEMAND"]


def _rotations(kms: Any, key_id: str) -> list[dict[str, Any]]:
    pages = kms.get_paginator("list_key_rotations").paginate(KeyId=key_id)
    return sorted((one for page in pages for one in page["Rotations"]), key=lambda one: one["RotationDate"])
