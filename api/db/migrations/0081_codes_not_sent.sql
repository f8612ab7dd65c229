-- A code whose text message could not be sent rang nowhere: another may follow at once.
ALTER TABLE contact_code ADD COLUMN not_sent boolean NOT NULL DEFAULT false;
