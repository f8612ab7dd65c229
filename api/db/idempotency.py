"""Requests that were answered before: the same key gets the same answer."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.db.pool import Connection
from api.domain.errors import KeyReused
from api.field_encryption import FieldCipher

ANSWER = "idempotency.answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """An earlier request under a key, and its answer as JSON text."""

    request_hash: bytes
    answer: str


async def claim(connection: Connection, account_id: UUID, key: str, request_hash: bytes) -> Answered | None:
    """Claim a key for this transaction, or return what was answered under it before.

    The claim waits for a concurrent transaction with the same key. Counting the replay is not vanity: a write makes
    this commit wait for the standby, and so everything before it, the first answer's own commit included.
    """
    status = await connection.execute(
        "INSERT INTO idempotency (account_id, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        account_id,
        key,
        request_hash,
    )
    if status == "INSERT 0 1":
        return None
    row = await connection.fetchrow(
        """
        UPDATE idempotency SET replays = replays + 1 WHERE account_id = $1 AND key = $2
        RETURNING request_hash, answer::text
        """,
        account_id,
        key,
    )
    if row is None:
        raise LookupError("an idempotency key vanished between two statements")
    return Answered(*row)


async def answer_before(
    connection: Connection, account_id: UUID, key: str, request_hash: bytes, *others: bytes
) -> str | None:
    """Return the answer given under a key before, None when the key is claimed now. Raises KeyReused.

    `others` are the same request's hashes under keys that leave or come.
    """
    answered = await claim(connection, account_id, key, request_hash)
    if answered is None:
        return None
    if answered.request_hash not in (request_hash, *others):
        raise KeyReused("This Idempotency-Key was used for another request; make a new key for each.")
    return answered.answer


async def keep_answer(connection: Connection, account_id: UUID, key: str, answer: str) -> None:
    """Keep the answer given under a claimed key; `answer` is JSON text."""
    await connection.execute(
        "UPDATE idempotency SET answer = $3::json WHERE account_id = $1 AND key = $2", account_id, key, answer
    )


async def forget_old_answers(connection: Connection) -> int:
    """Forget what was answered more than thirty days ago, and return how much; for the scheduled job alone."""
    forgotten: int = await connection.fetchval("SELECT forget_old_answers()")
    return forgotten


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as JSON text, sealed where it was kept so, and whether it was given before."""

    answer: str
    before: bool


def fingerprint(*parts: object) -> bytes:
    """Return a hash of what is asked for; `parts` are JSON values and what prints itself, such as a UUID."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).digest()


async def once(
    connection: Connection,
    account_id: UUID,
    key: str | None,
    request_hash: bytes,
    make: Callable[[], Awaitable[str]],
    cipher: FieldCipher | None = None,
    other_hashes: Sequence[bytes] = (),
) -> Told:
    """Return what `make` answers, or what was answered under the key before; without a key it is made each time.

    With a cipher the answer is kept sealed, and told sealed when it was given before. Raises KeyReused.
    """
    if key is None:
        return Told(await make(), before=False)
    answered = await answer_before(connection, account_id, key, request_hash, *other_hashes)
    if answered is not None:
        return Told(answered, before=True)
    answer = await make()
    kept = answer if cipher is None else json.dumps(cipher.seal(answer, ANSWER, account_id))
    await keep_answer(connection, account_id, key, kept)
    return Told(answer, before=False)
