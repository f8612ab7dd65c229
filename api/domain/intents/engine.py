"""From symbols or text to an Intent, by rules alone: the same input always gives the same answer."""

from collections.abc import Sequence

from api.domain.intents import mentions, rules
from api.domain.intents.english import ENGLISH
from api.domain.intents.language import Language
from api.domain.intents.meaning import Intent
from api.domain.intents.spanish import SPANISH

LANGUAGES = {"en": ENGLISH, "es": SPANISH}
WEIGHT = {"info": 0, "need": 1, "urgent": 2}


def understand(symbols: Sequence[str] | None, text: str | None, locale: str) -> Intent:
    """Return what the symbols (ids of the vocabulary) and the text mean in `locale`; never raises.

    An unknown locale is read as English. Of symbols and text together the more pressing one decides.
    """
    language = LANGUAGES.get(locale[:2].lower(), ENGLISH)
    understood = []
    if symbols:
        understood.append(_explained(mentions.of_symbols(symbols), language.compose(symbols), language))
    if text and text.strip():
        said = mentions.of_text(text, language)
        understood.append(_explained(said, language.tidy(text, said.question), language))
    if not understood:
        return Intent("unknown", "", "info", (language.reasons["unknown"],))
    leading = max(understood, key=lambda intent: WEIGHT[intent.urgency])
    return Intent(leading.intent, " ".join(intent.sentence for intent in understood), leading.urgency, leading.why)


def _explained(said: mentions.Utterance, sentence: str, language: Language) -> Intent:
    verdict = rules.judge(said)
    named = [
        " ".join(said.words[mention.start : mention.end]).replace("_", " ")
        for mention in said.mentions
        if mention.concept in verdict.because
    ]
    reason = language.reasons[verdict.reason].format(", ".join(dict.fromkeys(named)))
    return Intent(verdict.intent, sentence, verdict.urgency, (reason.replace(" ()", ""),))
