-- Everybody who is or was related to a person whom the caller may see, by name: for an export of the person's record.
CREATE FUNCTION care_team(of_person uuid)
  RETURNS TABLE (account_id uuid, role text, name text, valid_from timestamptz, valid_to timestamptz)
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
      SELECT r.account_id, r.role, c.name, r.valid_from, r.valid_to
      FROM care_relation r LEFT JOIN caregiver c ON c.account_id = r.account_id
      WHERE r.person_id = of_person ORDER BY r.valid_from, r.id;
    PERFORM set_config('app.role', callers_role, true);
  END $$;
