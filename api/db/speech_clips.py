"""Clips of speech: which there are, when they were used and renewed. What they say is in no column."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from api.db.audit import noting
from api.db.care import VALID_NOW
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.clips import KEPT, RENEWED_AFTER, Audio, Clip
from api.domain.voices import Liked

COLUMNS = "key, content_type, bytes, source, duration_s, made_at, refreshed_at"


async def speech_of(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, Liked, str]:
    """Return the account's relation to a person, how the person likes to speak, and their locale.

    It is noted in the audit: whoever lets a person's voice speak has seen how they like it.
    """
    row = await connection.fetchrow(
        f"""
        WITH seen AS (
          SELECT r.person_id, r.role, p.voice, p.speech_language, p.speech_rate, p.speech_pitch, p.locale
          FROM care_relation r JOIN person p ON p.id = r.person_id
          WHERE r.account_id = $1 AND r.person_id = $2 AND {VALID_NOW}
        ), {noting(Audited.SPEECH_READ, "person_id", "seen")}
        SELECT role, voice, speech_language, speech_rate, speech_pitch, locale FROM seen
        """,
        account_id,
        person_id,
    )
    return (None, Liked(), "en") if row is None else (row[0], Liked(*row[1:5]), row[5])


async def liked_by(connection: Connection, person_id: UUID) -> tuple[Liked, str] | None:
    """Return how a person likes to speak, and their locale."""
    row = await connection.fetchrow(
        "SELECT voice, speech_language, speech_rate, speech_pitch, locale FROM person WHERE id = $1", person_id
    )
    return None if row is None else (Liked(*row[:4]), row[4])


async def find_clip(connection: Connection, person_id: UUID, key: str) -> Clip | None:
    """Return what is known of a clip."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM speech_clips WHERE user_id = $1 AND key = $2", person_id, key
    )
    return None if row is None else Clip(*row)


async def use_clip(connection: Connection, person_id: UUID, key: str, now: datetime) -> Clip | None:
    """Count a use of a clip, and return what is known of it."""
    row = await connection.fetchrow(
        f"""
        UPDATE speech_clips SET uses = uses + 1, last_used = $3 WHERE user_id = $1 AND key = $2 RETURNING {COLUMNS}
        """,
        person_id,
        key,
        now,
    )
    return None if row is None else Clip(*row)


async def keep_warm(connection: Connection, person_id: UUID, key: str, now: datetime) -> Clip | None:
    """Let a clip count as in use without having been heard, and return what is known of it."""
    row = await connection.fetchrow(
        f"UPDATE speech_clips SET last_used = $3 WHERE user_id = $1 AND key = $2 RETURNING {COLUMNS}",
        person_id,
        key,
        now,
    )
    return None if row is None else Clip(*row)


async def try_lock_clip(connection: Connection, person_id: UUID, key: str) -> bool:
    """Let one transaction of all processes make a clip at a time; return whether it is this one."""
    locked: bool = await connection.fetchval(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 70))", f"{person_id}/{key}"
    )
    return locked


async def save_clip(
    connection: Connection, person_id: UUID, key: str, audio: Audio, now: datetime, *, uses: int
) -> Clip:
    """Note a clip that is in the store now, in the place of one that was made before."""
    rows = await connection.fetch(
        f"""
        INSERT INTO speech_clips
          (user_id, key, content_type, bytes, source, duration_s, uses, made_at, last_used, refreshed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)
        ON CONFLICT (user_id, key) DO UPDATE SET
          content_type = excluded.content_type, bytes = excluded.bytes, source = excluded.source,
          duration_s = excluded.duration_s, uses = speech_clips.uses + excluded.uses, made_at = excluded.made_at,
          last_used = excluded.last_used, refreshed_at = excluded.refreshed_at
        RETURNING {COLUMNS}
        """,
        person_id,
        key,
        audio.content_type,
        len(audio.content),
        audio.source,
        audio.duration_s,
        uses,
        now,
    )
    return Clip(*rows[0])


async def to_renew(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, str, str]]:
    """Return person, key and content type of clips in use that were not renewed for a while, the oldest first."""
    rows = await connection.fetch(
        """
        SELECT user_id, key, content_type FROM speech_clips
        WHERE refreshed_at <= $1 AND refreshed_at > $2 AND last_used > $2 ORDER BY refreshed_at LIMIT $3
        """,
        now - RENEWED_AFTER,
        now - KEPT,
        most,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def mark_renewed(connection: Connection, clips: Sequence[tuple[UUID, str]], now: datetime) -> None:
    """Note when clips were renewed."""
    await connection.execute(
        """
        UPDATE speech_clips c SET refreshed_at = $3 FROM unnest($1::uuid[], $2::text[]) AS n (user_id, key)
        WHERE c.user_id = n.user_id AND c.key = n.key
        """,
        [person for person, _ in clips],
        [key for _, key in clips],
        now,
    )


async def forget_clips(connection: Connection, clips: Sequence[tuple[UUID, str]]) -> None:
    """Forget clips that the store does not have."""
    await connection.execute(
        """
        DELETE FROM speech_clips c USING unnest($1::uuid[], $2::text[]) AS n (user_id, key)
        WHERE c.user_id = n.user_id AND c.key = n.key
        """,
        [person for person, _ in clips],
        [key for _, key in clips],
    )


async def forget_expired(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, str]]:
    """Forget clips that were renewed too long ago for the store to have them, and return person and key."""
    rows = await connection.fetch(
        """
        DELETE FROM speech_clips WHERE (user_id, key) IN (
          SELECT user_id, key FROM speech_clips WHERE refreshed_at <= $1 ORDER BY refreshed_at LIMIT $2)
        RETURNING user_id, key
        """,
        now - KEPT,
        most,
    )
    return [(row[0], row[1]) for row in rows]


async def claim_warmup(connection: Connection, now: datetime, lease: timedelta) -> tuple[UUID, datetime] | None:
    """Return a person whose phrases are due, and until when the work on them is this caller's."""
    row = await connection.fetchrow(
        """
        UPDATE speech_warmups SET due_at = $2 WHERE person_id = (
          SELECT person_id FROM speech_warmups WHERE due_at <= $1 ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 1)
        RETURNING person_id, due_at
        """,
        now,
        now + lease,
    )
    return None if row is None else (row[0], row[1])


async def finish_warmup(connection: Connection, person_id: UUID, claimed: datetime, again_at: datetime) -> None:
    """Note that a person's phrases are made, unless it was asked for again since they were claimed."""
    await connection.execute(
        "UPDATE speech_warmups SET due_at = $3 WHERE person_id = $1 AND due_at = $2", person_id, claimed, again_at
    )


async def words_of_symbols(connection: Connection, locale: str) -> tuple[dict[str, str], list[str]]:
    """Return what each symbol of the vocabulary says in a locale, and what the urgent ones say."""
    rows = await connection.fetch(
        """
        SELECT s.id, coalesce(l.vocalization, l.label) AS words, s.category = 'urgent' AS urgent
        FROM symbol s JOIN symbol_label l ON l.symbol_id = s.id WHERE l.locale = $1 ORDER BY s.position, s.id
        """,
        locale,
    )
    return {row["id"]: row["words"] for row in rows}, [row["words"] for row in rows if row["urgent"]]
