"""What row-level security lets each role do to the rows about one person: one row a table of the schema.

S, I, U, D stand for SELECT, INSERT, UPDATE and DELETE; a role that is not named may do nothing. `row` makes a row about
the person of care_world.py where that does not; it gets its ids as `{names}`. A table without a row here fails
tests/postgres/test_row_security_matrix.py, and so does a policy that allows more or less than is written here.
"""

from dataclasses import dataclass

from tests.postgres.care_world import CALLERS

NO_CONTEXT, WORKER = "no_context", "worker"
ROLES = (NO_CONTEXT, WORKER, *CALLERS)
CIRCLE = ("self", "viewer", "editor", "manager")
SEEING = (*CIRCLE, "break_glass")
DECIDING = ("self", "manager")
ADMINS = ("admin", "break_glass")


@dataclass(frozen=True)
class Wall:
    """One table: what each role may do to the row about the person; `open_` tables hold nothing about anybody."""

    table: str
    may: dict[str, str]
    row: str = ""
    open_: bool = False

    def expected(self, role: str) -> str:
        """Return what a role may do."""
        return self.may.get(role, "")


def wall(table: str, *groups: tuple[tuple[str, ...], str], worker: str, row: str = "") -> Wall:
    """Return the wall around a table; a role of several groups has the letters of the last."""
    return Wall(table, {**{role: may for roles, may in groups for role in roles}, WORKER: worker}, row)


def unwalled(table: str, everybody: str, row: str = "") -> Wall:
    """Return a table that holds nothing about anybody and is the same to every role."""
    return Wall(table, dict.fromkeys(ROLES, everybody), row, open_=True)


