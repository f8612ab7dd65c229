"""A code for a telephone number: counted and kept as a hash before it is sent, so that nobody is sent too many."""

from datetime import datetime, timedelta
from uuid import UUID

from api.db import contact_methods
from api.db.contact_methods import NewCode
from api.db.pool import Connection
from api.domain.contact_methods import CODE_LASTS, MOST_METHODS, check_another_code, check_number, code_hash
from api.domain.errors import NotFound, StateConflict
from api.field_encryption import FieldCipher

A_DAY = timedelta(days=1)


async def add_number(
    connection: Connection,
    cipher: FieldCipher,
    caller: UUID,
    number: str,
    method_id: UUID,
    code: str,
    code_id: UUID,
    *,
    now: datetime,
) -> None:
    """Keep a number that the caller consents to be texted at, and a first code for it."""
    check_number(number)
    await contact_methods.lock_contact_methods(connection, caller)
    if await contact_methods.count_contact_methods(connection, caller) >= MOST_METHODS:
        raise StateConflict(f"You have {MOST_METHODS} numbers already; delete one first.")
    if not await contact_methods.insert_number(connection, cipher, caller, method_id, number, now):
        raise StateConflict("You have this number already.")
    await keep_code(connection, caller, method_id, code, code_id, now=now)


async def keep_code_again(
    connection: Connection,
    cipher: FieldCipher,
    caller: UUID,
    number: str,
    code: str,
    code_id: UUID,
    *,
    now: datetime,
) -> bool:
    """Keep a new code for a number whose last one could not be sent, and return whether there is such a number."""
    method_id = await contact_methods.number_without_code(connection, cipher, caller, number)
    if method_id is None:
        return False
    await keep_code(connection, caller, method_id, code, code_id, now=now)
    return True


async def keep_code(
    connection: Connection, caller: UUID, method_id: UUID, code: str, code_id: UUID, *, now: datetime
) -> str:
    """Keep a new code for an unverified number of the caller's and return that number, sealed."""
    await contact_methods.lock_contact_methods(connection, caller)
    method = await contact_methods.contact_method_of(connection, caller, method_id)
    if method is None:
        raise NotFound("There is no such contact method of yours.")
    if method.verified_at is not None:
        raise StateConflict("This number is verified already.")
    check_another_code(now, *await contact_methods.codes_since(connection, caller, now - A_DAY))
    new = NewCode(code_id, code_hash(code, code_id), now, now + CODE_LASTS)
    await contact_methods.insert_code(connection, caller, method_id, new)
    return method.address
