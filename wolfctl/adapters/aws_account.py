"""Whose account the credentials in use belong to."""

from typing import Any

from wolfctl.adapters.aws_calls import telling
from wolfctl.config.environment import Environment


def caller(environment: Environment, *, sts: Any = None) -> str | None:
    """The account that AWS says the caller is in; None where an emulator answers.

    `sts` is a client that stands in for boto3's own. Raises ToolFailed without usable credentials.
    """
    if not environment.on_aws:
        return None
    import boto3

    with telling("AWS does not say who you are.", f"Sign in to account {environment.account_id}, then run this again."):
        client = sts or boto3.client("sts", region_name=environment.region)
        return str(client.get_caller_identity()["Account"])
