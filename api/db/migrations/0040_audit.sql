-- Who saw or changed whose record. An entry is written in the transaction of the access or change; a change is chained
-- as that transaction commits, a mere look by the sealer within a second, so that looks never queue behind one another.
-- No foreign keys: a check of one would lock and write the person's row at every look.
CREATE TABLE audit_pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id uuid NOT NULL,
  account_id uuid DEFAULT current_account(), -- none: the system itself
  action text NOT NULL CHECK (action ~ '^[a-z_]{1,40}$'),
  object_id text CHECK (object_id ~ '^[0-9A-Za-z-]{1,64}$'),
  changes boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_pending_person ON audit_pending (person_id, id);

-- Every hash covers the entry and the hash before it; the first follows 32 zero bytes.
CREATE TABLE audit (
  person_id uuid NOT NULL,
  seq bigint NOT NULL,
  account_id uuid,
  action text NOT NULL,
  object_id text,
  at timestamptz NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (person_id, seq)
);

-- Where each chain ends, so that a shortened one is noticed, and how far its end was written to the log.
CREATE TABLE audit_head (
  person_id uuid PRIMARY KEY,
  last_seq bigint NOT NULL,
  last_hash bytea NOT NULL,
  told_seq bigint NOT NULL DEFAULT 0
);
CREATE INDEX audit_head_untold ON audit_head (person_id) WHERE told_seq < last_seq;

-- The same bytes as api.domain.audit makes of an entry.
CREATE FUNCTION audit_hash(previous bytea, entry audit_pending, seq bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
  RETURN sha256(previous || convert_to(concat_ws(E'\n',
    entry.person_id, seq, coalesce(entry.account_id::text, ''), entry.action, coalesce(entry.object_id, ''),
    (extract(epoch FROM entry.at) * 1000000)::bigint), 'UTF8'));

-- Chains what is pending of a person. Its owner's rights, for nobody else may write to a chain; the worker's role is
-- lent as in care_circle().
CREATE FUNCTION audit_seal(of_person uuid, waiting boolean) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    head audit_head;
    entry audit_pending;
    sealed integer := 0;
  BEGIN
    PERFORM set_config('app.role', 'worker', true);
    PERFORM FROM audit_head WHERE person_id = of_person;
    IF NOT FOUND THEN -- an insert with a conflict would wait for whoever holds the row
      INSERT INTO audit_head (person_id, last_seq, last_hash) VALUES (of_person, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
    END IF;
    IF waiting THEN
      SELECT * INTO head FROM audit_head WHERE person_id = of_person FOR UPDATE;
    ELSE
      SELECT * INTO head FROM audit_head WHERE person_id = of_person FOR UPDATE SKIP LOCKED;
    END IF;
    IF head.person_id IS NOT NULL THEN
      FOR entry IN
        WITH taken AS (DELETE FROM audit_pending WHERE person_id = of_person RETURNING *)
        SELECT * FROM taken ORDER BY id
      LOOP
        head.last_seq := head.last_seq + 1;
        head.last_hash := audit_hash(head.last_hash, entry, head.last_seq);
        INSERT INTO audit (person_id, seq, account_id, action, object_id, at, hash)
          VALUES (of_person, head.last_seq, entry.account_id, entry.action, entry.object_id, entry.at, head.last_hash);
        sealed := sealed + 1;
      END LOOP;
      IF sealed > 0 THEN
        UPDATE audit_head SET last_seq = head.last_seq, last_hash = head.last_hash WHERE person_id = of_person;
      END IF;
    END IF;
    PERFORM set_config('app.role', callers_role, true);
    RETURN sealed;
  END $$;

CREATE FUNCTION audit_seal_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM audit_seal(NEW.person_id, true);
    RETURN NULL;
  END $$;

CREATE CONSTRAINT TRIGGER seal_change AFTER INSERT ON audit_pending DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.changes) EXECUTE FUNCTION audit_seal_change();

-- One pass of the sealer: it never waits for a writer, and says how many entries it chained and which ends are new.
CREATE FUNCTION audit_seal_pending(most integer) RETURNS TABLE (sealed integer, heads text[])
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    person uuid;
  BEGIN
    PERFORM set_config('app.role', 'worker', true);
    sealed := 0;
    FOR person IN SELECT DISTINCT p.person_id FROM audit_pending p ORDER BY 1 LIMIT most LOOP
      sealed := sealed + audit_seal(person, false);
    END LOOP;
    WITH untold AS (
      SELECT h.person_id FROM audit_head h WHERE h.told_seq < h.last_seq LIMIT most FOR UPDATE SKIP LOCKED
    ), told AS (
      UPDATE audit_head h SET told_seq = h.last_seq FROM untold u WHERE h.person_id = u.person_id
      RETURNING encode(h.last_hash, 'hex') AS hash
    )
    SELECT coalesce(array_agg(t.hash), '{}') INTO heads FROM told t;
    PERFORM set_config('app.role', callers_role, true);
    RETURN NEXT;
  END $$;

-- The people whose audit the caller may read: themselves, and those whose manager they are.
CREATE FUNCTION people_i_answer_for() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (
    SELECT coalesce(array_agg(person_id), '{}') FROM care_relation
    WHERE account_id = current_account() AND role IN ('self', 'manager')
      AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  );

-- A page of a person's audit, newest first, with the names behind the accounts, which are not the caller's to read.
CREATE FUNCTION audit_page(of_person uuid, before bigint, most integer)
  RETURNS TABLE (seq bigint, at timestamptz, action text, object_id text, account_id uuid, name text)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
  BEGIN
    IF NOT of_person = ANY (people_i_answer_for()) THEN
      RETURN;
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    RETURN QUERY
      SELECT a.seq, a.at, a.action, a.object_id, a.account_id, coalesce(c.name, (
        SELECT p.name FROM care_relation r JOIN person p ON p.id = r.person_id
        WHERE r.account_id = a.account_id AND r.role = 'self' LIMIT 1))
      FROM audit a LEFT JOIN caregiver c ON c.account_id = a.account_id
      WHERE a.person_id = of_person AND a.seq < before ORDER BY a.seq DESC LIMIT most;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

ALTER TABLE audit_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_pending FORCE ROW LEVEL SECURITY;
-- Whoever was ever related to a person may leave notes about them: a past caregiver still has an inbox that tells of them.
CREATE POLICY my_own_about_people_i_know ON audit_pending FOR INSERT WITH CHECK (
  account_id = current_account() AND EXISTS (
    SELECT FROM care_relation r WHERE r.account_id = current_account() AND r.person_id = audit_pending.person_id));
CREATE POLICY of_workers ON audit_pending USING (is_worker());

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY of_whom_i_answer_for ON audit FOR SELECT USING (person_id = ANY ((SELECT people_i_answer_for())::uuid[]));
CREATE POLICY of_workers ON audit USING (is_worker());

ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workers ON audit_head USING (is_worker());

REVOKE EXECUTE ON FUNCTION audit_seal, audit_seal_pending FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_seal, audit_seal_pending TO alphawolf_access;
GRANT SELECT, INSERT ON audit_pending TO alphawolf_access;
GRANT SELECT ON audit, audit_head TO alphawolf_access;
