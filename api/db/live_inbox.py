"""What has come into many inboxes at once, and whose access has ended: for the process that holds their sockets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.care import VALID_NOW
from api.db.pool import Connection

INBOX, RELATION_ENDED = "inbox", "relation_ended"


@dataclass(frozen=True, slots=True)
class Shared:
    """One notification as several recipients get it.

    `places` are the recipients' positions in what was asked for, `seqs` their own numbers of it; `rest` is what follows
    the number in the frame, JSON text to its closing brace.
    """

    places: list[int]
    seqs: list[int]
    rest: str


async def news(
    connection: Connection, accounts: Sequence[UUID], after: Sequence[int], most: int
) -> tuple[list[Shared], list[int]]:
    """Return what has come to each account after its number, at most so many to each, and who may have more.

    It runs as the system itself, for one query an account would cost more than all else; so it asks by itself what
    row-level security asks of an account's own queries: that the person is still theirs to see.
    """
    rows = await connection.fetch(
        f"""
        WITH found AS (
          SELECT w.place, i.* FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS w (account_id, after, place)
          CROSS JOIN LATERAL (
            SELECT i.seq, i.person_id, i.kind, i.alert_id, i.at, i.body FROM inbox i
            WHERE i.recipient = w.account_id AND i.seq > w.after AND EXISTS (
              SELECT 1 FROM care_relation r
              WHERE r.account_id = w.account_id AND r.person_id = i.person_id AND {VALID_NOW})
            ORDER BY i.seq LIMIT $3) i
        )
        SELECT array_agg(place::int - 1), array_agg(seq),
          substr(json_build_object('kind', kind, 'alert_id', alert_id, 'at', at, 'body', body)::text, 2)
        FROM found GROUP BY kind, alert_id, at, body
        """,
        accounts,
        after,
        most,
    )
    shared = [Shared(*row) for row in rows]
    counts: dict[int, int] = {}
    for one in shared:
        for place in one.places:
            counts[place] = counts.get(place, 0) + 1
    return shared, [place for place, count in counts.items() if count >= most]


async def ended_since(connection: Connection, accounts: Sequence[UUID], since: Sequence[datetime]) -> list[UUID]:
    """Return the accounts that have lost somebody whom they could see since their times; by the database's clock."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT a.account_id FROM unnest($1::uuid[], $2::timestamptz[]) AS a (account_id, since)
        JOIN care_relation ended ON ended.account_id = a.account_id
          AND ended.valid_to > a.since AND ended.valid_to <= now()
        WHERE NOT EXISTS (
          SELECT 1 FROM care_relation r
          WHERE r.account_id = a.account_id AND r.person_id = ended.person_id AND {VALID_NOW})
        """,
        accounts,
        since,
    )
    return [row["account_id"] for row in rows]
