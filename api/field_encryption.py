"""Fields encrypted before they reach the database: AES-256-GCM (NIST SP 800-38D) under data keys that KMS wraps.

A stored value is `v1.<data key>.<base64 of nonce, tag and ciphertext>`. It is bound to its place: a value that was
moved to another column or another owner's row does not open.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from Cryptodome.Cipher import AES

VERSION = "v1"
NONCE_BYTES, TAG_BYTES, KEY_BYTES = 12, 16, 32
# Nonce and tag alone are 40 characters of base64.
SEALED = re.compile(rf"{VERSION}\.\d+\.[A-Za-z0-9+/]{{38,}}={{0,2}}")
# What KMS binds a data key to. It shows in CloudTrail, so it says what for and nothing of whom.
ENCRYPTION_CONTEXT = {"purpose": "alphawolf-fields"}


class FieldError(Exception):
    """A stored value does not open: it was changed, moved, or sealed under a key that is not there."""


class UnknownKey(FieldError):
    """The value names a data key that this cipher does not hold; a newer list of keys may."""


class KeyService(Protocol):
    """Makes and unwraps data keys of 32 bytes under a key that stays where it is."""

    async def new_key(self) -> tuple[bytes, bytes]:
        """Return a new data key, plain and wrapped."""

    async def unwrap(self, wrapped: bytes) -> bytes:
        """Return a wrapped data key, plain."""


class FieldCipher:
    """Seals and opens values, and makes the blind index under which an equal value is found again."""

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes) -> None:
        self._keys = dict(keys)
        self._newest = max(keys)
        self._index_key = index_key

    def seal(self, text: str, field: str, owner: UUID) -> str:
        """Return the value to store for a text; `field` is table.column, `owner` whose row it is."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AES.new(self._keys[self._newest], AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
        cipher.update(place(field, owner))
        sealed, tag = cipher.encrypt_and_digest(text.encode())
        return f"{VERSION}.{self._newest}.{base64.b64encode(nonce + tag + sealed).decode()}"

    def open(self, stored: str, field: str, owner: UUID) -> str:
        """Return the text of a stored value. Raises FieldError, or UnknownKey."""
        try:
            version, key_id, encoded = stored.split(".")
            raw, key = base64.b64decode(encoded, validate=True), self._keys.get(int(key_id))
        except ValueError:
            raise FieldError(f"what is stored in {field} is not a sealed value") from None
        if version != VERSION or key is None:
            raise UnknownKey(f"what is stored in {field} is sealed under a key that is not known here")
        nonce, tag, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:][:TAG_BYTES], raw[NONCE_BYTES + TAG_BYTES :]
        try:
            cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
            cipher.update(place(field, owner))
            return cipher.decrypt_and_verify(sealed, tag).decode()
        except ValueError:
            raise FieldError(f"what is stored in {field} was changed or moved") from None

    def index(self, text: str, field: str) -> bytes:
        """Return the blind index of a text: equal texts of one field have equal ones, and nobody else can make them."""
        return hmac.digest(self._index_key, f"{field}\n{text}".encode(), hashlib.sha256)


def is_sealed(stored: str) -> bool:
    """Tell a sealed value from one that was stored before values were sealed; nobody writes or dials so."""
    return SEALED.fullmatch(stored) is not None


def place(field: str, owner: UUID) -> bytes:
    """Return what a value is bound to."""
    return f"{field}\n{owner}".encode()
