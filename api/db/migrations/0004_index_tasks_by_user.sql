-- wolf: transaction=false
-- Built without blocking writers, so that it can be repeated on a large table.
CREATE INDEX CONCURRENTLY IF NOT EXISTS tasks_user_id ON tasks (user_id, starts_at);
