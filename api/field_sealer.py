"""Seals, once after the start, the reasons that were stored before they were sealed, or while no key could be had."""

import asyncio

from api.db.break_glass import seal_plain_reasons
from api.db.data_keys import FieldKeys
from api.db.pool import Context, Database
from api.logs import logger

BATCH = 100
RETRY_S = 30.0


async def seal_fields(database: Database, keys: FieldKeys) -> None:
    """Seal batch by batch until none is left, trying again while the database or the key service is away."""
    while True:
        try:
            cipher = await keys.cipher()
            async with database.transaction(Context.worker()) as connection:
                reasons = await seal_plain_reasons(connection, cipher, BATCH)
        except Exception as error:  # noqa: BLE001 - the next try must come
            logger("fields").warning("sealing_waits", error=type(error.__cause__ or error).__name__)
            await asyncio.sleep(RETRY_S)
        else:
            if reasons == 0:
                return
            logger("fields").info("fields_sealed", count=reasons)
