-- Organisations, what is kept of a person, and the wall around who decides about whom.
CREATE TABLE organisation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  -- Symbol sets licensed for non-commercial use alone are refused to a commercial organisation.
  commercial boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organisation_admin (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation,
  account_id uuid NOT NULL REFERENCES account,
  granted_by uuid NOT NULL REFERENCES account,
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_to timestamptz CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX organisation_admin_open ON organisation_admin (organisation_id, account_id) WHERE valid_to IS NULL;
CREATE INDEX organisation_admin_account ON organisation_admin (account_id);

ALTER TABLE person
  ADD COLUMN organisation_id uuid REFERENCES organisation,
  ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
  ADD COLUMN voice text,
  ADD COLUMN quiet_from time,
  ADD COLUMN quiet_to time,
  ADD COLUMN grid_rows smallint CHECK (grid_rows BETWEEN 1 AND 12),
  ADD COLUMN grid_columns smallint CHECK (grid_columns BETWEEN 1 AND 12),
  ADD COLUMN high_contrast boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT person_quiet_hours CHECK ((quiet_from IS NULL) = (quiet_to IS NULL));
CREATE INDEX person_organisation ON person (organisation_id) WHERE organisation_id IS NOT NULL;

-- Access by breaking the glass is a relation too, so that every check there is holds for it; it always ends.
ALTER TABLE care_relation
  DROP CONSTRAINT care_relation_role_check,
  ADD CONSTRAINT care_relation_role_check CHECK (role IN ('self', 'viewer', 'editor', 'manager', 'break_glass')),
  ADD CONSTRAINT care_relation_broken_glass_ends CHECK (role <> 'break_glass' OR valid_to IS NOT NULL);

-- Every statement asks whom its account may see; the index of open relations cannot answer for those that will end.
CREATE INDEX care_relation_account ON care_relation (account_id, person_id);

-- Whose circle the caller decides about. The policies of care_relation ask this, and this asks care_relation: the lent
-- role (see care_circle) and the first line keep the two from asking each other for ever.
CREATE FUNCTION administered_people() RETURNS uuid[] LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    found uuid[];
  BEGIN
    IF is_worker() THEN
      RETURN '{}';
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    SELECT coalesce(array_agg(person_id), '{}') INTO found FROM care_relation
      WHERE account_id = current_account() AND role IN ('self', 'manager')
        AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now());
    PERFORM set_config('app.role', callers_role, true);
    RETURN found;
  END $$;

CREATE FUNCTION my_organisations() RETURNS uuid[] LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    found uuid[];
  BEGIN
    IF is_worker() THEN
      RETURN '{}';
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    SELECT coalesce(array_agg(organisation_id), '{}') INTO found FROM organisation_admin
      WHERE account_id = current_account() AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now());
    PERFORM set_config('app.role', callers_role, true);
    RETURN found;
  END $$;

CREATE FUNCTION people_of_my_organisations() RETURNS uuid[] LANGUAGE sql
  RETURN (SELECT coalesce(array_agg(id), '{}') FROM person
          WHERE organisation_id = ANY ((SELECT my_organisations())::uuid[]));

-- A first admin, a first manager and a person's own account cannot be granted by anybody who is one already.
CREATE FUNCTION found_organisation(of_name text, is_commercial boolean) RETURNS uuid LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    made uuid;
  BEGIN
    PERFORM set_config('app.role', 'worker', true);
    INSERT INTO organisation (name, commercial) VALUES (of_name, is_commercial) RETURNING id INTO made;
    INSERT INTO organisation_admin (organisation_id, account_id, granted_by)
      VALUES (made, current_account(), current_account());
    PERFORM set_config('app.role', callers_role, true);
    RETURN made;
  END $$;

CREATE FUNCTION found_person(of_name text, of_locale text, of_time_zone text, within uuid, as_role text)
  RETURNS uuid LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    made uuid;
  BEGIN
    IF as_role NOT IN ('self', 'manager') OR (within IS NOT NULL AND NOT within = ANY (my_organisations())) THEN
      RAISE insufficient_privilege USING MESSAGE = 'a person is founded by themselves or by a first manager';
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    INSERT INTO person (name, locale, time_zone, organisation_id)
      VALUES (of_name, of_locale, of_time_zone, within) RETURNING id INTO made;
    INSERT INTO care_relation (account_id, person_id, role, granted_by)
      VALUES (current_account(), made, as_role, current_account());
    PERFORM set_config('app.role', callers_role, true);
    RETURN made;
  END $$;

-- A person joins an organisation by somebody who decides about both, and leaves by somebody who decides about the person.
CREATE FUNCTION place_person(of_person uuid, within uuid) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
  BEGIN
    IF NOT of_person = ANY (administered_people()) OR (within IS NOT NULL AND NOT within = ANY (my_organisations())) THEN
      RAISE insufficient_privilege USING MESSAGE = 'the caller does not decide about the person and the organisation';
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    UPDATE person SET organisation_id = within WHERE id = of_person;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

