-- How a person's words are spoken, and which clips of them lie in the store. What a clip says stands nowhere here: a key
-- is a keyed digest of it.
ALTER TABLE person
  ADD COLUMN speech_language text,
  ADD COLUMN speech_rate smallint CHECK (speech_rate BETWEEN 50 AND 200),
  ADD COLUMN speech_pitch smallint CHECK (speech_pitch BETWEEN -50 AND 50);
GRANT UPDATE (speech_language, speech_rate, speech_pitch) ON person TO alphawolf_access;

CREATE TABLE speech_clips (
  user_id uuid NOT NULL REFERENCES person,
  key text NOT NULL CHECK (key ~ '^[A-Za-z0-9_-]{43}$'),
  content_type text NOT NULL CHECK (content_type IN ('audio/mpeg', 'audio/wav')),
  bytes integer NOT NULL CHECK (bytes > 0),
  source text NOT NULL CHECK (source IN ('polly', 'espeak')),
  duration_s real,
  uses integer NOT NULL DEFAULT 0,
  made_at timestamptz NOT NULL,
  last_used timestamptz NOT NULL,
  refreshed_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX speech_clips_refreshed ON speech_clips (refreshed_at);

ALTER TABLE speech_clips ENABLE ROW LEVEL SECURITY;
ALTER TABLE speech_clips FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON speech_clips USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON speech_clips USING (is_worker());
-- Whoever sees a person may use a clip; the system alone makes and forgets them.
CREATE POLICY made_by_workers ON speech_clips AS RESTRICTIVE FOR INSERT WITH CHECK (is_worker());
CREATE POLICY forgotten_by_workers ON speech_clips AS RESTRICTIVE FOR DELETE USING (is_worker());
GRANT SELECT, INSERT, UPDATE, DELETE ON speech_clips TO alphawolf_access;

-- Whose phrases are to be made before anybody presses them, and when: at once after a board was saved or a voice changed.
CREATE TABLE speech_warmups (
  person_id uuid PRIMARY KEY REFERENCES person,
  due_at timestamptz NOT NULL
);
CREATE INDEX speech_warmups_due ON speech_warmups (due_at);

ALTER TABLE speech_warmups ENABLE ROW LEVEL SECURITY;
ALTER TABLE speech_warmups FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON speech_warmups USING (person_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON speech_warmups USING (is_worker());
GRANT SELECT, INSERT, UPDATE ON speech_warmups TO alphawolf_access;

-- In the saver's own transaction, so that none is forgotten, and without a round trip, so that none is slower.
CREATE FUNCTION want_speech(of_people uuid[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO speech_warmups (person_id, due_at) SELECT DISTINCT person_id, now() FROM unnest(of_people) person_id
  ON CONFLICT (person_id) DO UPDATE SET due_at = excluded.due_at WHERE speech_warmups.due_at > excluded.due_at
  $$;
CREATE FUNCTION want_speech_of_boards() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM want_speech(ARRAY(SELECT user_id FROM saved));
    RETURN NULL;
  END $$;
CREATE FUNCTION want_speech_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM want_speech(ARRAY[NEW.id]);
    RETURN NULL;
  END $$;
CREATE TRIGGER want_speech AFTER INSERT ON symbol_configs REFERENCING NEW TABLE AS saved
  FOR EACH STATEMENT EXECUTE FUNCTION want_speech_of_boards();
CREATE TRIGGER want_speech AFTER UPDATE OF voice, locale, speech_language, speech_rate, speech_pitch ON person
  FOR EACH ROW EXECUTE FUNCTION want_speech_of_person();
