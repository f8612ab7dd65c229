"""Redeeming the ticket of a handshake."""

import hashlib

from api.db.connections import Welcome, redeem_ticket
from api.db.pool import Context, Database


async def welcomed(database: Database, ticket: str) -> Welcome | None:
    """Return what a ticket opens, None if it opens nothing. Raises DatabaseUnavailable."""
    async with database.transaction(Context.worker()) as connection:
        return await redeem_ticket(connection, hashlib.sha256(ticket.encode()).digest())
