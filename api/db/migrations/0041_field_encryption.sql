-- Data keys, each wrapped by a key that never leaves KMS; and what finds an encrypted telephone number again.
CREATE TABLE data_keys (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('field', 'index')),
  wrapped bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX data_keys_one_index ON data_keys (purpose) WHERE purpose = 'index';

-- Expand: `address` holds sealed values beside plain ones until the API has sealed those; a later migration contracts.
ALTER TABLE contact_methods ADD COLUMN address_index bytea;
CREATE UNIQUE INDEX contact_methods_address ON contact_methods (account_id, channel, address_index);
CREATE INDEX contact_methods_by_address ON contact_methods (address_index);
CREATE INDEX contact_methods_plain ON contact_methods (id) WHERE address_index IS NULL;

ALTER TABLE data_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workers ON data_keys USING (is_worker());

GRANT SELECT, INSERT ON data_keys TO alphawolf_access;
