"""Proving that a telephone number is somebody's own: a code of six digits, for ten minutes, five tries."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

from api.domain.errors import Invalid, TooMany
from api.domain.notifications import translated

CODE_LASTS = timedelta(minutes=10)
MOST_ATTEMPTS = 5
BETWEEN_CODES = timedelta(minutes=1)
MOST_CODES_A_DAY = 5
MOST_TRIES_A_DAY = 20
MOST_METHODS = 5
# ITU-T E.164: a country code and at most fifteen digits.
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
CODE_TEXT = {
    "en": "AlphaWolf: your code is {code}, for ten minutes. Nobody of us will ever ask you for it. Reply STOP to end.",
    "es": "AlphaWolf: tu código es {code}, durante diez minutos. Nadie te lo pedirá. Responde STOP para terminar.",
}


def check_number(number: str) -> None:
    """Raise Invalid for what cannot be a telephone number."""
    if not NUMBER.fullmatch(number):
        raise Invalid("address", "must be a telephone number with its country code, such as +15555550142")


def check_another_code(now: datetime, sent: list[datetime], not_sent: int = 0) -> None:
    """Do nothing if another code may be sent; `sent` are the times of an account's codes of the last day, any order.

    `not_sent` is how many more could not be sent that day: they hold up nobody, but are not tried without end.
    Raises TooMany: each text costs, and a stranger's telephone must not be made to ring.
    """
    if sent and now - max(sent) < BETWEEN_CODES:
        raise TooMany("A code was sent a moment ago; ask for another in a minute.", retry_after=BETWEEN_CODES)
    if len(sent) >= MOST_CODES_A_DAY or len(sent) + not_sent >= MOST_TRIES_A_DAY:
        raise TooMany("Too many codes were sent today; try again tomorrow.", retry_after=timedelta(days=1))


def code_hash(code: str, code_id: UUID) -> bytes:
    """Return what is stored of a code; the id of its row is the salt."""
    return hmac.digest(code_id.bytes, code.encode(), hashlib.sha256)


def code_matches(code: str, code_id: UUID, stored: bytes) -> bool:
    """Tell whether a code is the one that was sent, in constant time."""
    return hmac.compare_digest(code_hash(code, code_id), stored)


def code_text(code: str, locale: str) -> str:
    """Return the text message that carries a code."""
    return translated(CODE_TEXT, locale).format(code=code)
