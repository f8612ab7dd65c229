"""What the load is put on: one API process as ECS would run it, on a primary and a standby that every commit waits for.

AWS's calls are answered by `small_aws.py`: the function that understands sentences runs its real rules there, and what
the relay publishes is taken. SMS, escalation and API Gateway's sockets are not on this path; `docs/load.md` says so.
"""

import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from api.db.connect import connect
from api.db.pool import Database
from api.settings import DatabaseSettings
from tests.bench.http.bench_http import serving
from tests.bench.notifications.bench_notifications import until_ready
from tests.postgres.conftest import APPLICATION, fill, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import task_variables
from tests.postgres.running_pair import NAME, OWNER, PASSWORD, running_pair
from tests.postgres.small_aws import serving as answering_for_aws

NEVER_MS = str(10**9)


@dataclass(frozen=True)
class Running:
    """The API, its process, what it was told, its database, and who signs people in."""

    port: int
    process: psutil.Process
    variables: dict[str, str]
    database: Database
    issuer: Issuer

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def running(folder: Path, log: Path) -> AsyncIterator[Running]:
    """Bring all of it up in a folder, and down again; the API's log stays."""
    log.parent.mkdir(parents=True, exist_ok=True)
    clips = folder / "clips"
    clips.mkdir()
    with ExitStack() as stack:
        aws, issuer = stack.enter_context(answering_for_aws()), stack.enter_context(published(Issuer()))
        async with running_pair(folder) as pair:
            hosts = tuple(("127.0.0.1", node.port) for node in (pair.roles().primary, pair.roles().standby))
            as_owner = DatabaseSettings(hosts, NAME, "disable", OWNER, PASSWORD)
            owner = await connect(as_owner, application="load", command_timeout=60)
            await fill(owner, PASSWORD)
            await owner.close()
            settings = replace(as_owner, user=APPLICATION)
            port = free_port()
            variables = {
                "PATH": os.environ["PATH"],
                **task_variables(settings, issuer, aws, port),
                "SPEECH_FOLDER": str(clips),
                # A thousand boards' phrases beforehand would be a load of their own.
                "SPEECH_WARM_AFTER_MS": NEVER_MS,
            }
            database = Database(settings, application="load", size=4)
            await database.open()
            try:
                with serving([sys.executable, "-m", "api.app"], variables, log) as process:
                    await until_ready(port)
                    yield Running(port, process, variables, database, issuer)
            finally:
                await database.close()
