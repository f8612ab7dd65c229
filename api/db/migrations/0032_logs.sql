-- What a person said with their board, a partition a month (UTC).
CREATE TABLE logs (
  user_id uuid NOT NULL,
  "timestamp" timestamptz NOT NULL,
  id uuid NOT NULL,
  event text NOT NULL CHECK (event IN ('button', 'utterance', 'action')),
  symbols text[] NOT NULL DEFAULT '{}',
  label text,
  text text,
  action text,
  button_id text,
  board_id text,
  spoken boolean NOT NULL DEFAULT true,
  modeling boolean NOT NULL DEFAULT false,
  account_id uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  -- One index for both: a person's span of time is read by it, and a replayed event meets itself in it.
  CONSTRAINT logs_user_timestamp PRIMARY KEY (user_id, "timestamp", id)
) PARTITION BY RANGE ("timestamp");
-- Rows arrive about in the order of their time, so a few kilobytes find any span over everybody.
CREATE INDEX logs_timestamp ON logs USING brin ("timestamp");
-- No foreign keys: attaching a month would lock the tables they name, and the policy admits nobody but one's people.

ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE logs FORCE ROW LEVEL SECURITY;
CREATE POLICY of_my_people ON logs USING (user_id = ANY ((SELECT my_people())::uuid[]));
CREATE POLICY of_workers ON logs USING (is_worker());

-- A partition is reached through its parent alone: nobody is granted it, and its own row-level security has no policy.
GRANT SELECT, INSERT ON logs TO alphawolf_access;

-- The application owns nothing, so the scheduled job asks the owner, through these two, for exactly what it needs.
-- A month is made beside the table and attached, which locks out nobody who reads or writes.
CREATE FUNCTION make_log_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
  DECLARE
    partition text := 'logs_' || to_char(month, 'YYYY_MM');
  BEGIN
    IF NOT public.is_worker() OR month <> date_trunc('month', month)::date THEN
      RAISE insufficient_privilege USING MESSAGE = 'only the scheduled job makes months';
    END IF;
    IF to_regclass(format('public.%I', partition)) IS NOT NULL THEN
      RETURN;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.logs INCLUDING ALL)', partition);
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partition);
    EXECUTE format('ALTER TABLE public.logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', partition,
      month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
  END $$;

-- The last three months cannot be dropped, whatever a policy says.
CREATE FUNCTION drop_log_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
  BEGIN
    IF NOT public.is_worker() OR month <> date_trunc('month', month)::date
      OR month > date_trunc('month', now()) - interval '3 months' THEN
      RAISE insufficient_privilege USING MESSAGE = 'only the scheduled job drops months, and none of the last three';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS public.%I', 'logs_' || to_char(month, 'YYYY_MM'));
  END $$;

REVOKE ALL ON FUNCTION make_log_month(date), drop_log_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_log_month(date), drop_log_month(date) TO alphawolf_access;

SELECT set_config('app.role', 'worker', true);
SELECT make_log_month((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date)
FROM generate_series(-3, 3) n;
SELECT set_config('app.role', '', true);
