-- Answers are kept for a retry, and a device that was away for long still retries: thirty days, then nobody asks again.
-- The application cannot delete them; the scheduled job asks the owner for exactly this.
CREATE FUNCTION forget_old_answers() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    forgotten bigint;
  BEGIN
    IF NOT public.is_worker() THEN
      RAISE insufficient_privilege USING MESSAGE = 'only the scheduled job forgets answers';
    END IF;
    DELETE FROM public.idempotency WHERE created_at < now() - interval '30 days';
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
  END $$;

REVOKE ALL ON FUNCTION forget_old_answers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old_answers() TO alphawolf_access;
