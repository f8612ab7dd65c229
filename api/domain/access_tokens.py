"""The rules for an access token, and RS256 with nothing but the standard library.

The API verifies signatures with PyJWT; the authorizer's zip cannot carry it and uses `verified_claims` below.
Both apply `check_claims`.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, TypeGuard

from api.domain.errors import TokenRefused

CLOCK_SKEW_S = 5
LONGEST_TOKEN = 8192
# RFC 8017 §9.2, note 1: the DER prefix of a SHA-256 DigestInfo.
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
SMALLEST_MODULUS_BYTES = 256


def check_claims(claims: Mapping[str, Any], *, issuer: str, client_id: str, now: float) -> str:
    """Return the subject of an access token of ours that is still valid; `now` in seconds since 1970.

    Cognito's access tokens carry no audience; the client is in `client_id`.
    """
    if claims.get("iss") != issuer:
        raise TokenRefused("The token comes from another issuer.")
    if claims.get("token_use") != "access":
        raise TokenRefused("This is not an access token.")
    if claims.get("client_id") != client_id:
        raise TokenRefused("The token was issued to another client.")
    expires, not_before = claims.get("exp"), claims.get("nbf", 0)
    if not is_number(expires) or not is_number(not_before):
        raise TokenRefused("The token has no expiry.")
    if now >= expires + CLOCK_SKEW_S:
        raise TokenRefused("The token has expired; sign in again.")
    if now + CLOCK_SKEW_S < not_before:
        raise TokenRefused("The token is not valid yet.")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise TokenRefused("The token names nobody.")
    return subject


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a JSON value is a number; JSON's true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def bearer_token(header: str | None) -> str:
    """Return the token of an Authorization header."""
    scheme, _, token = (header or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused("Send the access token as 'Authorization: Bearer <token>'.")
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise TokenRefused("The token is malformed.")
    return token


def key_id(token: str) -> str:
    """Return the `kid` of a token's header, refusing every algorithm but RS256 before any key is looked at."""
    header = parse_json(decode_part(token.split(".")[0]))
    if header.get("alg") != "RS256":
        raise TokenRefused("The token is not signed with RS256.")
    if "crit" in header:
        raise TokenRefused("The token demands an extension that is not understood.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("The token does not name its key.")
    return kid


def claimed_issuer(token: str) -> str:
    """Return the issuer that a token names, which only says whose keys to check it with: nothing in it is believed."""
    parts = token.split(".")
    issuer = parse_json(decode_part(parts[1])).get("iss") if len(parts) == 3 else None
    if not isinstance(issuer, str):
        raise TokenRefused("The token does not name its issuer.")
    return issuer


def verified_claims(token: str, key: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims of a token whose signature verifies under an RSA JSON Web Key.

    RFC 8017 §8.2.2: the expected encoded message is built and compared whole, so no parsing of padding can be fooled.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRefused("The token is malformed.")
    key_id(token)
    modulus, exponent = public_numbers(key)
    size = (modulus.bit_length() + 7) // 8
    signature = decode_part(parts[2])
    if len(signature) != size or int.from_bytes(signature) >= modulus:
        raise TokenRefused("The token's signature does not verify.")
    digest = hashlib.sha256(f"{parts[0]}.{parts[1]}".encode()).digest()
    filler = b"\xff" * (size - 3 - len(SHA256_PREFIX) - len(digest))
    expected = b"\x00\x01" + filler + b"\x00" + SHA256_PREFIX + digest
    message = pow(int.from_bytes(signature), exponent, modulus).to_bytes(size)
    if not hmac.compare_digest(message, expected):
        raise TokenRefused("The token's signature does not verify.")
    return parse_json(decode_part(parts[1]))


def public_numbers(key: Mapping[str, Any]) -> tuple[int, int]:
    """Return modulus and exponent of an RSA key that may sign."""
    if key.get("kty") != "RSA" or key.get("use", "sig") != "sig" or key.get("alg", "RS256") != "RS256":
        raise TokenRefused("The token names a key that does not sign tokens.")
    modulus = int.from_bytes(decode_part(str(key.get("n", ""))))
    exponent = int.from_bytes(decode_part(str(key.get("e", ""))))
    if modulus.bit_length() < SMALLEST_MODULUS_BYTES * 8 or exponent < 3 or exponent % 2 == 0:
        raise TokenRefused("The token names a key that is too weak.")
    return modulus, exponent


def decode_part(part: str) -> bytes:
    """Decode base64url without padding, in its one canonical spelling."""
    try:
        decoded = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenRefused("The token is malformed.") from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != part:
        raise TokenRefused("The token is malformed.")
    return decoded


def parse_json(data: bytes) -> dict[str, Any]:
    """Parse a JSON object."""
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        raise TokenRefused("The token is malformed.") from None
    if not isinstance(parsed, dict):
        raise TokenRefused("The token is malformed.")
    return parsed
