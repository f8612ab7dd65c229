-- Alerts that do not stop until somebody answers: policies, covers, quiet hours of caregivers, and where each alert stands.
CREATE TABLE escalation_policies (
  person_id uuid NOT NULL REFERENCES person,
  version integer NOT NULL CHECK (version > 0),
  policy jsonb NOT NULL,
  edited_by uuid NOT NULL REFERENCES account,
  edited_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, version)
);

-- Somebody has a rotation's duty for a span. Taken back, not deleted: who was to come stays known.
CREATE TABLE covers (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  rotation text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  begins_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > begins_at),
  made_by uuid NOT NULL REFERENCES account,
  made_at timestamptz NOT NULL,
  taken_back_at timestamptz
);
CREATE INDEX covers_person ON covers (person_id, ends_at) WHERE taken_back_at IS NULL;

ALTER TABLE caregiver
  ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
  ADD COLUMN quiet_from time,
  ADD COLUMN quiet_to time,
  -- When they last answered an alert or a test, and when they were last tested.
  ADD COLUMN contact_proved_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN contact_tested_at timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT caregiver_quiet_hours CHECK ((quiet_from IS NULL) = (quiet_to IS NULL));

ALTER TABLE alerts
  ADD COLUMN drill boolean NOT NULL DEFAULT false,
  -- The policy as it was when the alert was raised; later edits do not change it. None is the default.
  ADD COLUMN policy jsonb,
  ADD COLUMN level integer NOT NULL DEFAULT -1,
  ADD COLUMN loop integer NOT NULL DEFAULT 0,
  ADD COLUMN next_step_at timestamptz,
  ADD COLUMN reminded_at timestamptz,
  ADD COLUMN closed_by uuid REFERENCES account,
  ADD COLUMN closed_by_name text,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN close_reason text,
  ADD COLUMN close_note text;
CREATE INDEX alerts_next_step ON alerts (next_step_at) WHERE state IN ('raised', 'acknowledged', 'unanswered');
-- A press of the same meaning folds into an alert that was given up, too.
CREATE UNIQUE INDEX alerts_one_calling ON alerts (person_id, md5(dedup_key)) WHERE state IN ('raised', 'unanswered');
DROP INDEX alerts_one_unanswered;

ALTER TABLE outbox DROP CONSTRAINT outbox_event_check,
  ADD CONSTRAINT outbox_event_check
    CHECK (event IN ('raised', 'acknowledged', 'resolved', 'cancelled', 'step', 'reminder', 'lapsed', 'moved_on'));

ALTER TABLE deliveries ADD COLUMN provider_seq bigint;
CREATE INDEX deliveries_provider ON deliveries (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX deliveries_alert ON deliveries (alert_id);
CREATE INDEX deliveries_unfinished ON deliveries (updated_at)
  WHERE state IN ('queued', 'sending', 'failed_temp', 'failed_perm');

-- The short number that stands for an alert in one caregiver's text messages.
CREATE TABLE reply_codes (
  account_id uuid NOT NULL REFERENCES account,
  code smallint NOT NULL CHECK (code BETWEEN 1 AND 9999),
  alert_id uuid NOT NULL REFERENCES alerts,
  person_id uuid NOT NULL REFERENCES person,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, code),
  UNIQUE (account_id, alert_id)
);

-- Text messages that came in, so that one which comes twice is acted on once; never their words or their numbers.
CREATE TABLE inbound_texts (
  message_id text PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now()
);

-- How many text messages went out on a day (UTC): what the daily limit is held against.
CREATE TABLE texts_sent (
  day date PRIMARY KEY,
  sent integer NOT NULL
);

-- A cover is somebody of the circle, and so are those who are called: with what a step needs to know of them.
DROP FUNCTION care_circle(uuid);
CREATE FUNCTION care_circle(of_person uuid) RETURNS TABLE (
  account_id uuid, role text, locale text, name text, time_zone text, quiet_from time, quiet_to time,
  has_number boolean, contact_proved_at timestamptz)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
  BEGIN
    IF NOT (is_worker() OR of_person = ANY (my_people())) THEN
      RETURN;
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    RETURN QUERY
      SELECT r.account_id, r.role, coalesce(c.locale, p.locale), CASE r.role WHEN 'self' THEN p.name ELSE c.name END,
        c.time_zone, c.quiet_from, c.quiet_to,
        EXISTS (SELECT FROM contact_methods m WHERE m.account_id = r.account_id AND m.channel = 'sms'
          AND m.verified_at IS NOT NULL AND m.consented_at IS NOT NULL AND m.stopped_at IS NULL),
        c.contact_proved_at
      FROM care_relation r JOIN person p ON p.id = r.person_id LEFT JOIN caregiver c ON c.account_id = r.account_id
      WHERE r.person_id = of_person AND r.role <> 'break_glass'
        AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
      ORDER BY r.account_id;
    PERFORM set_config('app.role', callers_role, true);
  END $$;

ALTER TABLE escalation_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE escalation_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON escalation_policies FOR SELECT USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_people_i_administer ON escalation_policies FOR INSERT
  WITH CHECK (person_id = ANY ((SELECT administered_people())::uuid[]) AND edited_by = current_account());
CREATE POLICY of_workers ON escalation_policies USING (is_worker());

ALTER TABLE covers ENABLE ROW LEVEL SECURITY;
ALTER TABLE covers FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON covers USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON covers USING (is_worker());

ALTER TABLE reply_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE reply_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workers ON reply_codes USING (is_worker());

GRANT SELECT, INSERT ON escalation_policies, covers TO alphawolf_access;
GRANT UPDATE (taken_back_at) ON covers TO alphawolf_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON reply_codes TO alphawolf_access;
GRANT SELECT, INSERT ON inbound_texts TO alphawolf_access;
GRANT SELECT, INSERT, UPDATE ON texts_sent TO alphawolf_access;
