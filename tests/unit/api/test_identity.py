"""Keys are fetched ahead, refreshed, and kept while their issuer is away."""

from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from api.db.pool import Database
from api.domain.errors import TokenRefused
from api.identity import Identity, KeySet, fetch_keys
from api.settings import DatabaseSettings, UserPool
from workers.authorize import PublishedKeys

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = jwt.algorithms.RSAAlgorithm.to_jwk(PRIVATE.public_key(), as_dict=True)
POOL = UserPool("https://issuer", "client", "https://issuer/keys")


class Source:
    """Publishes keys under the names that it is told, or is away."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.is_away = False
        self.fetches = 0

    def fetch(self) -> Mapping[str, Any]:
        self.fetches += 1
        if self.is_away:
            raise ConnectionError
        return {"keys": [{**PUBLIC, "kid": kid, "use": "sig"} for kid in self.kids]}


async def test_keys_are_had_before_the_first_question() -> None:
    source = Source("a")
    keys = KeySet(source.fetch)
    before = keys.ready
    await keys.refresh()
    assert (before, keys.ready) == (False, True)
    await keys.key("a")
    assert source.fetches == 1


async def test_an_unknown_key_is_asked_for_once_in_a_while_and_not_for_each_token() -> None:
    source = Source("a")
    keys = KeySet(source.fetch)
    for _ in range(20):
        with pytest.raises(TokenRefused):
            await keys.key("made up")
    assert source.fetches == 1


async def test_old_keys_serve_while_the_issuer_is_away() -> None:
    source = Source("a")
    keys = KeySet(source.fetch)
    await keys.refresh()
    source.is_away = True
    with pytest.raises(ConnectionError):
        await keys.refresh()
    assert (await keys.key("a")).key_id == "a"


async def test_a_set_without_a_usable_key_does_not_replace_one_that_has() -> None:
    source = Source("a")
    keys = KeySet(source.fetch)
    await keys.refresh()
    source.kids = ()
    with pytest.raises(ValueError, match="no key"):
        await keys.refresh()
    assert keys.ready


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "jwks.json"])
def test_keys_come_over_http_alone(url: str) -> None:
    with pytest.raises(ValueError, match="HTTP"):
        fetch_keys(url)


def test_the_functions_own_keys_follow_a_rotation_and_survive_an_outage() -> None:
    source, now = Source("a"), [0.0]
    keys = PublishedKeys(source.fetch, lambda: now[0])
    assert keys.key("a")["kid"] == "a"
    source.kids = ("a", "b")
    with pytest.raises(TokenRefused):
        keys.key("b")
    now[0] = 31
    assert keys.key("b")["kid"] == "b"
    source.is_away = True
    now[0] = 4000
    assert keys.key("a")["kid"] == "a"
    assert source.fetches == 3


@pytest.mark.parametrize("slow_by_s", [0, 3, 300])
async def test_a_slow_clock_refuses_no_new_sign_in(slow_by_s: int) -> None:
    issued = 1_800_000_000
    claims = {"iss": POOL.issuer, "client_id": POOL.client_id, "token_use": "access", "sub": "ana"}
    token = jwt.encode(
        {**claims, "iat": issued, "exp": issued + 3600}, PRIVATE, algorithm="RS256", headers={"kid": "a"}
    )
    database = Database(DatabaseSettings((), "none", "disable"), application="none")
    identity = Identity({POOL: KeySet(Source("a").fetch)}, database, clock=lambda: issued - slow_by_s)

    assert (await identity.sign_in(f"Bearer {token}")).subject == "ana"
