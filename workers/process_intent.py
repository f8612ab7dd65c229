"""process_intent: what a person means by the symbols they pressed or the words they wrote."""

from dataclasses import asdict
from typing import Any

from api.domain.intents import understand


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Return the intent of {"symbols": [id] | null, "text": str | null, "locale": str}."""
    return asdict(understand(event.get("symbols"), event.get("text"), str(event.get("locale", "en"))))
