"""Parts of a body by their bytes (RFC 9110 §14)."""

import re

RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class NotSatisfiable(Exception):
    """No byte of the body lies in the range that was asked for."""


def wanted_range(header: str | None, length: int) -> tuple[int, int] | None:
    """Return first and last byte of the one range asked for, None where the whole body is to be sent.

    A header that is malformed or names several ranges is ignored, as §14.2 allows. Raises NotSatisfiable.
    """
    named = RANGE.fullmatch(header.strip()) if header else None
    if named is None or named.group(1) == named.group(2) == "":
        return None
    first, last = named.groups()
    if first == "":
        if int(last) == 0:
            raise NotSatisfiable
        return max(0, length - int(last)), length - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= length:
        raise NotSatisfiable
    return int(first), min(int(last), length - 1) if last else length - 1
