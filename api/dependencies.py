"""What a route needs of the world: who calls, and a transaction on their behalf.

Transactions are blocks inside a route, not dependencies with `yield`: FastAPI ends those after the answer has been
sent, and an answer before the commit would be a promise that nobody may keep.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends
from starlette.requests import Request

from api.db.pool import Connection, Context, Database
from api.identity import Caller, Identity, SignIn
from api.intent_function import IntentFunction
from api.settings import Settings
from api.vocabulary import Vocabulary


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
    now: Callable[[], datetime] = field(default=utc_now)
    new_id: Callable[[], UUID] = field(default=uuid4)

    def reading(self, caller: Caller) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that sees what the caller may see and changes nothing."""
        return self.database.transaction(Context(caller.account_id), read_only=True)

    def writing(self, caller: Caller) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that sees and changes what the caller may; it is committed when the block ends."""
        return self.database.transaction(Context(caller.account_id))


def services_of(request: Request) -> Services:
    """Return the services of the process."""
    services: Services = request.app.state.services
    return services


async def caller_of(request: Request) -> Caller:
    """Return who is calling. Raises TokenRefused or NotAllowed."""
    return await services_of(request).identity.caller(request.headers.get("authorization"))


async def sign_in_of(request: Request) -> SignIn:
    """Return who signed in, who need not have an account yet. Raises TokenRefused."""
    return await services_of(request).identity.sign_in(request.headers.get("authorization"))


ServicesHere = Annotated[Services, Depends(services_of)]
CallerHere = Annotated[Caller, Depends(caller_of)]
SignInHere = Annotated[SignIn, Depends(sign_in_of)]
