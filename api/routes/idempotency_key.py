"""The header under which a request is done once, however often it is sent."""

import json
import re
from typing import Annotated

from fastapi import Header

from api.db.idempotency import ANSWER, Told
from api.dependencies import Services
from api.domain.errors import Invalid
from api.identity import Caller

VISIBLE = re.compile(r"[\x21-\x7e]{1,200}")
OptionalKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="New for each request: sent again with the same body, it gets the first answer and makes nothing "
        "more. 1 to 200 visible ASCII characters.",
    ),
]


def idempotency_key(header: str | None) -> str:
    """Return the key. Raises Invalid without a usable one."""
    if header is None or not VISIBLE.fullmatch(header):
        raise Invalid("Idempotency-Key", "must be sent: 1 to 200 visible ASCII characters, new for each request")
    return header


def optional_key(header: str | None) -> str | None:
    """Return the key, None where none was sent. Raises Invalid for one that cannot be used."""
    return None if header is None else idempotency_key(header)


async def opened_answer(services: Services, caller: Caller, told: Told) -> str:
    """Return an answer that may have been kept sealed, as JSON text. Raises KeysUnavailable."""
    kept = json.loads(told.answer) if told.before else None
    return await services.field_keys.open(kept, ANSWER, caller.account_id) if isinstance(kept, str) else told.answer