CREATE FUNCTION keep_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT is_worker() THEN
      RAISE insufficient_privilege USING MESSAGE = 'a person changes organisations by place_person alone';
    END IF;
    RETURN NEW;
  END $$;
CREATE TRIGGER keep_organisation BEFORE UPDATE OF organisation_id ON person
  FOR EACH ROW EXECUTE FUNCTION keep_organisation();

-- Who is around a person whom the caller may see, by name: their rows stay closed to the caller.
CREATE FUNCTION relations_of(of_person uuid) RETURNS TABLE (
  id uuid, account_id uuid, name text, role text, since timestamptz, until timestamptz, granted_by text)
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
      SELECT r.id, r.account_id, CASE r.role WHEN 'self' THEN p.name ELSE c.name END, r.role, r.valid_from, r.valid_to,
        g.name
      FROM care_relation r JOIN person p ON p.id = r.person_id
      LEFT JOIN caregiver c ON c.account_id = r.account_id LEFT JOIN caregiver g ON g.account_id = r.granted_by
      WHERE r.person_id = of_person AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
      ORDER BY r.valid_from, r.id;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

-- Whoever broke the glass looks; they are not among those who are called.
CREATE OR REPLACE FUNCTION care_circle(of_person uuid) RETURNS TABLE (account_id uuid, role text, locale text)
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
      WHERE r.person_id = of_person AND r.role <> 'break_glass'
        AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
      ORDER BY r.account_id;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_organisations ON organisation USING (id = ANY ((SELECT my_organisations())::uuid[]));
CREATE POLICY of_my_people ON organisation FOR SELECT
  USING (id IN (SELECT organisation_id FROM person WHERE person.id = ANY ((SELECT my_people())::uuid[])));
CREATE POLICY of_workers ON organisation USING (is_worker());

ALTER TABLE organisation_admin ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation_admin FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_organisations ON organisation_admin USING (organisation_id = ANY ((SELECT my_organisations())::uuid[]));
CREATE POLICY of_workers ON organisation_admin USING (is_worker());

DROP POLICY of_my_people ON person;
CREATE POLICY of_my_people ON person FOR SELECT USING (id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_my_organisations ON person FOR SELECT
  USING (organisation_id = ANY ((SELECT my_organisations())::uuid[]));
CREATE POLICY whom_i_administer ON person FOR UPDATE USING (id = ANY ((SELECT administered_people())::uuid[]));

-- A person's own relation is nobody's to end; a role is never changed in place, so that the past stays what it was.
-- CASE, unlike OR, has an order: the hot queries ask for their own rows, and must not pay for the lending.
DROP POLICY my_own ON care_relation;
CREATE POLICY my_own_and_of_people_i_administer ON care_relation FOR SELECT USING (
  CASE WHEN account_id = current_account() THEN true
       ELSE person_id = ANY ((SELECT administered_people())::uuid[]) END);
CREATE POLICY granted_by_me ON care_relation FOR INSERT WITH CHECK (
  person_id = ANY ((SELECT administered_people())::uuid[]) AND role IN ('viewer', 'editor', 'manager')
  AND granted_by = current_account());
CREATE POLICY ended_by_me ON care_relation FOR UPDATE
  USING (person_id = ANY ((SELECT administered_people())::uuid[]) AND role <> 'self');
CREATE POLICY left_by_me ON care_relation FOR UPDATE
  USING (account_id = current_account() AND role <> 'self')
  WITH CHECK (account_id = current_account() AND valid_to <= clock_timestamp());
CREATE POLICY glass_broken_by_me ON care_relation FOR INSERT WITH CHECK (
  role = 'break_glass' AND account_id = current_account() AND valid_to <= now() + interval '4 hours'
  AND person_id = ANY ((SELECT people_of_my_organisations())::uuid[]));

-- What was written to somebody's inbox about a person is theirs to read only while the person is.
DROP POLICY my_own ON inbox;
CREATE POLICY my_own ON inbox FOR SELECT
  USING (recipient = current_account() AND person_id = ANY ((SELECT my_people())::uuid[]));
ALTER TABLE inbox ALTER COLUMN alert_id DROP NOT NULL, ALTER COLUMN outbox_id DROP NOT NULL;

GRANT SELECT, INSERT ON organisation, organisation_admin TO alphawolf_access;
GRANT UPDATE (name, commercial) ON organisation TO alphawolf_access;
GRANT UPDATE (valid_to) ON organisation_admin TO alphawolf_access;
REVOKE UPDATE ON person, care_relation FROM alphawolf_access;
GRANT UPDATE (name, locale, time_zone, languages, voice, quiet_from, quiet_to, grid_rows, grid_columns, high_contrast,
  organisation_id) ON person TO alphawolf_access;
GRANT UPDATE (valid_to) ON care_relation TO alphawolf_access;
