-- Keys that take over from each other: announced to every process first and sealed with later. A key of indexes leaves
-- when nothing is found by it any more; of two at a time each has a number of its own.
ALTER TABLE data_keys
  ADD COLUMN active_from timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN rewrapped_at timestamptz,
  ADD COLUMN retired_at timestamptz,
  ADD COLUMN generation integer NOT NULL DEFAULT 1;
DROP INDEX data_keys_one_index;
CREATE UNIQUE INDEX data_keys_generation ON data_keys (generation) WHERE purpose = 'index';
GRANT UPDATE (wrapped, rewrapped_at, retired_at) ON data_keys TO alphawolf_access;

-- Which key made the index; nothing is known of indexes from before, so these are made again.
ALTER TABLE contact_methods ADD COLUMN address_index_key integer;

-- What is sealed again must have been sealed, and be what was read. A reason stays nobody's to change: it asks the owner.
CREATE FUNCTION reseal_break_glass(
  of_access uuid, old_reason text, new_reason text, old_note text, new_note text
) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  BEGIN
    IF NOT public.is_worker() THEN
      RAISE insufficient_privilege USING MESSAGE = 'only the system itself seals reasons';
    END IF;
    UPDATE public.break_glass_access SET reason = new_reason, note = new_note
      WHERE id = of_access AND sealed AND reason = old_reason AND note IS NOT DISTINCT FROM old_note
        AND new_reason ~ '^v1[.][0-9]+[.]' AND (new_note IS NULL) = (old_note IS NULL)
        AND coalesce(new_note, new_reason) ~ '^v1[.][0-9]+[.]';
    RETURN FOUND;
  END $$;
REVOKE ALL ON FUNCTION reseal_break_glass(uuid, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reseal_break_glass(uuid, text, text, text, text) TO alphawolf_access;
