-- The vocabulary, which is public, and each person's board, of which every version is kept.
CREATE TABLE symbol (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_]{1,64}$'),
  category text NOT NULL,
  pictograph text NOT NULL,
  licence text NOT NULL,
  author text NOT NULL,
  position integer NOT NULL
);

CREATE TABLE symbol_label (
  symbol_id text NOT NULL REFERENCES symbol ON DELETE CASCADE,
  locale text NOT NULL,
  label text NOT NULL,
  vocalization text NOT NULL,
  PRIMARY KEY (symbol_id, locale)
);

CREATE TABLE symbol_configs (
  user_id uuid NOT NULL REFERENCES person,
  version integer NOT NULL CHECK (version > 0),
  board jsonb NOT NULL,
  edited_by uuid REFERENCES account,
  edited_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, version)
);

ALTER TABLE symbol_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE symbol_configs FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON symbol_configs USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON symbol_configs USING (is_worker());

GRANT SELECT, INSERT, UPDATE ON symbol, symbol_label TO alphawolf_access;
GRANT SELECT, INSERT ON symbol_configs TO alphawolf_access;
