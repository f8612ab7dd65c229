"""What a route needs of the world: who calls, and a transaction on their behalf.

Transactions are blocks inside a route, not dependencies with `yield`: FastAPI ends those after the answer has been
sent, and an answer before the commit would be a promise that nobody may keep.
"""

import time
from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends
from starlette.requests import Request
from starlette.types import Scope

from api.breaker import Breaker
from api.cache_purge import CachePurge
from api.db.data_keys import FieldKeys
from api.db.pool import Connection, Context, Database
from api.domain.errors import TooMany
from api.domain.request_budget import RequestBudget
from api.identity import Caller, Identity, SignIn
from api.intent_function import IntentFunction
from api.live.hub import Hub
from api.logs import current_trace
from api.settings import Settings
from api.speech.speaker import Speaker
from api.vocabulary import Vocabulary

# A call for help, its answer and the news of both cost no budget: whatever else an account asks for, these go through.
UNCOUNTED = ("/alerts", "/notifications")
OVER_BUDGET = "Too many requests from this account. Calls for help are not counted and always go through."


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that lives as long as the process."""

    settings: Settings
    database: Database
    identity: Identity
    vocabulary: Vocabulary
    intents: IntentFunction
    send_text: Callable[[str, str], Awaitable[None]]
    field_keys: FieldKeys
    budget: RequestBudget
    purge: CachePurge
    live: Hub
    speaker: Speaker
    breakers: Mapping[str, Breaker]
    # Work on files of boards takes memory and time: two at once, whoever else waits.
    file_slots: Semaphore = field(default_factory=lambda: Semaphore(2))
    now: Callable[[], datetime] = field(default=utc_now)
    new_id: Callable[[], UUID] = field(default=uuid4)

    def reading(self, caller: Caller) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that sees what the caller may see and changes nothing."""
        return self.database.transaction(Context(caller.account_id), read_only=True)

    def viewing(self, caller: Caller) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that reads somebody's record and notes so in the audit, and changes nothing else."""
        return self.database.transaction(Context(caller.account_id), waits_for_disk=False)

    def writing(self, caller: Caller) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that sees and changes what the caller may; it is committed when the block ends."""
        return self.database.transaction(Context(caller.account_id, trace=current_trace.get()))


def services_of(request: Request) -> Services:
    """Return the services of the process."""
    services: Services = request.app.state["services"]  # as an attribute, Python looks for it in two places first
    return services


def header(scope: Scope, name: bytes) -> str | None:
    """Return a request's header by its name in small letters, the first if there are several."""
    named = scope.get("alphawolf.headers")
    if named is None:
        named = scope["alphawolf.headers"] = dict(reversed(scope["headers"]))
    value = named.get(name)
    return None if value is None else value.decode("latin-1")


async def caller_of(request: Request) -> Caller:
    """Return who is calling. Raises TokenRefused, NotAllowed, or TooMany."""
    services = services_of(request)
    caller = await services.identity.caller(header(request.scope, b"authorization"))
    if not request.scope["path"].startswith(UNCOUNTED):
        wait_s = services.budget.wait(caller.account_id, time.monotonic())
        if wait_s:
            raise TooMany(OVER_BUDGET, retry_after=timedelta(seconds=wait_s))
    return caller


def authorization_of(request: Request) -> str:
    """Return the header that proved who is calling, to ask something on their behalf."""
    return request.headers.get("authorization", "")


async def sign_in_of(request: Request) -> SignIn:
    """Return who signed in, who need not have an account yet. Raises TokenRefused."""
    return await services_of(request).identity.sign_in(request.headers.get("authorization"))


ServicesHere = Annotated[Services, Depends(services_of)]
CallerHere = Annotated[Caller, Depends(caller_of)]
AuthorizationHere = Annotated[str, Depends(authorization_of)]
SignInHere = Annotated[SignIn, Depends(sign_in_of)]
