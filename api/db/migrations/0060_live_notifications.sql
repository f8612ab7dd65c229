-- Notifications at once: who is to be woken, how far each account has come, and when a socket's welcome ends.

-- How far an account's devices have acknowledged. Not in inbox_counter, whose row every press of a person locks.
CREATE TABLE inbox_cursor (
  account_id uuid PRIMARY KEY REFERENCES account,
  seq bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE inbox_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_cursor FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON inbox_cursor FOR SELECT USING (account_id = current_account());
CREATE POLICY of_workers ON inbox_cursor USING (is_worker());
GRANT SELECT, INSERT, UPDATE ON inbox_cursor TO alphawolf_access;

-- A payload names accounts alone, and fits into the 8000 bytes of one however many are told.
CREATE FUNCTION wake_recipients() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('inbox', string_agg(recipient::text, ','))
      FROM (SELECT recipient, row_number() OVER () / 200 AS part FROM added) AS numbered GROUP BY part;
    RETURN NULL;
  END $$;
CREATE TRIGGER wake_recipients AFTER INSERT ON inbox REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION wake_recipients();

CREATE FUNCTION tell_of_ended_relation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('relation_ended', new.account_id::text);
    RETURN NULL;
  END $$;
CREATE TRIGGER tell_of_ended_relation AFTER UPDATE OF valid_to ON care_relation
  FOR EACH ROW WHEN (new.valid_to <= clock_timestamp()) EXECUTE FUNCTION tell_of_ended_relation();

-- A socket lives no longer than the sign-in that asked for its ticket.
ALTER TABLE tickets ADD session_until timestamptz;
-- Each handshake sweeps old tickets away; when thousands come back at once it must not read them all.
CREATE INDEX tickets_expires_at ON tickets (expires_at);
CREATE INDEX care_relation_ending ON care_relation (account_id, valid_to) WHERE valid_to IS NOT NULL;
