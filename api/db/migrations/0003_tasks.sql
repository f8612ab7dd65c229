-- What a person has to do and when: the steps of a day.
CREATE TABLE tasks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES person,
  title text NOT NULL,
  starts_at timestamptz NOT NULL,
  rrule text,
  done_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON tasks USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON tasks USING (is_worker());

GRANT SELECT, INSERT, UPDATE ON tasks TO alphawolf_access;