WALLS = [
    # Who is who
    unwalled("account", "SI"),
    wall("caregiver", (("viewer",), "SIU"), worker="SIU"),
    wall("person", (ADMINS, "S"), (SEEING, "S"), (DECIDING, "SU"), worker="SIU"),
    wall("care_relation", (("viewer",), "S"), (DECIDING, "SU"), worker="SIU"),
    wall("organisation", (CIRCLE, "S"), (ADMINS, "SIU"), worker="SIU"),
    wall("organisation_admin", (ADMINS, "SIU"), worker="SIU"),
    wall("invitation", (DECIDING, "SIU"), worker="SIU"),
    wall("break_glass_access", (("admin", *DECIDING), "SU"), (("break_glass",), "SIU"), worker="SIU"),
    wall("contact_methods", (("viewer",), "SIUD"), worker="SIUD"),
    wall("contact_code", (("viewer",), "SIU"), worker="SIU"),
    # Symbols, boards, tasks
    unwalled("symbol", "SIU"),
    unwalled("symbol_label", "SIU"),
    wall("symbol_configs", (SEEING, "S"), (CIRCLE, "SI"), worker="SI"),
    wall("boards", (SEEING, "S"), (CIRCLE, "SIU"), worker="SIU"),
    wall(
        "board_sets",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="""
        INSERT INTO board_sets (user_id, id, root_id, fingerprint, package, report)
        SELECT '{person}', gen_random_uuid(), gen_random_uuid(), '', '{{}}', '[]'
        """,
    ),
    wall(
        "board_media",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="INSERT INTO board_media (user_id, sha256, content) SELECT '{person}', sha256(''), ''",
    ),
    wall(
        "board_locks",
        (SEEING, "S"),
        (CIRCLE, "SIUD"),
        worker="SIUD",
        row="""
        INSERT INTO board_locks (user_id, salt, pin_hash, locked_by) SELECT '{person}', '', '', '{viewer}'
        """,
    ),
    wall("tasks", (SEEING, "S"), (CIRCLE, "SIU"), worker="SIU"),
    wall(
        "task_events",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="""
        INSERT INTO task_events (task_id, id, user_id, occurrence_at, event, at)
        SELECT id, gen_random_uuid(), user_id, now(), 'done', now() FROM tasks WHERE user_id = '{person}' LIMIT 1
        """,
    ),
    wall(
        "task_templates",
        (("viewer",), "SID"),
        worker="SID",
        row="""
        INSERT INTO task_templates (id, account_id, title, body) SELECT gen_random_uuid(), '{viewer}', 'x', '{{}}'
        """,
    ),
    wall(
        "logs",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="""
        INSERT INTO logs (user_id, account_id, "timestamp", id, event)
        SELECT '{person}', '{viewer}', now(), gen_random_uuid(), 'button'
        """,
    ),
    # Speech: the system alone makes clips and forgets them
    wall(
        "speech_clips",
        (SEEING, "SU"),
        worker="SIUD",
        row="""
        INSERT INTO speech_clips (user_id, key, content_type, bytes, source, made_at, last_used, refreshed_at)
        SELECT '{person}', repeat('k', 43), 'audio/wav', 1, 'espeak', now(), now(), now()
        """,
    ),
    wall("speech_warmups", (SEEING, "SIU"), worker="SIU"),
    # Who saw what: the sealer alone writes the chain
    wall(
        "audit_pending",
        (("viewer",), "I"),
        worker="SI",
        row="""
        INSERT INTO audit_pending (person_id, account_id, action, changes) SELECT '{person}', '{viewer}', 'x', false
        """,
    ),
    wall(
        "audit",
        (DECIDING, "S"),
        worker="S",
        row="INSERT INTO audit (person_id, seq, action, at, hash) SELECT '{person}', 1, 'x', now(), ''",
    ),
    wall(
        "audit_head",
        worker="S",
        row="INSERT INTO audit_head (person_id, last_seq, last_hash) SELECT '{person}', 0, ''",
    ),
    wall("data_keys", worker="SIU", row="INSERT INTO data_keys (purpose, wrapped) SELECT 'field', ''"),
    # Alerts and their way
    wall("alerts", (SEEING, "S"), (CIRCLE, "SIU"), worker="SIU"),
    wall(
        "alert_presses",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="""
        INSERT INTO alert_presses (id, alert_id, person_id, pressed_by, idempotency_key, severity, sentence, symbols,
          pressed_at, received_at)
        SELECT gen_random_uuid(), '{alert}', '{person}', '{viewer}', 'k', 'need', 'Help.', '{{}}', now(), now()
        """,
    ),
    wall(
        "alert_events",
        (SEEING, "S"),
        (CIRCLE, "SI"),
        worker="SI",
        row="INSERT INTO alert_events (alert_id, person_id, event, source) SELECT '{alert}', '{person}', 'x', 'x'",
    ),
    wall(
        "idempotency",
        (("viewer",), "SIU"),
        worker="SIU",
        row="INSERT INTO idempotency (account_id, key, request_hash) SELECT '{viewer}', 'k', ''",
    ),
    wall("escalation_policies", (SEEING, "S"), (("manager",), "SI"), worker="SI"),
    wall("covers", (SEEING, "SIU"), worker="SIU"),
    wall(
        "reply_codes",
        worker="SIUD",
        row="""
        INSERT INTO reply_codes (account_id, code, alert_id, person_id) SELECT '{viewer}', 1, '{alert}', '{person}'
        """,
    ),
    unwalled("inbound_texts", "SI", row="INSERT INTO inbound_texts (message_id) SELECT '{viewer}'"),
    unwalled("texts_sent", "SIU", row="INSERT INTO texts_sent (day, sent) SELECT '2000-01-01', 0"),
    unwalled("outbox", "SIU", row="INSERT INTO outbox (alert_id, event) SELECT '{alert}', 'raised'"),
    unwalled("inbox_counter", "SIU", row="INSERT INTO inbox_counter SELECT '{viewer}', 1"),
    wall(
        "inbox_cursor",
        (("viewer",), "S"),
        worker="SIU",
        row="INSERT INTO inbox_cursor (account_id, seq) SELECT '{viewer}', 1",
    ),
    wall(
        "inbox",
        (SEEING, "I"),
        (("viewer",), "SI"),
        worker="SIU",
        row="""
        INSERT INTO inbox (recipient, seq, person_id, kind, body, at)
        SELECT '{viewer}', 1, '{person}', 'x', '{{}}', now()
        """,
    ),
    wall(
        "deliveries",
        (SEEING, "S"),
        (CIRCLE, "SIU"),
        worker="SIU",
        row="""
        INSERT INTO deliveries (outbox_id, alert_id, person_id, recipient, seq, channel)
        SELECT max(id), '{alert}', '{person}', '{viewer}', 1, 'sms' FROM outbox
        """,
    ),
    wall(
        "connections",
        worker="SIUD",
        row="INSERT INTO connections (connection_id, account_id) SELECT '{viewer}', '{viewer}'",
    ),
    wall(
        "tickets",
        (("viewer",), "I"),
        worker="SIUD",
        row="""
        INSERT INTO tickets (ticket_hash, account_id, expires_at) SELECT '{viewer}'::text::bytea, '{viewer}', now()
        """,
    ),
    unwalled(
        "dead_letters", "SI", row="INSERT INTO dead_letters (message_id, receives, body_hash) SELECT '{viewer}', 3, ''"
    ),
    unwalled("schema_migrations", ""),
]
