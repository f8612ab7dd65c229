"""Whose account the credentials in use belong to."""

from typing import Any

from wolfctl.config.environment import Environment
from wolfctl.errors import ToolFailed


def caller(environment: Environment, *, sts: Any = None) -> str | None:
    """The account that AWS says the caller is in; None where an emulator answers.

    `sts` is a client that stands in for boto3's own. Raises ToolFailed without usable credentials.
    """
    if not environment.on_aws:
        return None
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = sts or boto3.client("sts", region_name=environment.region)
        return str(client.get_caller_identity()["Account"])
    except (ClientError, BotoCoreError) as error:
        raise ToolFailed(
            "AWS does not say who you are.",
            why=str(error),
            hint=f"Sign in to account {environment.account_id}, then run this again.",
        ) from error
