-- A person's boards, linked to one another, one of them at home, and every version of each kept in symbol_configs.
-- A version now counts over all boards of a person: one number is a board's ETag, the order of the edits, and the cursor
-- of a device that was away.
CREATE TABLE board_sets (
  user_id uuid NOT NULL REFERENCES person,
  id uuid NOT NULL,
  root_id uuid NOT NULL,
  fingerprint text NOT NULL,
  package jsonb NOT NULL,  -- the records of pictures and sounds, the files by path, what the manifest adds
  report jsonb NOT NULL,
  imported_by uuid REFERENCES account,
  imported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, fingerprint)
);

CREATE TABLE boards (
  user_id uuid NOT NULL REFERENCES person,
  id uuid NOT NULL,
  is_home boolean NOT NULL DEFAULT false,
  set_id uuid,
  source_id text,  -- what its package calls it
  path text,       -- where its package keeps it
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id),
  FOREIGN KEY (user_id, set_id) REFERENCES board_sets
);
CREATE UNIQUE INDEX boards_home ON boards (user_id) WHERE is_home;

-- Contents are known by their hash, so that the same picture on ten boards is kept once.
CREATE TABLE board_media (
  user_id uuid NOT NULL REFERENCES person,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  content bytea NOT NULL,
  PRIMARY KEY (user_id, sha256)
);

CREATE TABLE board_locks (
  user_id uuid PRIMARY KEY REFERENCES person,
  salt bytea NOT NULL,
  pin_hash bytea NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  blocked_until timestamptz,
  locked_by uuid NOT NULL REFERENCES account,
  locked_at timestamptz NOT NULL DEFAULT now()
);

-- What follows touches rows of every person.
SELECT set_config('app.role', 'worker', true);
INSERT INTO boards (user_id, id, is_home)
  SELECT user_id, gen_random_uuid(), true FROM (SELECT DISTINCT user_id FROM symbol_configs) known;
ALTER TABLE symbol_configs
  ADD COLUMN board_id uuid,
  ADD COLUMN deleted boolean NOT NULL DEFAULT false,
  ADD COLUMN restored_from integer,
  -- Set on an edit of a version that was not the newest any more: kept beside the newest, which it does not replace.
  ADD COLUMN conflicts_with integer;
UPDATE symbol_configs SET board_id = boards.id FROM boards WHERE boards.user_id = symbol_configs.user_id;
ALTER TABLE symbol_configs
  ALTER COLUMN board_id SET NOT NULL,
  ADD FOREIGN KEY (user_id, board_id) REFERENCES boards;
CREATE INDEX symbol_configs_board ON symbol_configs (user_id, board_id, version);

ALTER TABLE board_sets ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_sets FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON board_sets USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON board_sets USING (is_worker());

ALTER TABLE boards ENABLE ROW LEVEL SECURITY;
ALTER TABLE boards FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON boards USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON boards USING (is_worker());

ALTER TABLE board_media ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_media FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON board_media USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON board_media USING (is_worker());

ALTER TABLE board_locks ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_locks FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON board_locks USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON board_locks USING (is_worker());

GRANT SELECT, INSERT ON board_sets, board_media TO alphawolf_access;
GRANT SELECT, INSERT ON boards TO alphawolf_access;
GRANT UPDATE (is_home) ON boards TO alphawolf_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON board_locks TO alphawolf_access;
