"""From symbols or text to an Intent, by rules alone: the same input always gives the same answer."""

from collections.abc import Sequence

from api.domain.intents.meaning import Intent

_URGENT = {"help", "cannot_breathe", "fell_down", "choking", "bleeding", "chest_pain", "emergency"}
_NEEDS = {"pain", "toilet", "water", "i_need_you", "call_caregiver", "stop"}


def understand(symbols: Sequence[str] | None, text: str | None, locale: str) -> Intent:
    """Return what the symbols (ids of the vocabulary) and the text mean in `locale`; never raises."""
    words = [*(symbols or ()), *(text or "").lower().split()]
    sentence = " ".join([*(symbol.replace("_", " ") for symbol in symbols or ()), text or ""]).strip().capitalize()
    for word in words:
        if word.strip(".,!?¡¿") in _URGENT:
            return Intent("help", sentence, "urgent", (f"“{word}” is urgent",))
    for word in words:
        if word in _NEEDS:
            return Intent(word, sentence, "need", (f"“{word}” is a need",))
    return Intent("statement", sentence, "info", ("no rule speaks of a need",))
