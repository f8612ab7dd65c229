-- Accounts, the people cared for, their caregivers, and who may see whom.
-- Privileges belong to one role without log-in; `python -m api.db.migrate up` makes the application's role its member.
DO $$ BEGIN
  CREATE ROLE alphawolf_access NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE TABLE account (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  subject text NOT NULL UNIQUE CHECK (length(subject) BETWEEN 1 AND 128),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  locale text NOT NULL DEFAULT 'en',
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE caregiver (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL UNIQUE REFERENCES account,
  name text NOT NULL,
  locale text NOT NULL DEFAULT 'en',
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A person's own account is a relation too (self): so one table answers "whom may this account see?",
-- and no policy has to look through another table that has policies of its own.
CREATE TABLE care_relation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES account,
  person_id uuid NOT NULL REFERENCES person,
  role text NOT NULL CHECK (role IN ('self', 'viewer', 'editor', 'manager')),
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_to timestamptz CHECK (valid_to > valid_from),
  granted_by uuid REFERENCES account
);
CREATE UNIQUE INDEX care_relation_open ON care_relation (account_id, person_id) WHERE valid_to IS NULL;
CREATE INDEX care_relation_person ON care_relation (person_id);

CREATE FUNCTION current_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.account_id', true), '')::uuid;

CREATE FUNCTION is_worker() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.role', true), '') = 'worker';

-- An array, so that a policy computes it once a statement and an index can still be used with it.
CREATE FUNCTION my_people() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (
    SELECT coalesce(array_agg(person_id), '{}') FROM care_relation
    WHERE account_id = current_account() AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  );

-- The others around a person whom the caller may see: needed to tell them, without opening their rows to the caller.
-- The role is lent for one query: a SET clause would say so more shortly, but needs a superuser.
CREATE FUNCTION care_circle(of_person uuid) RETURNS TABLE (account_id uuid, role text, locale text)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
  BEGIN
    IF NOT of_person = ANY (my_people()) THEN
      RETURN;
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    RETURN QUERY
      SELECT r.account_id, r.role, coalesce(c.locale, p.locale)
      FROM care_relation r JOIN person p ON p.id = r.person_id LEFT JOIN caregiver c ON c.account_id = r.account_id
      WHERE r.person_id = of_person AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
      ORDER BY r.account_id;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON person USING (id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON person USING (is_worker());

ALTER TABLE caregiver ENABLE ROW LEVEL SECURITY;
ALTER TABLE caregiver FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON caregiver USING (account_id = current_account());
CREATE POLICY of_workers ON caregiver USING (is_worker());

ALTER TABLE care_relation ENABLE ROW LEVEL SECURITY;
ALTER TABLE care_relation FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON care_relation FOR SELECT USING (account_id = current_account());
CREATE POLICY of_workers ON care_relation USING (is_worker());

GRANT USAGE ON SCHEMA public TO alphawolf_access;
GRANT SELECT, INSERT ON account TO alphawolf_access;
GRANT SELECT, INSERT, UPDATE ON person, caregiver, care_relation TO alphawolf_access;
