"""The header under which a request is done once, however often it is sent."""

import re

from api.domain.errors import Invalid

VISIBLE = re.compile(r"[\x21-\x7e]{1,200}")


def idempotency_key(header: str | None) -> str:
    """Return the key. Raises Invalid without a usable one."""
    if header is None or not VISIBLE.fullmatch(header):
        raise Invalid("Idempotency-Key", "must be sent: 1 to 200 visible ASCII characters, new for each request")
    return header
