-- The codes that prove a telephone number is the caller's; a code itself is never stored.
CREATE TABLE contact_code (
  id uuid PRIMARY KEY,
  -- Codes outlive their number, so that deleting and adding it again does not make it ring again.
  contact_method_id uuid REFERENCES contact_methods ON DELETE SET NULL,
  account_id uuid NOT NULL REFERENCES account,
  code_hash bytea NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  used_at timestamptz
);
CREATE INDEX contact_code_account ON contact_code (account_id, sent_at);
CREATE INDEX contact_code_method ON contact_code (contact_method_id);

ALTER TABLE contact_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_code FORCE ROW LEVEL SECURITY;
CREATE POLICY my_own ON contact_code USING (account_id = current_account());
CREATE POLICY of_workers ON contact_code USING (is_worker());

GRANT SELECT, INSERT, UPDATE ON contact_code TO alphawolf_access;
GRANT DELETE ON contact_methods TO alphawolf_access;
