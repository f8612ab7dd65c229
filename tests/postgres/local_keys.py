"""Stands in for KMS, which cannot run in these tests: wraps data keys with real AES-GCM under a key of its own."""

import secrets

from Cryptodome.Cipher import AES

from api.db.data_keys import FieldKeys
from api.db.pool import Context, Database
from api.field_encryption import ENCRYPTION_CONTEXT, KEY_BYTES

MASTER = bytes(range(32))


def wrap(plain: bytes, context: dict[str, str]) -> bytes:
    """Return a data key, wrapped and bound to its context."""
    nonce = secrets.token_bytes(12)
    cipher = AES.new(MASTER, AES.MODE_GCM, nonce=nonce)
    cipher.update(repr(sorted(context.items())).encode())
    wrapped, tag = cipher.encrypt_and_digest(plain)
    return nonce + tag + wrapped


def unwrap(wrapped: bytes, context: dict[str, str]) -> bytes:
    """Return a wrapped data key, plain. Raises ValueError."""
    cipher = AES.new(MASTER, AES.MODE_GCM, nonce=wrapped[:12])
    cipher.update(repr(sorted(context.items())).encode())
    return cipher.decrypt_and_verify(wrapped[28:], wrapped[12:28])


class LocalKeys:
    """A key service in this process; `down` lets it fail, `calls` counts what it was asked."""

    def __init__(self) -> None:
        self.down = False
        self.calls = 0

    async def new_key(self) -> tuple[bytes, bytes]:
        """Return a new data key, plain and wrapped."""
        self._answer()
        plain = secrets.token_bytes(KEY_BYTES)
        return plain, wrap(plain, ENCRYPTION_CONTEXT)

    async def unwrap(self, wrapped: bytes) -> bytes:
        """Return a wrapped data key, plain."""
        self._answer()
        return unwrap(wrapped, ENCRYPTION_CONTEXT)

    async def rewrap(self, wrapped: bytes) -> bytes:
        """Return a data key in another wrapping."""
        self._answer()
        return wrap(unwrap(wrapped, ENCRYPTION_CONTEXT), ENCRYPTION_CONTEXT)

    def _answer(self) -> None:
        self.calls += 1
        if self.down:
            raise ConnectionError


def field_keys(database: Database, service: LocalKeys | None = None) -> FieldKeys:
    """Return the field keys of a database."""
    return FieldKeys(lambda: database.transaction(Context.worker()), service or LocalKeys())
