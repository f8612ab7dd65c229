-- Calls for somebody: the alert, its presses, and what happened to it on its way.
CREATE TABLE alerts (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  state text NOT NULL CHECK (state IN ('raised', 'acknowledged', 'resolved', 'cancelled', 'unanswered')),
  severity text NOT NULL CHECK (severity IN ('info', 'need', 'urgent')),
  intent text,
  sentence text NOT NULL,
  dedup_key text NOT NULL,
  press_count integer NOT NULL CHECK (press_count > 0),
  raised_at timestamptz NOT NULL,
  last_pressed_at timestamptz NOT NULL,
  version integer NOT NULL,
  acknowledged_by uuid REFERENCES account,
  acknowledged_by_name text,
  acknowledged_at timestamptz
);
-- Presses of one meaning fold into one alert until somebody answers; hashed, because a sentence may outgrow an index row.
CREATE UNIQUE INDEX alerts_one_unanswered ON alerts (person_id, md5(dedup_key)) WHERE state = 'raised';
CREATE INDEX alerts_person ON alerts (person_id, raised_at);

CREATE TABLE alert_presses (
  id uuid PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES alerts,
  person_id uuid NOT NULL REFERENCES person,
  pressed_by uuid NOT NULL REFERENCES account,
  idempotency_key text NOT NULL,
  severity text NOT NULL,
  sentence text NOT NULL,
  symbols text[] NOT NULL,
  pressed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (pressed_by, idempotency_key)
);
CREATE INDEX alert_presses_alert ON alert_presses (alert_id, received_at);

CREATE TABLE alert_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES alerts,
  person_id uuid NOT NULL REFERENCES person,
  event text NOT NULL,
  -- Which outbox row or delivery it tells of, so that a repeated message writes nothing twice.
  source text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  detail jsonb NOT NULL DEFAULT '{}',
  UNIQUE (alert_id, event, source)
);

CREATE TABLE idempotency (
  account_id uuid NOT NULL REFERENCES account,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  answer json,  -- not jsonb, which would not give back what was given
  replays integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);

ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON alerts USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON alerts USING (is_worker());

ALTER TABLE alert_presses ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_presses FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON alert_presses USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON alert_presses USING (is_worker());

ALTER TABLE alert_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_events FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON alert_events USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON alert_events USING (is_worker());

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON idempotency USING (account_id = current_account());
CREATE POLICY of_workers ON idempotency USING (is_worker());

GRANT SELECT, INSERT, UPDATE ON alerts, idempotency TO alphawolf_access;
GRANT SELECT, INSERT ON alert_presses, alert_events TO alphawolf_access;
