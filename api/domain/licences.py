"""What a licence lets its holder do, read from its name."""

import re

# The NC of CC BY-NC-SA 4.0 or of cc-by-nc, and the words themselves.
_NON_COMMERCIAL = re.compile(r"(?:^|[^a-z])nc(?:$|[^a-z])|non-?\s?commercial", re.IGNORECASE)


def is_allowed(licence: str, *, commercial: bool) -> bool:
    """Whether an organisation may use what has this licence: a commercial one nothing that forbids commerce."""
    return not (commercial and _NON_COMMERCIAL.search(licence))
