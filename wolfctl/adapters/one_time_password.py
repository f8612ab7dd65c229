"""The six digits that an authenticator app shows: RFC 6238 with SHA-1 and thirty seconds a step, as Cognito has it."""

import base64
import hashlib
import hmac

STEP_S = 30


def code(secret: str, at: float) -> str:
    """The code of a base32 secret at a moment, in seconds since 1970."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(at // STEP_S).to_bytes(8), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
