"""What carries the files of `api/db/migrations` to a database: in order, once, one migrator at a time."""
