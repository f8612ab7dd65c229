-- How an alert reaches people: the inbox is the truth, sockets and text messages are hints.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES alerts,
  event text NOT NULL CHECK (event IN ('raised', 'acknowledged', 'resolved')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  published_at timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;

-- One locked row a recipient makes their sequence free of gaps, in the order of the commits.
CREATE TABLE inbox_counter (
  account_id uuid PRIMARY KEY REFERENCES account,
  last_seq bigint NOT NULL
);

CREATE TABLE inbox (
  recipient uuid NOT NULL REFERENCES account,
  seq bigint NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  alert_id uuid NOT NULL REFERENCES alerts,
  outbox_id bigint NOT NULL REFERENCES outbox,
  kind text NOT NULL,
  body jsonb NOT NULL,
  at timestamptz NOT NULL,
  received_at timestamptz,
  PRIMARY KEY (recipient, seq)
);
CREATE INDEX inbox_outbox ON inbox (outbox_id);

CREATE TABLE deliveries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  outbox_id bigint NOT NULL REFERENCES outbox,
  alert_id uuid NOT NULL REFERENCES alerts,
  person_id uuid NOT NULL REFERENCES person,
  recipient uuid NOT NULL REFERENCES account,
  seq bigint NOT NULL,
  channel text NOT NULL CHECK (channel IN ('websocket', 'sms')),
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'failed_temp', 'failed_perm', 'suppressed')),
  reason text,
  attempts integer NOT NULL DEFAULT 0,
  deadline timestamptz,
  provider_id text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (outbox_id, recipient, channel)
);
CREATE INDEX deliveries_recipient ON deliveries (recipient, seq);

CREATE TABLE contact_methods (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES account,
  channel text NOT NULL CHECK (channel = 'sms'),
  address text NOT NULL,
  verified_at timestamptz,
  consented_at timestamptz,
  stopped_at timestamptz,
  UNIQUE (account_id, channel, address)
);

CREATE TABLE connections (
  connection_id text PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  connected_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX connections_account ON connections (account_id);

-- Only the hash of a ticket is kept: whoever reads the table cannot open a socket.
CREATE TABLE tickets (
  ticket_hash bytea PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  expires_at timestamptz NOT NULL,
  redeemed_at timestamptz
);

CREATE TABLE dead_letters (
  message_id text PRIMARY KEY,
  outbox_id bigint,
  alert_id uuid,
  receives integer NOT NULL,
  body_hash bytea NOT NULL,
  died_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON inbox FOR SELECT USING (recipient = current_account());
CREATE POLICY about_my_people ON inbox FOR INSERT WITH CHECK (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON inbox USING (is_worker());

ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON deliveries USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON deliveries USING (is_worker());

ALTER TABLE contact_methods ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_methods FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON contact_methods USING (account_id = current_account());
CREATE POLICY of_workers ON contact_methods USING (is_worker());

ALTER TABLE connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE connections FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workers ON connections USING (is_worker());

ALTER TABLE tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE tickets FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON tickets FOR INSERT WITH CHECK (account_id = current_account());
CREATE POLICY of_workers ON tickets USING (is_worker());

GRANT SELECT, INSERT, UPDATE ON outbox, inbox_counter, inbox, deliveries, contact_methods TO alphawolf_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON connections, tickets TO alphawolf_access;
GRANT SELECT, INSERT ON dead_letters TO alphawolf_access;
