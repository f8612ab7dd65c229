"""What a client may say over its socket, the same through API Gateway and at the API itself."""

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeGuard

LARGEST_SEQ = 2**62
PAGE = 50  # frames at once; API Gateway carries 128 KB in one message

PONG = '{"type": "pong"}'
UNKNOWN = '{"type": "error", "detail": "unknown action"}'


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks for a pong."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Asks for the page after a number, None for what was acknowledged last; a page with `more` is to be followed."""

    after: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """Says that the device has everything up to a number."""

    seq: int


def parse(body: object) -> Ping | Resume | Received | None:
    """Return what a client said, None for what is not known here."""
    try:
        frame = json.loads(body) if isinstance(body, str | bytes) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    match frame.get("action"):
        case "ping":
            return Ping()
        case "resume":
            after = frame.get("after")
            return Resume(after) if after is None or is_seq(after) else None
        case "received":
            seq = frame.get("seq")
            return Received(seq) if is_seq(seq) and seq > 0 else None
        case _:
            return None


def is_seq(value: object) -> TypeGuard[int]:
    """Tell whether a value can be the number of a notification, or the place before the first."""
    return type(value) is int and 0 <= value <= LARGEST_SEQ


def page_frame(items: str, following: int, *, more: bool) -> str:
    """Return the answer to a resume: `items` as JSON text, and where to go on."""
    return f'{{"type":"page","items":{items},"next":{following},"more":{"true" if more else "false"}}}'


class Close(IntEnum):
    """Why the API closes a socket, beside RFC 6455's own codes; whatever the reason, a client comes back and resumes.

    1009: a frame was too large. 1011: no answer to pings. 1012: the process stops, another one takes over. A socket
    that does not read is cut without a code.
    """

    BAD_FRAMES = 4400
    SESSION_ENDED = 4401  # the sign-in that asked for the ticket has run out: sign in again, ask for another ticket
    ACCESS_CHANGED = 4403  # the account no longer sees somebody whom it saw
    LIVED_LONG = 4408  # API Gateway ends a socket after two hours; so does the API
    REPLACED = 4409  # the account has opened more sockets than one account may have
