"""A PIN that guards a person's boards against changes: hashed slowly, and guessed at a few times at most."""

import hashlib
import hmac
import re
from datetime import timedelta

_PIN = re.compile(r"[0-9]{4,12}")
# RFC 7914: 16 MB and some 50 ms a guess.
_COST, _BLOCK, _LANES, _MEMORY = 2**14, 8, 1, 64 << 20
FREE_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=24)


def hash_pin(pin: str, salt: bytes) -> bytes:
    """Return the 32 bytes of scrypt (RFC 7914) that are kept instead of a PIN."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY, dklen=32)


def is_pin(pin: str, salt: bytes, kept: bytes) -> bool:
    """Tell whether this is the PIN, in a time that says nothing about it."""
    return bool(_PIN.fullmatch(pin)) and hmac.compare_digest(hash_pin(pin, salt), kept)


def pause_after(failures: int) -> timedelta | None:
    """Return how long no PIN is taken after so many wrong ones in a row: no time at first, then ever longer."""
    if failures < FREE_ATTEMPTS:
        return None
    doublings: int = min(failures - FREE_ATTEMPTS, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
