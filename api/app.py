"""The API process: `python -m api.app`. Everything is put together here and nowhere else."""

import asyncio
import base64
import gc
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import uvicorn
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError
from fastapi import FastAPI

from api import http_errors, logs
from api.audit_sealer import AuditSealer
from api.breaker import Breaker
from api.cache_purge import CachePurge, asker, http_session
from api.database_secret import follow_for_ever, reader
from api.db.clock import DatabaseClock
from api.db.credentials import Credentials, CurrentCredentials
from api.db.data_keys import FieldKeys
from api.db.outbox import OutboxRow
from api.db.pool import Context, Database
from api.dependencies import Services
from api.domain.errors import NotSent
from api.domain.request_budget import RequestBudget
from api.field_sealer import seal_fields
from api.identity import Identity, KeySet, fetch_keys
from api.intent_function import FunctionFailed, IntentFunction, Invoke
from api.intent_provider import opened_improver
from api.key_service import opened_kms
from api.live.frames import FrameProtocol
from api.live.hub import Hub
from api.logs import current_trace, logger
from api.middleware.body_limit import BodyLimit
from api.middleware.hot_routes import HotRoutes
from api.middleware.request_log import RequestLog
from api.relay import OutboxRelay, Publish, attributes_of, message_of
from api.routes import (
    activity,
    alerts,
    api_docs,
    audit,
    board_changes,
    board_files,
    board_lock,
    board_set,
    board_versions,
    boards,
    break_glass,
    closing,
    console,
    contact_methods,
    duty,
    escalation_policy,
    fhir,
    fixed_names,
    health,
    hot_route,
    intents,
    invitations,
    me,
    notification_events,
    notification_socket,
    notifications,
    organisations,
    people,
    quiet_hours,
    relations,
    speech,
    suggestions,
    symbols,
    task_events,
    task_templates,
    tasks,
    usage,
)
from api.settings import Settings, SettingsError
from api.speech.opening import as_worker, opened_speaker
from api.speech_keeper import SpeechWarmer, keep_folder
from api.vocabulary import Vocabulary

POOL_SIZE = 10
# Longer than clients and balancers keep a connection that is not in use, 60 s as a rule: if the API closed first, a
# call might meet a connection that ends in that moment.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
KEEP_ALIVE_S = 75
GRACE_S = 10
SOCKET_FRAME_BYTES = 1024
AWS_CONFIG = AioConfig(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 2})


def create_app(settings: Settings) -> FastAPI:
    """Return the application; what it needs of the world is opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with running_services(settings) as services:
                app.state.services = services
                look_for_cycles_less_often()
                yield
        finally:
            logs.lines.flush()  # uvicorn ends the process by the signal that stopped it: nothing of ours runs later

    app = FastAPI(
        title="AlphaWolf",
        version="0.1.0",
        description="Symbols pressed on a board become speech, and a call for help reaches a caregiver every time.",
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
    )
    care = (people, relations, invitations, break_glass, contact_methods, organisations)
    days = (task_events, task_templates, tasks, activity, suggestions)
    # The fixed names beneath /boards come before the ids that stand in the same place.
    of_boards = (board_lock, board_changes, board_files, board_versions, board_set)
    calls = (closing, escalation_policy, duty, quiet_hours)
    nouns = (
        alerts,
        *calls,
        notifications,
        notification_events,
        me,
        *care,
        *days,
        audit,
        fhir,
        health,
        speech,
        *of_boards,
    )
    for noun in nouns:
        app.include_router(noun.router)
    app.router.routes[:0] = fixed_names.refusals([noun.router for noun in nouns])
    hot = (symbols, boards, tasks, intents, speech, alerts, usage)
    hot_route.serve(app, [route for noun in hot for route in noun.ROUTES])
    app.router.routes.insert(0, notification_socket.ROUTE)
    app.router.routes += [*console.ROUTES, *api_docs.ROUTES]
    http_errors.install(app)
    app.add_middleware(BodyLimit, larger=board_files.LARGER_BODIES)
    app.add_middleware(RequestLog)
    return app


def look_for_cycles_less_often() -> None:
    """Spare the garbage collector what lives as long as the process; few cycles are left, so call it less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@asynccontextmanager
