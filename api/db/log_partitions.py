"""The months of the log: each a partition that the owner makes and drops on the scheduled job's word."""

from datetime import date

from api.db.pool import Connection


async def log_months(connection: Connection) -> list[date]:
    """Return the first day of each month that has a partition, oldest first."""
    rows = await connection.fetch(
        """
        SELECT to_date(substring(c.relname FROM '^logs_(\\d{4}_\\d{2})$'), 'YYYY_MM') AS month
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'logs'::regclass ORDER BY 1
        """
    )
    return [row["month"] for row in rows]


async def make_month(connection: Connection, month: date) -> None:
    """Make a month's partition, if there is none."""
    await connection.execute("SELECT make_log_month($1)", month)


async def drop_month(connection: Connection, month: date) -> None:
    """Drop a month's partition with everything in it."""
    await connection.execute("SELECT drop_log_month($1)", month)
