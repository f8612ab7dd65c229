"""authorize: may this request pass the gateway? Tokens for HTTP, single-use tickets for sockets.

A policy names everything that the caller may use, not only what was asked for: API Gateway keeps it for a while and
applies it to the caller's next requests. The tasks of a person are the exception: whose they are stands in the query,
which no policy can name, so the decision about them is kept for the token and that person together. Routes that the
gateway does not list are the API's to decide; their decision is kept apart, so that it opens no listed route.
"""

import hashlib
import json
import time
import urllib.request
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from api.db.accounts import account_of_subject
from api.db.care import relations_of
from api.db.connections import redeem_ticket
from api.domain.access_tokens import bearer_token, check_claims, claimed_issuer, key_id, verified_claims
from api.domain.errors import TokenRefused
from api.domain.permissions import PERMITTED, Action, Relation
from api.settings import UserPool, user_pools
from workers.runtime import Container, Event

FETCH_TIMEOUT_S = 3.0
COOLDOWN_S = 30.0
KEEP_KEYS_S = 3600.0
LARGEST_KEY_SET = 65536
FOR_EVERYBODY = (
    "GET/me",
    "GET/symbols",
    "POST/intents",
    "POST/alerts",
    "GET/alerts",
    "GET/alerts/*",
    "POST/alerts/*/acknowledge",
    "GET/notifications",
    "POST/notifications/ticket",
    "POST/me",
    "POST/tasks",
)
NO_ACCOUNT = "none"
FOR_ONE_OF_THEIRS = "GET/tasks"
UNLISTED = "/{proxy+}"
WRITE_TASKS = PERMITTED[Action.EDIT_TASKS] | PERMITTED[Action.COMPLETE_TASKS]
FOR_A_PERSON = ("GET/user/{id}/symbols", "PUT/user/{id}/symbols")


class Unauthorized(Exception):
    """API Gateway answers 401 when a function fails with just this word."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class PublishedKeys:
    """The issuer's keys, fetched when one is missing or the last fetch is old."""

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched_at = float("-inf")

    def key(self, kid: str) -> dict[str, Any]:
        """Return a key. Raises TokenRefused; an issuer that is away leaves the keys known so far in force."""
        age = self._clock() - self._fetched_at
        if (kid not in self._keys and age > COOLDOWN_S) or age > KEEP_KEYS_S:
            self._fetched_at = self._clock()
            try:
                self._keys = {str(key["kid"]): key for key in self._fetch()["keys"]}
            except (OSError, ValueError, KeyError, TypeError):
                if not self._keys:
                    self._fetched_at = float("-inf")
        if kid not in self._keys:
            raise TokenRefused("The token is signed with a key that its issuer does not publish.")
        return self._keys[kid]


def fetch_keys(url: str) -> dict[str, Any]:
    """Return the key set published at a URL, which comes from the settings."""
    if not url.startswith(("https://", "http://")):
        raise ValueError("a jwks_url must be an HTTP address")
    with urllib.request.urlopen(url, timeout=FETCH_TIMEOUT_S) as response:  # noqa: S310 - the scheme is checked above
        parsed: dict[str, Any] = json.loads(response.read(LARGEST_KEY_SET))
    return parsed


def subject_of(token: str, pools: Iterable[UserPool], now: float) -> str:
    """Return the subject of a genuine token of one of our pools. Raises TokenRefused."""
    kid, issuer = key_id(token), claimed_issuer(token)
    for pool in pools:
        if pool.issuer == issuer:
            claims = verified_claims(token, published_keys(pool).key(kid))
            return check_claims(claims, issuer=pool.issuer, client_id=pool.client_id, now=now)
    raise TokenRefused("The token comes from another issuer.")


