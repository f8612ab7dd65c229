"""Each user pool is believed for its own tokens alone: its keys, its issuer and its client belong together."""

from collections.abc import Iterator
from typing import cast

import pytest

from api.db.pool import Database
from api.domain.errors import TokenRefused
from api.identity import Identity, KeySet, SignIn
from api.settings import UserPool
from tests.postgres.issuer import Issuer
from workers import authorize

NOW = 1_800_000_000.0
PEOPLE = UserPool("https://people.example", "board", "https://people.example/keys")
CAREGIVERS = UserPool("https://caregivers.example", "app", "https://caregivers.example/keys", second_factor=True)
ISSUERS = {PEOPLE: Issuer("people-key"), CAREGIVERS: Issuer("caregivers-key")}


def token(pool: UserPool, signer: UserPool, client: UserPool) -> str:
    return ISSUERS[signer].token("sub", iss=pool.issuer, client_id=client.client_id, exp=int(NOW) + 60)


@pytest.fixture(autouse=True)
def keys() -> Iterator[None]:
    """Give the authorizer the pools' keys without a network."""
    for pool, issuer in ISSUERS.items():
        authorize.KEYS[pool.jwks_url] = authorize.PublishedKeys(issuer.jwks)
    yield
    for pool in ISSUERS:
        del authorize.KEYS[pool.jwks_url]


def identity() -> Identity:
    """The API's own check; it asks no database for a subject."""
    pools = {pool: KeySet(issuer.jwks) for pool, issuer in ISSUERS.items()}
    return Identity(pools, cast(Database, None), clock=lambda: NOW)


@pytest.mark.parametrize("pool", [PEOPLE, CAREGIVERS])
async def test_a_pools_own_token_is_believed_at_both_doors(pool: UserPool) -> None:
    genuine = token(pool, pool, pool)
    assert authorize.subject_of(genuine, ISSUERS, NOW) == "sub"
    assert await identity().sign_in(f"Bearer {genuine}") == SignIn("sub", pool.second_factor, NOW + 60)


@pytest.mark.parametrize(
    ("pool", "signer", "client"),
    [
        pytest.param(PEOPLE, CAREGIVERS, PEOPLE, id="signed by the other pool"),
        pytest.param(CAREGIVERS, PEOPLE, CAREGIVERS, id="signed by the pool without a second factor"),
        pytest.param(CAREGIVERS, CAREGIVERS, PEOPLE, id="issued to the other pool's app"),
        pytest.param(UserPool("https://elsewhere.example", "", ""), PEOPLE, PEOPLE, id="naming neither pool"),
    ],
)
async def test_what_is_mixed_from_two_pools_is_refused_at_both_doors(
    pool: UserPool, signer: UserPool, client: UserPool
) -> None:
    mixed = token(pool, signer, client)
    with pytest.raises(TokenRefused):
        authorize.subject_of(mixed, ISSUERS, NOW)
    with pytest.raises(TokenRefused):
        await identity().sign_in(f"Bearer {mixed}")


async def test_the_api_is_ready_when_the_keys_of_every_pool_are_known() -> None:
    people, caregivers = KeySet(ISSUERS[PEOPLE].jwks), KeySet(ISSUERS[CAREGIVERS].jwks)
    both = Identity({PEOPLE: people, CAREGIVERS: caregivers}, cast(Database, None))
    await people.refresh()
    assert not both.ready
    await caregivers.refresh()
    assert both.ready
