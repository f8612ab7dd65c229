"""What every function shares: one event loop and one pool a container, JSON logs, partial batch failures, secrets."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from api.db.clock import time_of
from api.db.credentials import Credentials, CurrentCredentials
from api.db.data_keys import FieldKeys
from api.db.pool import Connection, Context, Database
from api.domain.log_keys import allowed_only, with_metric
from api.field_encryption import ENCRYPTION_CONTEXT, KEY_BYTES, KeyService
from api.settings import DatabaseSettings, require

T = TypeVar("T")
Event = dict[str, Any]
Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
ProcessRecord = Callable[["Container", Event], Awaitable[None]]

POOL_SIZE = 4
AWS_TIMEOUT_S = 3


class Container:
    """Lives as long as the function's process: a loop that is never closed, and what was made on it.

    `asyncio.run` for each event would close the loop under the pool of the event before.
    """

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        fetch: Callable[[Mapping[str, str]], str] | None = None,
        key_service: Callable[[Mapping[str, str]], KeyService] | None = None,
    ) -> None:
        self.environ = environ
        self._fetch = fetch or fetch_secret
        self._key_service = key_service or Kms
        self._loop = asyncio.new_event_loop()
        self._database: Database | None = None
        self._field_keys: FieldKeys | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to completion."""
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        """Give back what was opened; Lambda itself never does, a test does."""
        if self._database is not None:
            self._loop.run_until_complete(self._database.close())
        self._loop.close()

    async def transaction_factory(self) -> Transaction:
        """Return how to open a transaction of the system itself."""
        database = await self.database()
        return lambda: database.transaction(Context.worker())

    async def acting_for(self, account_id: UUID | None) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction of the system itself in which a rule acts in the name of an account."""
        return (await self.database()).transaction(Context(account_id, role="worker"))

    async def on_behalf_of(self, account_id: UUID) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that sees what an account may see, as the API would for it."""
        return (await self.database()).transaction(Context(account_id))

    async def database(self) -> Database:
        """Return the pool, made at the first use; it reads the secret when it first connects and when it is refused."""
        if self._database is None:
            settings = DatabaseSettings.from_environment(self.environ, with_credentials=False)
            credentials = CurrentCredentials(fetch=self._credentials)
            database = Database(settings, application=self.function, size=POOL_SIZE, credentials=credentials)
            await database.open()
            self._database = database
        return self._database

    async def _credentials(self) -> Credentials:
        return Credentials.parse(await asyncio.to_thread(self._fetch, self.environ))

    async def now(self) -> datetime:
        """Return the database's time: what is due was written by it, and this machine's clock may be another."""
        async with (await self.database()).transaction(Context.worker(), read_only=True) as connection:
            return await time_of(connection)

    async def field_keys(self) -> FieldKeys:
        """Return the keys that fields are sealed under, made at the first use."""
        if self._field_keys is None:
            self._field_keys = FieldKeys(await self.transaction_factory(), self._key_service(self.environ))
        return self._field_keys

    @property
    def function(self) -> str:
        """Return the function's name."""
        return self.environ.get("AWS_LAMBDA_FUNCTION_NAME", "alphawolf-worker")

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write one JSON line with none but the allowed keys."""
        line = {"level": level, "event": event, "function": self.function, **fields}
        line["timestamp"] = datetime.now(UTC).isoformat()
        told = with_metric(allowed_only(line), time.time_ns() // 1_000_000)
        sys.stdout.write(json.dumps(told, default=str, sort_keys=True) + "\n")
        sys.stdout.flush()


def handle_batch(container: Container, event: Event, process: ProcessRecord) -> Event:
    """Process the records of a queue side by side and report those that failed: they alone come again."""

    async def one(record: Event) -> str | None:
        began = time.perf_counter()
        try:
            await process(container, record)
        except Exception as error:  # noqa: BLE001 - a record that fails must not take its neighbours with it
            container.log(
                "warning",
                "record_failed",
                message_id=record["messageId"],
                error=type(error).__name__,
                duration_ms=round((time.perf_counter() - began) * 1000, 1),
            )
            return str(record["messageId"])
        return None

    async def every() -> list[str]:
        results = await asyncio.gather(*(one(record) for record in event["Records"]))
        return [message_id for message_id in results if message_id is not None]

    return {"batchItemFailures": [{"itemIdentifier": failed} for failed in container.run(every())]}


def client(
    service: str,
    environ: Mapping[str, str],
    *,
    attempts: int = 2,
    addressed: Mapping[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Return a boto3 client that gives up soon: the queue tries again better than a function that waits.

    One attempt is for a caller that tries again itself: retries multiply where two layers make them. `addressed` says
    how it signs, where that is not as usual.
    """
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=AWS_TIMEOUT_S,
        read_timeout=AWS_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=32,
        **(addressed or {}),
    )
    session: Any = boto3.session.Session(region_name=environ.get("AWS_REGION"))
    return session.client(service, config=config, **options)


class Kms:
    """The KMS key of fields (GenerateDataKey and Decrypt), each call in a thread of its own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._key_arn = require(environ, ["FIELD_KEY_ARN"])["FIELD_KEY_ARN"]
        self._kms = client("kms", environ)

    async def new_key(self) -> tuple[bytes, bytes]:
        """Return a new data key, plain and wrapped."""
        wanted = {"KeyId": self._key_arn, "NumberOfBytes": KEY_BYTES, "EncryptionContext": ENCRYPTION_CONTEXT}
        answer = await asyncio.to_thread(self._kms.generate_data_key, **wanted)
        return answer["Plaintext"], answer["CiphertextBlob"]

    async def unwrap(self, wrapped: bytes) -> bytes:
        """Return a wrapped data key, plain."""
        wanted = {"KeyId": self._key_arn, "CiphertextBlob": wrapped, "EncryptionContext": ENCRYPTION_CONTEXT}
        plain: bytes = (await asyncio.to_thread(self._kms.decrypt, **wanted))["Plaintext"]
        return plain


def fetch_secret(environ: Mapping[str, str]) -> str:
    """Return the text of the database secret."""
    arn = require(environ, ["DATABASE_SECRET_ARN"])["DATABASE_SECRET_ARN"]
    text: str = client("secretsmanager", environ).get_secret_value(SecretId=arn)["SecretString"]
    return text
