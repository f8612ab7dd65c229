-- Expand: `reason` and `note` hold sealed values beside plain ones until the API has sealed those, row by row.
ALTER TABLE break_glass_access ADD COLUMN sealed boolean NOT NULL DEFAULT false;
CREATE INDEX break_glass_access_plain ON break_glass_access (id) WHERE NOT sealed;

-- A reason is nobody's to change. Sealing it asks the owner, and only of what is not sealed yet.
CREATE FUNCTION seal_break_glass(of_access uuid, sealed_reason text, sealed_note text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  BEGIN
    IF NOT public.is_worker() THEN
      RAISE insufficient_privilege USING MESSAGE = 'only the system itself seals reasons';
    END IF;
    UPDATE public.break_glass_access SET reason = sealed_reason, note = sealed_note, sealed = true
      WHERE id = of_access AND NOT sealed;
  END $$;
REVOKE ALL ON FUNCTION seal_break_glass(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_break_glass(uuid, text, text) TO alphawolf_access;
