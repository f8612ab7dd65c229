"""What `wolfctl doctor` sees of an account."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from wolfctl.adapters.aws_calls import refused, telling
from wolfctl.adapters.templates import LOCK, RENDERED, stack_folder


@dataclass(frozen=True)
class Caller:
    """Whose credentials these are, and what time it is at AWS's; `why` where the account is not known."""

    account: str | None
    at: datetime | None
    why: str = ""


def caller(sts: Any) -> Caller:
    """Who AWS says is calling, and the Date of its answer, which a refusal carries too."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = sts.get_caller_identity()
    except ClientError as error:
        return Caller(None, _date(error.response), str(error))
    except BotoCoreError as error:
        return Caller(None, None, str(error))
    return Caller(str(answer["Account"]), _date(answer))


def secrets(manager: Any, name: str) -> Iterator[dict[str, Any]]:
    """The secrets of an environment, as ListSecrets tells of them: never what they hold. Raises ToolFailed."""
    prefix = f"alphawolf-{name}"
    with telling(refused("Secrets Manager")):
        for page in manager.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": [prefix]}]):
            yield from (secret for secret in page["SecretList"] if secret["Name"].startswith(prefix))


def stack(root: Path, name: str) -> dict[str, str]:
    """The files that were rendered last; empty where nothing was."""
    folder = stack_folder(root, name)
    return {
        path.name: path.read_text(encoding="utf-8") for pattern in (*RENDERED, LOCK) for path in folder.glob(pattern)
    }


def migrations(root: Path) -> list[str]:
    """The migrations of this checkout."""
    return sorted(path.stem for path in (root / "api" / "db" / "migrations").glob("*.sql"))


def _date(answer: Any) -> datetime | None:
    with suppress(KeyError, TypeError, ValueError):
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    return None
