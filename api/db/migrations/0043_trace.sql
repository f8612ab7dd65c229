-- Which request an event comes from (W3C Trace Context): the trace goes on in the workers that deliver it.
ALTER TABLE outbox ADD COLUMN traceparent text DEFAULT nullif(current_setting('app.traceparent', true), '');
