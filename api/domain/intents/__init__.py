"""What a person means by the symbols they press or the words they type: intent, sentence and urgency."""

from api.domain.intents.engine import understand
from api.domain.intents.meaning import Intent, Urgency

__all__ = ["Intent", "Urgency", "understand"]
