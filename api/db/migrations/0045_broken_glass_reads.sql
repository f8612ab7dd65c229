-- Whoever broke the glass reads. The routes say so already; here the wall says it too, whatever a route forgets.
CREATE FUNCTION people_behind_glass() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (
    SELECT coalesce(array_agg(person_id), '{}') FROM care_relation
    WHERE account_id = current_account() AND role = 'break_glass'
      AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  );

-- Restrictive: they take away from what the other policies of a table give. A row may still be locked, so that who is not
-- allowed hears so and not that there is nothing.
DO $$
  DECLARE
    place record;
    wall text;
  BEGIN
    FOR place IN
      SELECT * FROM (VALUES
        ('symbol_configs', 'user_id'), ('boards', 'user_id'), ('board_sets', 'user_id'), ('board_media', 'user_id'),
        ('board_locks', 'user_id'), ('tasks', 'user_id'), ('task_events', 'user_id'), ('logs', 'user_id'),
        ('alert_presses', 'person_id')
      ) AS held (table_name, person)
    LOOP
      wall := format('is_worker() OR NOT %I = ANY ((SELECT people_behind_glass())::uuid[])', place.person);
      EXECUTE format('CREATE POLICY glass_adds_nothing ON %I AS RESTRICTIVE FOR INSERT WITH CHECK (%s)',
        place.table_name, wall);
      EXECUTE format('CREATE POLICY glass_changes_nothing ON %I AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (%s)',
        place.table_name, wall);
      EXECUTE format('CREATE POLICY glass_removes_nothing ON %I AS RESTRICTIVE FOR DELETE USING (%s)',
        place.table_name, wall);
    END LOOP;
  END $$;

-- A call for help that is seen may be answered, by whoever sees it; that is all that becomes of it through the glass.
CREATE POLICY glass_adds_nothing ON alerts AS RESTRICTIVE FOR INSERT
  WITH CHECK (is_worker() OR NOT person_id = ANY ((SELECT people_behind_glass())::uuid[]));
CREATE POLICY glass_answers ON alerts AS RESTRICTIVE FOR UPDATE USING (true)
  WITH CHECK (is_worker() OR state = 'acknowledged' OR NOT person_id = ANY ((SELECT people_behind_glass())::uuid[]));
