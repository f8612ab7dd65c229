"""Looks at an environment's account, one thing after the other, and says what is to be mended."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from wolfctl import execute
from wolfctl.adapters import account_looks, migration_task, state_lock, templates
from wolfctl.adapters.aws_state_bucket import StateBucket
from wolfctl.config import Environment
from wolfctl.errors import NotFound, WolfctlError
from wolfctl.findings import Finding
from wolfctl.workflows import account_health, bootstrap


def findings(
    environment: Environment,
    root: Path,
    session: boto3.Session,
    outputs: Callable[[], Mapping[str, Any]],
    *,
    endpoint: str | None = None,
) -> Iterator[Finding]:
    """Look at everything; with another account's credentials at nothing of it, for it would be the wrong one.

    `outputs` are those of the applied stack, `endpoint` is where something stands in for AWS.
    """
    name = environment.environment

    def client(service: str) -> Any:
        make: Any = session.client
        return make(service, region_name=environment.region, endpoint_url=endpoint)

    seen = account_looks.caller(client("sts"))
    who = account_health.identity(name, environment.account_id, seen.account, seen.why)
    yield who
    yield account_health.clock(seen.at, datetime.now(UTC))
    looks: list[Callable[[], Iterator[Finding]]] = [
        lambda: _bucket(environment, session, endpoint),
        lambda: _lock(environment, root, client("s3")),
        lambda: account_health.secrets(account_looks.secrets(client("secretsmanager"), name), datetime.now(UTC)),
        lambda: iter([migrations(environment, root, session, outputs, endpoint=endpoint)]),
    ]
    for what, look in zip(("state bucket", "lock", "secrets", "migrations"), looks, strict=True):
        if who.level != "ok":
            yield Finding(what, "skip", "Not looked at with these credentials.")
            continue
        try:
            yield from look()
        except WolfctlError as error:
            told = " ".join(part for part in (error.message, error.why) if part)
            yield Finding(what, "fail", told, error.hint)
    yield account_health.platforms((root / "infra" / templates.LOCK).read_text(encoding="utf-8"))
    yield _rendered(environment, root)


def migrations(
    environment: Environment,
    root: Path,
    session: boto3.Session,
    outputs: Callable[[], Mapping[str, Any]],
    *,
    endpoint: str | None = None,
) -> Finding:
    """What the database says of the migrations of this checkout, asked by a task of the cluster, inside its network."""
    name, files = environment.environment, account_looks.migrations(root)
    try:
        applied_stack = outputs()
    except WolfctlError as error:  # another line says what is wrong with the state
        return account_health.migrations(name, files, None, error.message)
    try:
        status = migration_task.run(environment, root, applied_stack, "status", session=session, endpoint=endpoint)
        applied = asyncio.run(status).document["applied"]
    except NotFound as error:
        return account_health.migrations(name, files, None, error.message)
    return account_health.migrations(name, files, applied)


def _bucket(environment: Environment, session: boto3.Session, endpoint: str | None) -> Iterator[Finding]:
    store = bootstrap.wanted(environment)
    bucket = StateBucket(
        session,
        account=store.account_id,
        bucket=store.bucket,
        region=store.region,
        alias=store.alias,
        tags=store.tags,
        endpoint=endpoint,
    )
    yield account_health.state_bucket(environment.environment, store.bucket, bucket.names, bucket.held())


def _lock(environment: Environment, root: Path, s3: Any) -> Iterator[Finding]:
    held = state_lock.find(environment, root, s3=s3)
    told = (held.who, held.operation, held.since) if held else (None, "", "")
    yield account_health.lock(environment.environment, *told)


def _rendered(environment: Environment, root: Path) -> Finding:
    """Without what is built, whose name follows the commit."""
    before = account_looks.stack(root, environment.environment)
    now = templates.texts(environment, root / "infra", None, execute.artifacts_of(environment, lambda: ""))
    for files in (before, now):
        if templates.VALUES in files:
            values = json.loads(files[templates.VALUES])
            files[templates.VALUES] = json.dumps(values | {"artifacts": None})
    return account_health.rendered(environment.environment, before, now)
