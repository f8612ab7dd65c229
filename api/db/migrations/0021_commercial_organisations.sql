-- Whether a person belongs to a commercial organisation, which may not use what is licensed for other use alone.
-- Organisations may come with a later migration than boards: until then nobody belongs to one. The role is lent for one
-- query, as in care_circle.
CREATE FUNCTION is_commercial(of_person uuid) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    callers_role text := coalesce(current_setting('app.role', true), '');
    found boolean;
  BEGIN
    IF to_regclass('organisation') IS NULL OR NOT (is_worker() OR of_person = ANY (my_people())) THEN
      RETURN false;
    END IF;
    PERFORM set_config('app.role', 'worker', true);
    SELECT o.commercial INTO found
      FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = of_person;
    PERFORM set_config('app.role', callers_role, true);
    RETURN coalesce(found, false);
  END $$;
