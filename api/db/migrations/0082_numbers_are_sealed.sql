-- Contract (decision 41): a telephone number is sealed and has its index, or is not stored at all.
DO $$
  BEGIN
    PERFORM set_config('app.role', 'worker', true);
    IF EXISTS (SELECT FROM contact_methods WHERE address_index IS NULL) THEN
      RAISE EXCEPTION 'telephone numbers from before are not sealed yet: let the API of the release before run until its '
        'log says fields_sealed, then migrate again';
    END IF;
    PERFORM set_config('app.role', '', true);
  END $$;

ALTER TABLE contact_methods
  ALTER COLUMN address_index SET NOT NULL,
  ADD CONSTRAINT contact_methods_sealed CHECK (address ~ '^v1\.[0-9]+\.[A-Za-z0-9+/]{38,}={0,2}$');
DROP INDEX contact_methods_plain;
