"""Text messages: how many went out today, the codes that answer them, and those that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Texter:
    """An account whose number a text message came from, and its language."""

    account_id: UUID
    locale: str


async def count_texts(connection: Connection, more: int) -> int:
    """Count text messages about to be sent and return how many it are today (UTC), those included."""
    sent: int = await connection.fetchval(
        """
        INSERT INTO texts_sent AS t (day, sent) VALUES ((now() AT TIME ZONE 'UTC')::date, $1)
        ON CONFLICT (day) DO UPDATE SET sent = t.sent + excluded.sent RETURNING sent
        """,
        more,
    )
    return sent


async def reply_code(connection: Connection, account_id: UUID, alert_id: UUID) -> int:
    """Return the number that stands for an alert in an account's text messages: the lowest that is free.

    Codes of alerts that have been over for a week are free again: a late answer must not hit another call.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 5))", str(account_id))
    await connection.execute(
        """
        DELETE FROM reply_codes r USING alerts a
        WHERE r.account_id = $1 AND a.id = r.alert_id AND a.closed_at < now() - interval '7 days'
        """,
        account_id,
    )
    code: int = await connection.fetchval(
        """
        INSERT INTO reply_codes (account_id, code, alert_id, person_id)
        SELECT $1, (
          SELECT c FROM generate_series(1, 9999) c
          WHERE NOT EXISTS (SELECT FROM reply_codes r WHERE r.account_id = $1 AND r.code = c) ORDER BY c LIMIT 1),
          a.id, a.person_id
        FROM alerts a WHERE a.id = $2
        ON CONFLICT (account_id, alert_id) DO UPDATE SET made_at = now() RETURNING code
        """,
        account_id,
        alert_id,
    )
    return code


async def is_known_text(connection: Connection, message_id: str) -> bool:
    """Tell whether a text message was acted on before."""
    known: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM inbound_texts WHERE message_id = $1)", message_id
    )
    return known


async def is_new_text(connection: Connection, message_id: str) -> bool:
    """Note that a text message came in; return False if it had come before."""
    status = await connection.execute(
        "INSERT INTO inbound_texts (message_id) VALUES ($1) ON CONFLICT DO NOTHING", message_id
    )
    return status == "INSERT 0 1"


async def texters(connection: Connection, indexes: Sequence[bytes], *, proved: bool) -> list[Texter]:
    """Return the accounts that have a number, or have proved it to be theirs; mostly one.

    `indexes` are all under which the number may be kept.
    """
    rows = await connection.fetch(
        """
        SELECT m.account_id, coalesce(c.locale, 'en') FROM contact_methods m
        LEFT JOIN caregiver c ON c.account_id = m.account_id
        WHERE m.channel = 'sms' AND m.address_index = ANY ($1::bytea[]) AND (m.verified_at IS NOT NULL OR NOT $2)
        ORDER BY m.account_id
        """,
        indexes,
        proved,
    )
    return [Texter(*row) for row in rows]


async def texted_alerts(connection: Connection, accounts: Sequence[UUID], code: int | None) -> list[tuple[UUID, UUID]]:
    """Return (account, alert) of a code, the newest first; without a code of every alert that is not over."""
    rows = await connection.fetch(
        """
        SELECT r.account_id, r.alert_id FROM reply_codes r JOIN alerts a ON a.id = r.alert_id
        WHERE r.account_id = ANY ($1::uuid[])
          AND CASE WHEN $2::integer IS NULL THEN a.state IN ('raised', 'acknowledged', 'unanswered')
              ELSE r.code = $2 END
        ORDER BY r.made_at DESC, r.alert_id
        """,
        accounts,
        code,
    )
    return [(row[0], row[1]) for row in rows]


async def set_stop(connection: Connection, indexes: Sequence[bytes], *, stopped: bool) -> None:
    """Note a STOP or a START of a number, for every account that has it."""
    await connection.execute(
        """
        UPDATE contact_methods SET
          consented_at = CASE WHEN $2 OR stopped_at IS NULL THEN consented_at ELSE now() END,
          stopped_at = CASE WHEN $2 THEN coalesce(stopped_at, now()) END
        WHERE channel = 'sms' AND address_index = ANY ($1::bytea[])
        """,
        indexes,
        stopped,
    )


async def delivery_of_text(connection: Connection, provider_id: str) -> tuple[UUID, str, int | None] | None:
    """Return the delivery that a provider knows by this id, its state and its newest receipt, locked."""
    row = await connection.fetchrow(
        "SELECT id, state, provider_seq FROM deliveries WHERE provider_id = $1 FOR UPDATE", provider_id
    )
    return None if row is None else (row[0], row[1], row[2])


async def save_receipt(connection: Connection, delivery_id: UUID, state: str, seq: int) -> None:
    """Save what a provider's receipt made of a delivery."""
    await connection.execute(
        """
        UPDATE deliveries SET state = $2, provider_seq = greatest(coalesce(provider_seq, $3), $3), updated_at = now()
        WHERE id = $1
        """,
        delivery_id,
        state,
        seq,
    )
