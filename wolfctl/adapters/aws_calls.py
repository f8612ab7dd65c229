"""What a person is told when AWS says no, in one place for all that asks it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wolfctl.errors import ToolFailed

CHECK = "Check the credentials, and that they may do what the line above names."
ROTATION = "docs/runbooks/rotate-keys.md lists the permissions."
SIGN_IN = "Sign in to the account first: `aws sso login`, or AWS_PROFILE; then run this again."


@contextmanager
def telling(message: str, hint: str = CHECK) -> Iterator[None]:
    """Make of what boto3 raises meanwhile a ToolFailed: this message, AWS's own words, what to do.

    Without any credentials the hint is to sign in, unless it says so already.
    """
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        do = SIGN_IN if isinstance(error, NoCredentialsError) and "Sign in" not in hint else hint
        raise ToolFailed(message, why=str(error), hint=do) from error


def refused(service: str) -> str:
    """The message where a service as a whole does not answer."""
    return f"{service} does not do what was asked."


async def ask(client: Any, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
    """One call of a boto3 client. Raises ToolFailed with what AWS says."""
    with telling(f"AWS refused {service}:{operation}."):
        answer: dict[str, Any] = await asyncio.to_thread(getattr(client, operation), **parameters)
    return answer
