-- Whoever broke the glass may look and touches nothing: what the API refuses, the wall refuses too.
CREATE FUNCTION people_in_my_care() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (
    SELECT coalesce(array_agg(person_id), '{}') FROM care_relation
    WHERE account_id = current_account() AND role <> 'break_glass'
      AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  );

ALTER POLICY of_my_people ON symbol_configs WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON boards WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON board_sets WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON board_media WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON board_locks WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON tasks WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON task_events WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON logs WITH CHECK (user_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON alerts WITH CHECK (person_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON alert_presses WITH CHECK (person_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON alert_events WITH CHECK (person_id = ANY ((SELECT people_in_my_care())::uuid[]));
ALTER POLICY of_my_people ON deliveries WITH CHECK (person_id = ANY ((SELECT people_in_my_care())::uuid[]));
-- A deletion leaves no row to check.
CREATE POLICY not_through_broken_glass ON board_locks AS RESTRICTIVE FOR DELETE
  USING (is_worker() OR user_id = ANY ((SELECT people_in_my_care())::uuid[]));

-- API code from before boards had ids is still at work while a deployment rolls out: what it saves is the board at home.
CREATE FUNCTION board_at_home() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO boards (user_id, id, is_home) VALUES (NEW.user_id, gen_random_uuid(), true)
      ON CONFLICT (user_id) WHERE is_home DO NOTHING;
    SELECT id INTO NEW.board_id FROM boards WHERE user_id = NEW.user_id AND is_home;
    RETURN NEW;
  END $$;
CREATE TRIGGER of_older_code BEFORE INSERT ON symbol_configs
  FOR EACH ROW WHEN (NEW.board_id IS NULL) EXECUTE FUNCTION board_at_home();
