-- wolf: transaction=false
-- What the watch looks at each minute; most tasks ask for no watch and are not in it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS tasks_watch_at ON tasks (watch_at) WHERE watch_at IS NOT NULL;
