-- Admins of a person's organisation are noted too when they look at who broke the glass, and say whether it was right.
DROP POLICY my_own_about_people_i_know ON audit_pending;
CREATE POLICY my_own_about_people_i_know ON audit_pending FOR INSERT WITH CHECK (
  account_id = current_account() AND (
    EXISTS (
      SELECT FROM care_relation r WHERE r.account_id = current_account() AND r.person_id = audit_pending.person_id)
    OR person_id = ANY ((SELECT people_of_my_organisations())::uuid[])));

-- As before, and noted: whoever declines never is related to the person, and so could leave no note of their own.
CREATE OR REPLACE FUNCTION answer_invitation(of_hash bytea, of_answer text) RETURNS uuid LANGUAGE plpgsql AS $$
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
    IF answered.id IS NOT NULL THEN
      INSERT INTO audit_pending (person_id, action, object_id, changes)
        VALUES (answered.person_id, 'invitation_' || of_answer, answered.id, true);
    END IF;
    PERFORM set_config('app.role', callers_role, true);
    RETURN answered.person_id;
  END $$;
