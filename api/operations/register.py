"""A sign-in gets its account: a caregiver's with a profile, a person's with the person."""

from uuid import UUID

from api.db import accounts, audit, care, people
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import StateConflict
from api.domain.permissions import Relation


async def register(
    connection: Connection, account_id: UUID, subject: str, name: str, locale: str, time_zone: str, *, caregiver: bool
) -> str:
    """Return who the new account is, as JSON text; `account_id` is new and the transaction's own context."""
    if not await accounts.insert_account(connection, account_id, subject):
        raise StateConflict("This sign-in has an account already.")
    if caregiver:
        await care.save_caregiver(connection, account_id, name, locale)
    else:
        person = await people.found_person(connection, name, locale, time_zone, None, Relation.SELF)
        await audit.note(connection, person, Audited.PERSON_FOUNDED)
    return await accounts.describe_account(connection, account_id)