async def running_services(settings: Settings) -> AsyncIterator[Services]:
    """Open the pool, the AWS clients and the background tasks, and close them in the opposite order."""
    async with AsyncExitStack() as stack:
        session = get_session()
        function = await stack.enter_async_context(
            session.create_client("lambda", region_name=settings.region, config=AWS_CONFIG)
        )
        topic = await stack.enter_async_context(
            session.create_client("sns", region_name=settings.region, config=AWS_CONFIG)
        )
        fetch = None
        if settings.database_secret_arn:
            secrets = await stack.enter_async_context(
                session.create_client("secretsmanager", region_name=settings.region, config=AWS_CONFIG)
            )
            fetch = reader(secrets, settings.database_secret_arn)
        # What the task was started with is good at first, even where Secrets Manager is out of reach.
        first = Credentials(settings.database.user, settings.database.password)
        database = Database(
            settings.database,
            application="alphawolf-api",
            size=POOL_SIZE,
            credentials=CurrentCredentials(first, fetch),
        )
        await database.open()
        stack.push_async_callback(database.close)
        kms = await stack.enter_async_context(opened_kms(session, settings.region, settings.field_key_arn))
        field_keys = FieldKeys(lambda: database.transaction(Context.worker()), kms)
        pools = {pool: KeySet(partial(fetch_keys, pool.jwks_url)) for pool in settings.user_pools}
        purge = CachePurge(None)
        if settings.rest_url is not None:
            purge = CachePurge(asker(await stack.enter_async_context(http_session()), settings.rest_url))
        breakers, clock = Breakers(), DatabaseClock(database)
        speaker = await stack.enter_async_context(
            opened_speaker(
                settings.speech, session, settings.region, database, field_keys, breaker=breakers.make, now=clock.now
            )
        )
        improver = await stack.enter_async_context(
            opened_improver(settings.provider, session, settings.region, breaker=breakers.make)
        )
        background = [clock.follow_for_ever(tell_of_clock), *(keys.refresh_for_ever() for keys in pools.values())]
        background += [AuditSealer(database).run_for_ever(), seal_fields(database, field_keys), purge.run_for_ever()]
        background.append(SpeechWarmer(as_worker(database), speaker).run_for_ever(after_s=settings.speech.warm_after_s))
        if settings.speech.folder is not None:
            background.append(keep_folder(as_worker(database), speaker))
        if fetch is not None:
            background.append(follow_for_ever(database))
        if settings.relays_outbox:
            background.append(OutboxRelay(database, publisher(topic, settings.alerts_topic_arn)).run_for_ever())
        live = Hub(database)
        background.append(live.run_for_ever())
        running = [asyncio.create_task(work) for work in background]
        stack.push_async_callback(stop, running)
        yield Services(
            settings=settings,
            database=database,
            identity=Identity(pools, database),
            vocabulary=Vocabulary(database),
            budget=RequestBudget(settings.requests_per_second, settings.requests_burst),
            field_keys=field_keys,
            intents=IntentFunction(
                invoker(function, settings.intent_function), breakers.make("process_intent"), improver
            ),
            send_text=texter(topic),
            purge=purge,
            live=live,
            speaker=speaker,
            breakers=breakers.made,
            now=clock.now,
        )


def tell_of_clock(ahead: timedelta) -> None:
    """Log that this machine's clock is wrong: tokens are judged by it, all else by the database's."""
    logger("clock").error("clock_wrong", duration_ms=round(ahead.total_seconds() * 1000))


class Serving(uvicorn.Server):
    """The server; told to stop, it also sends away requests that wait for news, which would hold it up."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._stopping()
        await super().shutdown(sockets)


def stop_waiting(app: FastAPI) -> None:
    """Answer who waits for news."""
    services: Services = app.state.services
    services.live.stop()


async def stop(running: Sequence["asyncio.Task[None]"]) -> None:
    """Cancel background tasks and wait for their end."""
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


class Breakers:
    """Every breaker of the process, by the service that it stands before; each change is logged, and so counted."""

    def __init__(self) -> None:
        self.made: dict[str, Breaker] = {}

    def make(self, name: str) -> Breaker:
        """Make one."""
        self.made[name] = Breaker(name, changed=log_breaker)
        return self.made[name]


def log_breaker(name: str, state: str) -> None:
    """Log, and so count, what a breaker became."""
    logger("breaker").warning("breaker", breaker=name, state=state, count=1)


def invoker(client: Any, function: str) -> Invoke:
    """Return how to invoke a Lambda function with a payload."""

    async def invoke(payload: bytes) -> bytes:
        trace = current_trace.get()
        custom = {} if trace is None else {"custom": {"traceparent": trace.parent}}
        context = base64.b64encode(json.dumps(custom).encode()).decode()
        answer = await client.invoke(FunctionName=function, Payload=payload, ClientContext=context)
        body: bytes = await answer["Payload"].read()
        if "FunctionError" in answer:
            raise FunctionFailed("the function failed")
        return body

    return invoke


def publisher(client: Any, topic_arn: str) -> Publish:
    """Return how to publish events to a topic."""

    async def publish(rows: Sequence[OutboxRow]) -> list[int]:
        entries = [
            {"Id": str(row.id), "Message": message_of(row), "MessageAttributes": attributes_of(row)} for row in rows
        ]
        answer = await client.publish_batch(TopicArn=topic_arn, PublishBatchRequestEntries=entries)
        return [int(accepted["Id"]) for accepted in answer.get("Successful", [])]

    return publish


def texter(client: Any) -> Callable[[str, str], Awaitable[None]]:
    """Return how to send a text message; it raises NotSent, and says nothing of whom or what."""

    async def send_text(number: str, message: str) -> None:
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        try:
            await client.publish(PhoneNumber=number, Message=message, MessageAttributes=kind)
        except (BotoCoreError, ClientError) as error:
            logs.logger("texts").warning("text_not_sent", error=type(error).__name__)
            raise NotSent("The text message could not be sent; try again, or ask for another code.") from None

    return send_text


def main() -> int:
    """Serve until told to stop; what is being answered then has some seconds to end."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"api: {error}\n")
        return 2
    logs.configure()
    app = create_app(settings)
    config = uvicorn.Config(
        HotRoutes(app),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=FrameProtocol,
        ws_max_size=SOCKET_FRAME_BYTES,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    Serving(config, lambda: stop_waiting(app)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
