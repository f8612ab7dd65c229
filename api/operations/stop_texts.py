"""A telephone asks for no more text messages, or for them again; who decides about a person learns what that opens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.db import care, escalation_policies, inbox, texts
from api.db.pool import Connection
from api.domain.coverage import Hole
from api.domain.notifications import Kind, notices_to_deciders


async def stop_texts(
    connection: Connection, indexes: Sequence[bytes], accounts: list[UUID], *, stopped: bool, now: datetime
) -> None:
    """Note a STOP or a START for every account with this number; a last number that stops is told of."""
    await texts.set_stop(connection, indexes, stopped=stopped)
    if not stopped:
        return
    for account in accounts:
        for person in await care.relations_of(connection, account):
            around = await escalation_policies.around_person(connection, person, now)
            if account in around.caregivers and not any(each.has_number for each in around.caregivers.values()):
                body = {"warning": Hole.NO_NUMBER.value}
                notices = notices_to_deciders(Kind.COVERAGE, body, around.circle, account)
                await inbox.append_notices(connection, person, now, notices)
