"""Where a line about each command is kept: .wolf/audit.jsonl, and a CloudWatch log group where one is named."""

import json
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GROUP = "WOLFCTL_AUDIT_LOG_GROUP"


def append(root: Path, line: Mapping[str, Any]) -> None:
    """Add one line in one write, so that commands at once keep theirs whole. Raises OSError."""
    path = file(root)
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)


def file(root: Path) -> Path:
    """The file of a checkout."""
    return root / ".wolf" / "audit.jsonl"


def send(group: str, line: Mapping[str, Any], *, logs: Any = None) -> None:
    """Put one line into a log group, in the stream of this machine; the group must be there.

    `logs` is a client that stands in for boto3's own. Raises whatever AWS answers.
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
    """
    import boto3
    from botocore.config import Config

    client = logs or boto3.client(
        "logs", config=Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})
    )
    stream = f"wolfctl/{socket.gethostname()}"
    event = {"timestamp": int(time.time() * 1000), "message": json.dumps(line, ensure_ascii=False)}
    try:
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
    except client.exceptions.ResourceNotFoundException:
        client.create_log_stream(logGroupName=group, logStreamName=stream)
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
