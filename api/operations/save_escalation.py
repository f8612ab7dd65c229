"""Who decides about a person says who is called; nothing is saved that would end in silence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.db import audit, care, escalation_policies
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.coverage import check_reach
from api.domain.errors import VersionMismatch
from api.domain.escalation_policy import policy_of
from api.domain.permissions import Action, permit


async def save_escalation(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    document: Mapping[str, Any],
    *,
    expected_version: int | None,
    now: datetime,
) -> int:
    """Save a new version of a policy and return its number; None expects nothing.

    Raises Invalid for a policy whose last step reaches nobody, and VersionMismatch.
    """
    permit(await care.relation_to(connection, caller, person_id), Action.PLAN_CALLS)
    policy = policy_of(document)
    check_reach(policy, await escalation_policies.around_person(connection, person_id, now, policy))
    current = (await escalation_policies.saved_policy(connection, person_id)).version
    if expected_version not in (None, current) or not await escalation_policies.save_policy(
        connection, person_id, current + 1, policy, caller, now
    ):
        raise VersionMismatch("Somebody else has saved this policy meanwhile; load it again.")
    await audit.note(connection, person_id, Audited.ESCALATION_SAVED, person_id)
    return current + 1
