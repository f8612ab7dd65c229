"""The database's secrets: how old their passwords are, and having Secrets Manager rotate one with its function."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wolfctl.adapters.aws_calls import ROTATION, telling
from wolfctl.errors import ToolFailed

# The function signs in three times, and the database may just be failing over.
ROTATED_WITHIN_S = 180.0
POLL_S = 0.5

Sleep = Callable[[float], Awaitable[None]]


def secrets_of(manager: Any, arns: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is known of each secret, as the fields of a key state; a half done rotation is due. Raises ToolFailed."""
    with telling("Secrets Manager does not tell of its secrets.", ROTATION):
        return [_state(manager, name, arn) for name, arn in arns.items()]


def _state(manager: Any, name: str, arn: str) -> dict[str, Any]:
    told = manager.describe_secret(SecretId=arn)
    stages: dict[str, list[str]] = told["VersionIdsToStages"]
    versions = {one["VersionId"]: one for one in manager.list_secret_version_ids(SecretId=arn)["Versions"]}
    current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
    pending = [version for version, labels in stages.items() if "AWSPENDING" in labels and version != current]
    rules = told.get("RotationRules") or {}
    return {
        "name": name,
        "id": arn,
        "made": told["CreatedDate"],
        "rotated": versions[current]["CreatedDate"],
        "automatic": bool(told.get("RotationEnabled")),
        "period_days": rules.get("AutomaticallyAfterDays"),
        "problem": f"its rotation {pending[0]} was left half done" if pending else "",
    }


async def rotate(
    manager: Any, arn: str, since: datetime, *, within_s: float = ROTATED_WITHIN_S, sleep: Sleep = asyncio.sleep
) -> dict[str, Any]:
    """Have a secret rotated, once for each rotation however often this is called, and wait until it is.

    Raises ToolFailed when Secrets Manager refuses or its function does not bring it to an end.
    """
    token = str(uuid5(NAMESPACE_URL, f"{arn} {since.isoformat()}"))
    with telling("Secrets Manager does not rotate a secret.", ROTATION):
        before = await asyncio.to_thread(_user, manager, arn)
        if not await asyncio.to_thread(_is_current, manager, arn, token):
            await asyncio.to_thread(manager.rotate_secret, SecretId=arn, ClientRequestToken=token)
        deadline = time.monotonic() + within_s
        while not await asyncio.to_thread(_is_current, manager, arn, token):
            if time.monotonic() > deadline:
                raise ToolFailed(
                    "The rotation of a database password did not come to its end.",
                    why="Its function refused it or failed; the password in use is still good.",
                    hint="The log group of rotate_secret says why. While somebody still uses the password of before the"
                    " last rotation it refuses: run this again five minutes later.",
                )
            await sleep(POLL_S)
        return {"user": f"{before} → {await asyncio.to_thread(_user, manager, arn)}"}


def _is_current(manager: Any, arn: str, token: str) -> bool:
    labels = manager.describe_secret(SecretId=arn)["VersionIdsToStages"].get(token, [])
    return "AWSCURRENT" in labels


def _user(manager: Any, arn: str) -> str:
    return str(json.loads(manager.get_secret_value(SecretId=arn)["SecretString"])["username"])
