-- Routines: steps, exceptions, reminders and the rule that raises an alert for what was missed.
ALTER TABLE tasks
  ADD COLUMN symbol text,
  ADD COLUMN steps jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN except_days date[] NOT NULL DEFAULT '{}',
  ADD COLUMN remind_minutes integer CHECK (remind_minutes BETWEEN 0 AND 1440),
  ADD COLUMN alert_after_minutes integer CHECK (alert_after_minutes BETWEEN 1 AND 1440),
  ADD COLUMN alert_severity text CHECK (alert_severity IN ('info', 'need', 'urgent')),
  -- The last instant that the schedule reaches; none when it goes on for ever.
  ADD COLUMN ends_at timestamptz,
  -- Up to when the watch has looked, and when it looks next; none when there is nothing to watch.
  ADD COLUMN watched_until timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN watch_at timestamptz,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN removed_at timestamptz,
  ADD CONSTRAINT tasks_alert_whole CHECK ((alert_after_minutes IS NULL) = (alert_severity IS NULL));

-- What was done, and what the watch did: never rewritten. The device makes the id, so that a replay adds nothing.
CREATE TABLE task_events (
  task_id uuid NOT NULL REFERENCES tasks,
  id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES person,
  occurrence_at timestamptz NOT NULL,
  event text NOT NULL CHECK (event IN ('step_done', 'done', 'skipped', 'reopened', 'reminded', 'missed')),
  step_id text CHECK ((step_id IS NOT NULL) = (event = 'step_done')),
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  account_id uuid REFERENCES account,
  PRIMARY KEY (task_id, id)
);
CREATE INDEX task_events_user ON task_events (user_id, occurrence_at);
-- A reminder and a miss are told once, however often the watch looks.
CREATE UNIQUE INDEX task_events_watched ON task_events (task_id, occurrence_at, event)
  WHERE event IN ('reminded', 'missed');

CREATE TABLE task_templates (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  title text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX task_templates_account ON task_templates (account_id, title);

-- Eight o'clock stays eight o'clock when a person moves: a routine keeps the time of the day, an appointment its instant.
CREATE FUNCTION keep_time_of_day() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE tasks SET
      starts_at = (starts_at AT TIME ZONE OLD.time_zone) AT TIME ZONE NEW.time_zone,
      ends_at = (ends_at AT TIME ZONE OLD.time_zone) AT TIME ZONE NEW.time_zone,
      watch_at = CASE WHEN watch_at IS NULL THEN NULL ELSE now() END,
      changed_at = now()
    WHERE user_id = NEW.id AND rrule IS NOT NULL AND removed_at IS NULL;
    RETURN NULL;
  END $$;
CREATE TRIGGER keep_time_of_day AFTER UPDATE OF time_zone ON person
  FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone) EXECUTE FUNCTION keep_time_of_day();

ALTER TABLE task_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_events FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON task_events USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON task_events USING (is_worker());

ALTER TABLE task_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_templates FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON task_templates USING (account_id = current_account());
CREATE POLICY of_workers ON task_templates USING (is_worker());

GRANT SELECT, INSERT ON task_events TO alphawolf_access;
GRANT SELECT, INSERT, DELETE ON task_templates TO alphawolf_access;
