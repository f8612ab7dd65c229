"""Invitations to care for a person; of a token only the hash is known here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.domain.permissions import Relation


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation as it is sent out; `until` limits the relation, `expires_at` the invitation."""

    id: UUID
    person_id: UUID
    role: Relation
    token_hash: bytes
    invited_by: UUID
    consent: str
    created_at: datetime
    expires_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can still be answered, as the holder of its token sees it."""

    id: UUID
    person_id: UUID
    person_name: str
    role: str
    invited_by: str
    expires_at: datetime
    until: datetime | None
    person_has_account: bool


async def insert_invitation(connection: Connection, new: NewInvitation) -> None:
    """Add an invitation."""
    await connection.execute(
        """
        INSERT INTO invitation (id, person_id, role, token_hash, invited_by, consent, created_at, expires_at,
          relation_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        new.id,
        new.person_id,
        new.role,
        new.token_hash,
        new.invited_by,
        new.consent,
        new.created_at,
        new.expires_at,
        new.until,
    )


async def count_pending(connection: Connection, person_id: UUID) -> int:
    """Return how many invitations of a person can still be answered."""
    count: int = await connection.fetchval(
        "SELECT count(*) FROM invitation WHERE person_id = $1 AND state = 'pending' AND expires_at > now()", person_id
    )
    return count


async def invitations_json(connection: Connection, person_id: UUID, limit: int) -> str:
    """Return, as JSON text, a person's newest invitations; no token is among it."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('invitations', coalesce(json_agg(json_build_object(
          'id', id, 'person_id', person_id, 'role', role, 'consent', consent, 'created_at', created_at,
          'expires_at', expires_at, 'until', relation_until, 'answered_at', answered_at,
          'state', CASE WHEN state = 'pending' AND expires_at <= now() THEN 'expired' ELSE state END)
          ORDER BY created_at DESC, id), '[]'))::text
        FROM (SELECT * FROM invitation WHERE person_id = $1 ORDER BY created_at DESC, id LIMIT $2) newest
        """,
        person_id,
        limit,
    )
    return text


async def withdraw_invitation(connection: Connection, invitation_id: UUID, account_id: UUID) -> tuple[UUID, str] | None:
    """Withdraw a pending invitation; return whom it is about and the state it is in now, None when it is not seen."""
    await connection.execute(
        """
        UPDATE invitation SET state = 'withdrawn', answered_at = now(), answered_by = $2
        WHERE id = $1 AND state = 'pending'
        """,
        invitation_id,
        account_id,
    )
    row = await connection.fetchrow("SELECT person_id, state FROM invitation WHERE id = $1", invitation_id)
    return None if row is None else (row["person_id"], row["state"])


async def open_invitation(connection: Connection, token_hash: bytes) -> OpenInvitation | None:
    """Return the invitation that a token opens; None when it is unknown, answered, withdrawn or expired."""
    row = await connection.fetchrow("SELECT * FROM invitation_of($1)", token_hash)
    return None if row is None else OpenInvitation(*row)


async def answer_invitation(connection: Connection, token_hash: bytes, answer: str) -> UUID | None:
    """Accept or decline as the caller, noted in the audit; return about whom, None when somebody answered meanwhile."""
    person: UUID | None = await connection.fetchval("SELECT answer_invitation($1, $2)", token_hash, answer)
    return person