async def authorize(container: Container, event: Event) -> Event:
    """Return the policy for an event of the REST or the WebSocket API."""
    if "connectionId" in event["requestContext"]:
        return await authorize_socket(container, event)
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    subject = subject_of(bearer_token(headers.get("authorization")), user_pools(container.environ), time.time())
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        account = await account_of_subject(connection, subject)
        relations = {} if account is None else await relations_of(connection, account)
    # Whoever has no account yet may make one; the API refuses them everything else that is somebody's.
    return policy(account, resources_for(event, relations), purgeable(event, relations))


async def authorize_socket(container: Container, event: Event) -> Event:
    """Redeem the ticket of a handshake."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket") or ""
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        welcome = await redeem_ticket(connection, hashlib.sha256(ticket.encode()).digest())
    if welcome is None:
        raise TokenRefused("The ticket is unknown, used or expired.")
    opened = policy(welcome.account_id, [event["methodArn"]])
    if welcome.session_until is not None:
        opened["context"]["session_until"] = welcome.session_until.isoformat()
    return opened


def person_asked_for(event: Event) -> UUID | None:
    """Return the one person named in the query; of several, the cache may key by another than the API reads."""
    query = event.get("multiValueQueryStringParameters") or {}
    try:
        (person,) = query.get("user_id") or []
        return UUID(person)
    except (ValueError, TypeError, AttributeError):
        return None


def resources_for(event: Event, people: Collection[UUID]) -> list[str]:
    """Return what the caller may use of the REST API, as far as the authorizer that asks may decide it."""
    if event["resource"] == UNLISTED:
        api, stage = event["methodArn"].split("/")[:2]
        return [f"{api}/{stage}/*"]
    return rest_resources(event["methodArn"], people, person_asked_for(event))


def rest_resources(method_arn: str, people: Collection[UUID], asked_for: UUID | None = None) -> list[str]:
    """Return the ARN of each method that a caller may use; an ARN is `arn:…:api/stage/METHOD/path`."""
    api, stage = method_arn.split("/")[:2]
    paths = [*FOR_EVERYBODY, *(path.format(id=person) for person in people for path in FOR_A_PERSON)]
    if asked_for in people:
        paths.append(FOR_ONE_OF_THEIRS)
    return [f"{api}/{stage}/{path}" for path in paths]


def purgeable(event: Event, relations: Mapping[UUID, Relation]) -> list[str]:
    """Return the ARN whose kept answer the caller may have replaced: the tasks of one whose tasks they may change.

    The API asks for that with the caller's own token when it has written (`api.cache_purge`).
    """
    person = person_asked_for(event)
    if person is None or relations.get(person) not in WRITE_TASKS:
        return []
    return [resource for resource in resources_for(event, relations) if resource.endswith(f"/{FOR_ONE_OF_THEIRS}")]


def policy(account: UUID | None, resources: list[str], purged: Sequence[str] = ()) -> Event:
    """Return a policy that allows the resources, and to have what is kept of some replaced.

    None is a good sign-in that has no account yet. A statement without a resource would make the policy invalid.
    """
    allowed = {"execute-api:Invoke": resources, "execute-api:InvalidateCache": list(purged)}
    statements = [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in allowed.items() if arns]
    return {
        "principalId": str(account or NO_ACCOUNT),
        "policyDocument": {"Version": "2012-10-17", "Statement": statements},
        "context": {"account_id": str(account or NO_ACCOUNT)},
    }


def published_keys(pool: UserPool) -> PublishedKeys:
    """Return the keys that this container holds of a pool, made at the first use."""
    if pool.jwks_url not in KEYS:
        KEYS[pool.jwks_url] = PublishedKeys(lambda: fetch_keys(pool.jwks_url))
    return KEYS[pool.jwks_url]


KEYS: dict[str, PublishedKeys] = {}
CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Authorize one request."""
    try:
        return CONTAINER.run(authorize(CONTAINER, event))
    except TokenRefused as error:
        CONTAINER.log("info", "refused", reason=str(error))
        raise Unauthorized from None
