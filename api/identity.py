"""Who is calling: access tokens checked against the issuer's published keys."""

import asyncio
import contextlib
import hashlib
import http.client
import json
import math
import time
import urllib.request
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
from jwt.types import Options

from api.db.accounts import account_of_subject
from api.db.pool import Context, Database
from api.domain.access_tokens import bearer_token, check_claims, claimed_issuer, key_id
from api.domain.errors import NotAllowed, TokenRefused
from api.logs import logger
from api.settings import UserPool

REFRESH_S = 300.0
RETRY_S = 2.0
COOLDOWN_S = 30.0
FETCH_TIMEOUT_S = 3.0
REMEMBERED_TOKENS = 4096
LARGEST_KEY_SET = 65536


@dataclass(frozen=True, slots=True)
class SignIn:
    """Whom a token names, whether its pool asked for a second factor, and until when it is good (epoch seconds)."""

    subject: str
    second_factor: bool
    until: float = math.inf


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a request comes from, how well it was proved, and for how long (epoch seconds)."""

    account_id: UUID
    second_factor: bool = False
    until: float = math.inf


@dataclass(slots=True)
class Verified:
    """What a token proves until it expires (seconds since 1970), and its caller once the account is known."""

    sign_in: SignIn
    expires: float
    caller: Caller | None = None


# When a token was issued refuses nobody (RFC 7519 §4.1.6): a clock that is slow would refuse every new sign-in.
SIGNATURE_ALONE: Options = {"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False}


class KeySet:
    """The issuer's keys, fetched ahead and refreshed in the background; old ones serve while the issuer is away."""

    def __init__(self, fetch: Callable[[], Mapping[str, Any]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Tell whether any key is known."""
        return bool(self._keys)

    async def refresh(self) -> None:
        """Fetch the keys now. Raises OSError or ValueError, and then keeps what it had."""
        document = await asyncio.to_thread(self._fetch)
        keys = {}
        for entry in document.get("keys", []):
            with contextlib.suppress(jwt.PyJWKError, jwt.InvalidKeyError, KeyError):
                if entry.get("kty") == "RSA" and entry.get("use", "sig") == "sig":
                    keys[str(entry["kid"])] = jwt.PyJWK(entry, algorithm="RS256")
        if not keys:
            raise ValueError("the issuer publishes no key that could be used")
        self._keys = keys
        self._fetched_at = time.monotonic()

    async def refresh_for_ever(self) -> None:
        """Keep the keys fresh until cancelled."""
        while True:
            try:
                await self.refresh()
                pause = REFRESH_S
            except Exception as error:  # noqa: BLE001 - whatever the issuer answers, the next try must come
                logger("identity").warning("keys_not_fetched", error=type(error).__name__)
                pause = RETRY_S if not self.ready else COOLDOWN_S
            await asyncio.sleep(pause)

    async def key(self, kid: str) -> jwt.PyJWK:
        """Return a key; one that is not known is asked for, but no more than once in a while."""
        if kid not in self._keys:
            async with self._lock:
                if kid not in self._keys and time.monotonic() - self._fetched_at > COOLDOWN_S:
                    with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
                        await self.refresh()
                    self._fetched_at = time.monotonic()
        if kid not in self._keys:
            raise TokenRefused("The token is signed with a key that its issuer does not publish.")
        return self._keys[kid]


class Identity:
    """Turns an Authorization header into a Caller, remembering what was verified until it expires."""

    def __init__(
        self, pools: Mapping[UserPool, KeySet], database: Database, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._pools = {pool.issuer: (pool, keys) for pool, keys in pools.items()}
        self._database = database
        self._clock = clock
        self._tokens: OrderedDict[bytes, Verified] = OrderedDict()
        self._accounts: dict[str, UUID] = {}

    @property
    def ready(self) -> bool:
        """Tell whether the keys of every pool are known."""
        return all(keys.ready for _, keys in self._pools.values())

    async def caller(self, authorization: str | None) -> Caller:
        """Return who sends this header. Raises TokenRefused, or NotAllowed for a stranger with a good token."""
        verified = self._remembered(authorization) or await self._verified(authorization)
        if verified.caller is None:
            account = await self.account_of(verified.sign_in)
            if account is None:
                raise NotAllowed(
                    "This sign-in has no AlphaWolf account; make one with POST /me or accept an invitation."
                )
            verified.caller = Caller(account, verified.sign_in.second_factor, verified.expires)
        return verified.caller

    async def account_of(self, sign_in: SignIn) -> UUID | None:
        """Return the account of a sign-in. Which it is never changes; what it may see is asked at each request."""
        account = self._accounts.get(sign_in.subject)
        if account is None:
            async with self._database.transaction(Context(), read_only=True) as connection:
                account = await account_of_subject(connection, sign_in.subject)
            if account is not None:
                self._accounts[sign_in.subject] = account
        return account

    async def sign_in(self, authorization: str | None) -> SignIn:
        """Return whom a token names that is genuine, ours and not expired. Raises TokenRefused."""
        return (self._remembered(authorization) or await self._verified(authorization)).sign_in

    def _remembered(self, authorization: str | None) -> Verified | None:
        """Return what the token of a header was found to prove when it came before, None if that is to be done."""
        known = self._tokens.get(digest_of(authorization))
        return known if known is not None and self._clock() < known.expires else None

    async def _verified(self, authorization: str | None) -> Verified:
        """Return what the token of a header proves. Raises TokenRefused."""
        token = bearer_token(authorization)
        kid = key_id(token)
        pool, keys = self._pools.get(claimed_issuer(token), (None, None))
        if pool is None or keys is None:
            raise TokenRefused("The token comes from another issuer.")
        key = await keys.key(kid)
        try:
            # The times and names are checked by our own rules, which the authorizer shares.
            claims = jwt.decode(token, key, algorithms=["RS256"], options=SIGNATURE_ALONE)
        except jwt.InvalidTokenError:
            raise TokenRefused("The token's signature does not verify.") from None
        subject = check_claims(claims, issuer=pool.issuer, client_id=pool.client_id, now=self._clock())
        verified = self._tokens[digest_of(authorization)] = Verified(
            SignIn(subject, pool.second_factor, float(claims["exp"])), float(claims["exp"])
        )
        if len(self._tokens) > REMEMBERED_TOKENS:
            self._tokens.popitem(last=False)
        return verified


def digest_of(authorization: str | None) -> bytes:
    """Return by what a header is remembered: the tokens themselves are not kept."""
    return hashlib.sha256((authorization or "").encode()).digest()


def fetch_keys(url: str) -> Mapping[str, Any]:
    """Return the key set published at a URL, which comes from the settings."""
    if not url.startswith(("https://", "http://")):
        raise ValueError("a jwks_url must be an HTTP address")
    with urllib.request.urlopen(url, timeout=FETCH_TIMEOUT_S) as response:  # noqa: S310 - the scheme is checked above
        document = json.loads(response.read(LARGEST_KEY_SET))
    if not isinstance(document, dict):
        raise ValueError("the issuer's key set is not an object")
    return document
