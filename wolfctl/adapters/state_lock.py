"""Terraform's own lock on a state: who holds it, whether they are still at work here, and removing what is left over.

On this machine it is a POSIX lock on the state file, which the kernel releases, with a file beside it that says who;
on AWS an object beside the state, which stays when its Terraform is killed.
"""

import contextlib
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from wolfctl.adapters import local_state, processes
from wolfctl.adapters.aws_calls import telling
from wolfctl.adapters.templates import stack_folder
from wolfctl.config.environment import Backend, Environment


@dataclass(frozen=True, slots=True)
class StateLock:
    """What Terraform wrote about a lock: https://developer.hashicorp.com/terraform/language/state/locking"""

    id: str
    who: str
    operation: str
    since: str
    version: str
    where: str

    @property
    def host(self) -> str:
        """The machine that it was taken on."""
        return self.who.rpartition("@")[2]

    @property
    def is_ours(self) -> bool:
        """Whether it was taken on this machine."""
        return self.host == socket.gethostname()


def find(environment: Environment, root: Path, *, s3: Any = None) -> StateLock | None:
    """The lock on an environment's state, held or left over; None where there is none.

    `s3` is a client that stands in for boto3's own. Raises ToolFailed when the bucket cannot be asked.
    """
    if environment.backend is None:
        path = info_file(root, environment.environment)
        return _told(path.read_bytes(), str(path)) if path.exists() else None
    return _in_bucket(environment.backend, s3)


def info_file(root: Path, name: str) -> Path:
    """What Terraform's local backend writes beside a locked state."""
    return root / ".wolf" / name / ".terraform.tfstate.lock.info"


def at_work(environment: Environment, root: Path) -> list[int]:
    """The Terraforms of this machine that work on an environment, whoever started them.

    An environment on AWS is the same in every checkout; each checkout has an emulated one of its own.
    """
    stack = stack_folder(root.resolve(), environment.environment)
    ending = stack.relative_to(root.resolve()).parts if environment.on_aws else stack.parts
    return [process.pid for process in psutil.process_iter() if _works_in(process, ending)]


def _works_in(process: psutil.Process, ending: tuple[str, ...]) -> bool:
    try:
        is_terraform = any("terraform" in Path(word).name for word in process.cmdline())
        return is_terraform and Path(process.cwd()).parts[-len(ending) :] == ending and processes.alive(process)
    except (psutil.Error, OSError):
        return False


def release_local(root: Path, name: str) -> bool:
    """Remove what a killed Terraform wrote beside the state, and put back a state that it cut short.

    False while a living one holds the lock. Raises Refused when the earlier state is not there either.
    """
    # looked at before: closing the file anywhere in a process lets go of all the locks that it has on it
    torn = local_state.is_torn(root, name)
    with _locked(local_state.file(root, name)) as free:
        if free:
            if torn:
                local_state.mend(root, name)
            info_file(root, name).unlink(missing_ok=True)
        return free


@contextlib.contextmanager
def _locked(state: Path) -> Iterator[bool]:
    """Take the lock that Terraform takes, if it is free."""
    try:
        descriptor = os.open(state, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield True
        return
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def _in_bucket(backend: Backend, s3: Any) -> StateLock | None:
    import boto3
    from botocore.exceptions import ClientError

    key = f"{backend.key}.tflock"
    with telling(
        f"The lock of the state in {backend.bucket} cannot be looked at.",
        "Check the credentials, and that they may read the bucket and its key.",
    ):
        client = s3 or boto3.client("s3", region_name=backend.region)
        try:
            body = client.get_object(Bucket=backend.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
    return _told(body, f"s3://{backend.bucket}/{key}")


def _told(content: bytes, where: str) -> StateLock:
    try:
        told = json.loads(content)
    except ValueError:
        told = {}
    known = told if isinstance(told, dict) else {}
    operation = str(known.get("Operation", "")).removeprefix("OperationType").lower()
    return StateLock(
        id=str(known.get("ID", "")),
        who=str(known.get("Who", "(unknown)")),
        operation=operation or "(unknown)",
        since=str(known.get("Created", "")),
        version=str(known.get("Version", "")),
        where=where,
    )
