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


class RewrappingService(KeyService, Protocol):
    """Wraps data keys anew, for whoever rotates keys."""

    async def rewrap(self, wrapped: bytes) -> bytes:
        """Return the same data key wrapped by what the key is now made of."""


class FieldCipher:
    """Seals and opens values, and makes the blind index under which an equal value is found again.

    Of several keys `sealing` and `indexing` name the ones in use, the newest unless told; the others open and find.
    """

    def __init__(
        self,
        keys: Mapping[int, bytes],
        index_keys: Mapping[int, bytes],
        *,
        sealing: int | None = None,
        indexing: int | None = None,
    ) -> None:
        self._keys = dict(keys)
        self._index_keys = dict(index_keys)
        self.sealing = max(keys) if sealing is None else sealing
        self.indexing = max(index_keys) if indexing is None else indexing

    def seal(self, text: str, field: str, owner: UUID) -> str:
        """Return the value to store for a text; `field` is table.column, `owner` whose row it is."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AES.new(self._keys[self.sealing], AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
        cipher.update(place(field, owner))
        sealed, tag = cipher.encrypt_and_digest(text.encode())
        return f"{VERSION}.{self.sealing}.{base64.b64encode(nonce + tag + sealed).decode()}"

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
        return _digest(self._index_keys[self.indexing], text, field)

    def indexes(self, text: str, field: str) -> list[bytes]:
        """Return every index under which a text may be kept while one key takes over from another, today's first."""
        others = [key for key_id, key in self._index_keys.items() if key_id != self.indexing]
        return [self.index(text, field), *(_digest(key, text, field) for key in others)]

    def is_current(self, stored: str) -> bool:
        """Tell whether a sealed value lies under the key in use."""
        return stored.startswith(f"{VERSION}.{self.sealing}.")


def is_sealed(stored: str) -> bool:
    """Tell a sealed value from one that was stored before values were sealed; nobody writes or dials so."""
    return SEALED.fullmatch(stored) is not None


def _digest(key: bytes, text: str, field: str) -> bytes:
    return hmac.digest(key, f"{field}\n{text}".encode(), hashlib.sha256)


def place(field: str, owner: UUID) -> bytes:
    """Return what a value is bound to."""
    return f"{field}\n{owner}".encode()
