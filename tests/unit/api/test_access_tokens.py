"""The authorizer's own RS256 with PyJWT and cryptography as oracle: what they refuse, it refuses."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.access_tokens import SHA256_PREFIX, bearer_token, check_claims, key_id, verified_claims
from api.domain.errors import TokenRefused

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key()
NUMBERS = KEY.private_numbers()
MODULUS, EXPONENT = PUBLIC.public_numbers().n, PUBLIC.public_numbers().e
SIZE = 256
NOW = int(time.time())
CLAIMS = {"sub": "somebody", "iss": "us", "client_id": "app", "token_use": "access", "exp": NOW + 600}


def jwk(key: rsa.RSAPublicKey = PUBLIC, **changed: Any) -> dict[str, Any]:
    return {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key)), "kid": "k", **changed}


def signed(claims: dict[str, Any] = CLAIMS, key: rsa.RSAPrivateKey = KEY, **header: Any) -> str:
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k", **header})


def part(data: bytes | dict[str, Any]) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def oracle_accepts(token: str) -> bool:
    try:
        jwt.decode(token, PUBLIC, algorithms=["RS256"], options={"verify_aud": False})
    except jwt.InvalidTokenError:
        return False
    return True


def ours_accepts(token: str) -> bool:
    try:
        verified_claims(token, jwk())
    except TokenRefused:
        return False
    return True


def with_message(message: bytes, header: dict[str, Any] | None = None) -> str:
    """Sign an encoded message of our own making, as only the holder of the key can."""
    head = part(header or {"alg": "RS256", "kid": "k"})
    signature = pow(int.from_bytes(message), NUMBERS.d, MODULUS).to_bytes(SIZE)
    return f"{head}.{part(CLAIMS)}.{part(signature)}"


def digest_of_claims() -> bytes:
    head = part({"alg": "RS256", "kid": "k"})
    return hashlib.sha256(f"{head}.{part(CLAIMS)}".encode()).digest()


def padded(filler: bytes, *, start: bytes = b"\x00\x01", tail: bytes = b"") -> bytes:
    body = b"\x00" + SHA256_PREFIX + digest_of_claims() + tail
    return start + filler + body


FULL = SIZE - 3 - len(SHA256_PREFIX) - 32
FORGED_PADDING: dict[str, bytes] = {
    "block type 2": padded(b"\xff" * FULL, start=b"\x00\x02"),
    "filler that is not all ones": padded(b"\xff" * (FULL - 1) + b"\xfe"),
    "short filler and garbage behind the digest": padded(b"\xff" * 8, tail=b"\xaa" * (FULL - 8)),
    "garbage before the digest": padded(b"\xff" * (FULL - 9) + b"\x00" + b"\xaa" * 8),
    "another hash's prefix": b"\x00\x01"
    + b"\xff" * FULL
    + b"\x00"
    + SHA256_PREFIX.replace(b"\x01\x05\x00", b"\x02\x05\x00")
    + digest_of_claims(),
    "no prefix at all": b"\x00\x01" + b"\xff" * (SIZE - 3 - 32) + b"\x00" + digest_of_claims(),
    "zeroes": bytes(SIZE - 1) + b"\x01",
}


def test_a_genuine_token_is_accepted_by_both() -> None:
    token = signed()
    assert oracle_accepts(token)
    assert verified_claims(token, jwk()) == CLAIMS


def test_our_encoded_message_is_the_one_that_the_standard_allows() -> None:
    token = with_message(padded(b"\xff" * FULL))
    assert oracle_accepts(token)
    assert ours_accepts(token)


@pytest.mark.parametrize("how", FORGED_PADDING)
def test_wrong_padding_is_refused_by_both(how: str) -> None:
    token = with_message(FORGED_PADDING[how])
    assert not oracle_accepts(token)
    assert not ours_accepts(token)


HMAC_KEY = json.dumps(jwk()).encode()


def hs256(header: dict[str, Any]) -> str:
    text = f"{part(header)}.{part(CLAIMS)}"
    return f"{text}.{part(hmac.digest(HMAC_KEY, text.encode(), 'sha256'))}"


FORGED: dict[str, Callable[[], str]] = {
    "alg none": lambda: f"{part({'alg': 'none', 'kid': 'k'})}.{part(CLAIMS)}.",
    "alg None in capitals": lambda: f"{part({'alg': 'NONE', 'kid': 'k'})}.{part(CLAIMS)}.",
    "HS256 with the public key as secret": lambda: hs256({"alg": "HS256", "kid": "k"}),
    "HS256 called RS256": lambda: hs256({"alg": "RS256", "kid": "k"}),
    "PS256": lambda: jwt.encode(CLAIMS, KEY, algorithm="PS256", headers={"kid": "k"}),
    "RS512": lambda: jwt.encode(CLAIMS, KEY, algorithm="RS512", headers={"kid": "k"}),
    "another key": lambda: signed(key=OTHER),
    "other claims under the same signature": lambda: ".".join(
        [signed().split(".")[0], part({**CLAIMS, "sub": "else"}), signed().split(".")[2]]
    ),
    "no signature": lambda: signed().rsplit(".", 1)[0] + ".",
    "two parts": lambda: signed().rsplit(".", 1)[0],
    "four parts": lambda: signed() + ".x",
    "a signature plus the modulus": lambda: signed().rsplit(".", 1)[0] + "." + part((2**2048 - 1).to_bytes(256)),
    "a longer signature": lambda: signed().rsplit(".", 1)[0] + "." + part(b"\x00" + b"\x01" * 256),
    "claims that are a list": lambda: jwt.api_jws.PyJWS().encode(b"[]", KEY, algorithm="RS256", headers={"kid": "k"}),
    "claims that are not JSON": lambda: jwt.api_jws.PyJWS().encode(b"{", KEY, algorithm="RS256", headers={"kid": "k"}),
    "a critical extension": lambda: signed(crit=["exp"]),
    "nothing": lambda: "",
    "dots": lambda: "..",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forgery_is_refused(how: str) -> None:
    assert not ours_accepts(FORGED[how]())


@settings(max_examples=300, deadline=None)
@given(position=st.integers(0, 10_000), character=st.sampled_from("AZaz09-_.=+/ \n"))
def test_one_changed_character_is_refused(position: int, character: str) -> None:
    token = signed()
    place = position % len(token)
    changed = token[:place] + character + token[place + 1 :]
    if changed != token:
        assert not ours_accepts(changed)


@pytest.mark.parametrize(
    "key",
    [
        jwk(kty="EC"),
        jwk(use="enc"),
        jwk(alg="RS512"),
        jwk(n="AQAB"),
        jwk(e="AQ"),
        jwk(n=part((2**1023 + 1).to_bytes(128))),
        {},
    ],
)
def test_a_key_that_should_not_sign_is_not_used(key: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        verified_claims(signed(), key)


def test_the_key_is_asked_for_only_for_rs256() -> None:
    assert key_id(signed()) == "k"
    for token in (hs256({"alg": "HS256", "kid": "k"}), signed(kid=""), "x.y.z", ""):
        with pytest.raises(TokenRefused):
            key_id(token)


def check(now: float = NOW, **changed: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    return check_claims(claims, issuer="us", client_id="app", now=now)


def test_good_claims_name_the_subject() -> None:
    assert check() == "somebody"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "them"},
        {"iss": None},
        {"client_id": "other"},
        {"client_id": None},
        {"token_use": "id"},
        {"token_use": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": NOW - 5},
        {"nbf": NOW + 60},
        {"nbf": "later"},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
    ],
)
def test_bad_claims_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        check(**changed)


def test_clocks_may_differ_by_a_few_seconds_and_no_more() -> None:
    assert check(now=NOW + 604) == "somebody"
    with pytest.raises(TokenRefused):
        check(now=NOW + 605)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer é", "Bearer " + "a" * 8193])
def test_a_header_without_a_token_is_refused(header: str | None) -> None:
    with pytest.raises(TokenRefused):
        bearer_token(header)


def test_the_scheme_may_be_written_in_any_case() -> None:
    assert bearer_token("bearer abc") == "abc"
