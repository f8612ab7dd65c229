"""Clients for the emulator, typed as boto3's own."""

import os
from functools import cache
from typing import Any

from botocore.config import Config
from localstack_client.session import Session

from wolfctl.adapters.local_ports import HOST

ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105 - the emulator takes any, and its account is not one
# localstack-client and boto3 let these override what they are told.
MISLEADING = (
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "LOCALSTACK_HOST",
    "USE_SSL",
)


@cache
def client(service: str, port: int, region: str) -> Any:
    """A client of one service of the emulator on this port; callers narrow its type."""
    for name in MISLEADING:
        os.environ.pop(name, None)
    session = Session(
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        aws_session_token=None,
        region_name=region,
        localstack_host=f"{HOST}:{port}",
    )
    limits = Config(connect_timeout=3, read_timeout=60, retries={"max_attempts": 2}, proxies={})
    return session.client(service, config=limits)


def credentials(port: int, region: str) -> dict[str, str]:
    """What a process needs in its environment to reach the emulator as the role of its task would reach AWS."""
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
    }
