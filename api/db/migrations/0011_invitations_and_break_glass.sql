-- How others come to care for a person: invited, with the consent on record, or by breaking the glass.
CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  role text NOT NULL CHECK (role IN ('self', 'viewer', 'editor', 'manager')),
  -- Only the hash: whoever reads the table cannot accept what was meant for somebody else.
  token_hash bytea NOT NULL UNIQUE,
  invited_by uuid NOT NULL REFERENCES account,
  consent text NOT NULL CHECK (consent IN ('person', 'guardian')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  relation_until timestamptz,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'declined', 'withdrawn')),
  answered_at timestamptz,
  answered_by uuid REFERENCES account
);
CREATE INDEX invitation_person ON invitation (person_id, created_at);
ALTER TABLE care_relation ADD COLUMN invitation_id uuid REFERENCES invitation;

CREATE TABLE break_glass_access (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  account_id uuid NOT NULL REFERENCES account,
  relation_id uuid NOT NULL REFERENCES care_relation,
  reason_code text NOT NULL CHECK (reason_code IN ('medical', 'safety', 'unreachable_caregivers', 'other')),
  reason text NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  reviewed_at timestamptz,
  reviewed_by uuid REFERENCES account CHECK (reviewed_by <> account_id),
  justified boolean,
  note text
);
CREATE INDEX break_glass_access_person ON break_glass_access (person_id, began_at);

-- What the holder of a token is asked to accept; unknown, answered and expired ones are alike.
CREATE FUNCTION invitation_of(of_hash bytea) RETURNS TABLE (
  id uuid, person_id uuid, person_name text, role text, invited_by text, expires_at timestamptz, until timestamptz,
  person_has_account boolean)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
  BEGIN
    PERFORM set_config('app.role', 'worker', true);
    RETURN QUERY
      SELECT i.id, i.person_id, p.name, i.role, coalesce(c.name, p.name), i.expires_at, i.relation_until,
        EXISTS (SELECT FROM care_relation s WHERE s.person_id = i.person_id AND s.role = 'self' AND s.valid_to IS NULL)
      FROM invitation i JOIN person p ON p.id = i.person_id LEFT JOIN caregiver c ON c.account_id = i.invited_by
      WHERE i.token_hash = of_hash AND i.state = 'pending' AND i.expires_at > now()
        AND (i.relation_until IS NULL OR i.relation_until > now())
        -- Whoever may not invite any more has not invited.
        AND EXISTS (SELECT FROM care_relation r WHERE r.account_id = i.invited_by AND r.person_id = i.person_id
                      AND r.role IN ('self', 'manager') AND r.valid_from <= now()
                      AND (r.valid_to IS NULL OR r.valid_to > now()));
    PERFORM set_config('app.role', callers_role, true);
  END $$;

-- Answers once. The caller becomes what the invitation says, in place of what they were to the person before.
CREATE FUNCTION answer_invitation(of_hash bytea, of_answer text) RETURNS uuid LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    answered invitation;
  BEGIN
    IF current_account() IS NULL OR NOT EXISTS (SELECT FROM invitation_of(of_hash)) THEN
      RETURN NULL;
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    UPDATE invitation SET state = of_answer, answered_at = now(), answered_by = current_account()
      WHERE token_hash = of_hash AND state = 'pending' RETURNING * INTO answered;
    IF answered.id IS NOT NULL AND of_answer = 'accepted' THEN
      UPDATE care_relation SET valid_to = greatest(now(), valid_from + interval '1 microsecond')
        WHERE account_id = current_account() AND person_id = answered.person_id AND role <> 'self'
          AND (valid_to IS NULL OR valid_to > now());
      INSERT INTO care_relation (account_id, person_id, role, valid_to, granted_by, invitation_id)
        VALUES (current_account(), answered.person_id, answered.role, answered.relation_until, answered.invited_by,
          answered.id);
    END IF;
    PERFORM set_config('app.role', callers_role, true);
    RETURN answered.person_id;
  END $$;

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY of_people_i_administer ON invitation USING (person_id = ANY ((SELECT administered_people())::uuid[]));
CREATE POLICY of_workers ON invitation USING (is_worker());

ALTER TABLE break_glass_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE break_glass_access FORCE ROW LEVEL SECURITY;
-- Whoever broke the glass may say that it is over, never that it was right.
CREATE POLICY my_own ON break_glass_access USING (account_id = current_account())
  WITH CHECK (account_id = current_account() AND person_id = ANY ((SELECT my_people())::uuid[])
    AND reviewed_at IS NULL AND reviewed_by IS NULL AND justified IS NULL);
CREATE POLICY of_people_i_administer ON break_glass_access FOR SELECT
  USING (person_id = ANY ((SELECT administered_people())::uuid[]));
CREATE POLICY reviewed_by_the_circle ON break_glass_access FOR UPDATE
  USING (person_id = ANY ((SELECT administered_people())::uuid[]) AND account_id <> current_account())
  WITH CHECK (reviewed_by IS NULL OR reviewed_by = current_account());
CREATE POLICY of_my_organisations ON break_glass_access FOR SELECT
  USING (person_id = ANY ((SELECT people_of_my_organisations())::uuid[]));
CREATE POLICY reviewed_by_my_organisation ON break_glass_access FOR UPDATE
  USING (person_id = ANY ((SELECT people_of_my_organisations())::uuid[]) AND account_id <> current_account())
  WITH CHECK (reviewed_by IS NULL OR reviewed_by = current_account());
CREATE POLICY of_workers ON break_glass_access USING (is_worker());

GRANT SELECT, INSERT ON invitation, break_glass_access TO alphawolf_access;
GRANT UPDATE (state, answered_at, answered_by) ON invitation TO alphawolf_access;
GRANT UPDATE (ended_at, reviewed_at, reviewed_by, justified, note) ON break_glass_access TO alphawolf_access;
