"""What Schemathesis is told of keys: each request has its own, for with an old one it is answered as it was then."""

import re
import uuid
from typing import Any

import schemathesis
from schemathesis import Case, HookContext

NAME = "Idempotency-Key"
ROOM_FOR_MORE = re.compile(r"[!-~]{1,160}")


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Make a good key one that no request had before; bad ones stay as bad as they are."""
    del context, kwargs
    key = case.headers.get(NAME)
    if isinstance(key, str) and ROOM_FOR_MORE.fullmatch(key):
        case.headers[NAME] = key + uuid.uuid4().hex
