"""What a language service may add to what the rules found: a better sentence of the same meaning, and more urgency.

It can take nothing away. Its sentence is read by the same rules, and is only believed where they find in it all that
they found before: every concept, every refusal and negation, every pain and its place, every name and number.
"""

import re
from dataclasses import dataclass, replace

from api.domain.intents import mentions, rules
from api.domain.intents.engine import LANGUAGES, WEIGHT
from api.domain.intents.english import ENGLISH
from api.domain.intents.language import Language
from api.domain.intents.meaning import Intent, Urgency
from api.domain.intents.mentions import Utterance
from api.domain.intents.normalise import BREAK

LONGEST = 300
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f<>{}\u2028\u2029]|https?:", re.IGNORECASE)
# Words that make a sentence kinder and say nothing more.
KIND = frozenset({"please", "want", "have", "can_you"})
REASONS = {"en": "a language service finds it more pressing", "es": "un servicio de lenguaje lo ve más apremiante"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a language service answered; what it leaves open is None."""

    sentence: str | None = None
    urgency: Urgency | None = None


def improved(found: Intent, suggestion: Suggestion, locale: str) -> Intent:
    """Return what the rules found with the sentence that was suggested, if it means the same, and no less urgency."""
    better = found
    if suggestion.sentence is not None and says_the_same(found.sentence, suggestion.sentence.strip(), locale):
        better = replace(better, sentence=suggestion.sentence.strip())
    if suggestion.urgency is not None and WEIGHT[suggestion.urgency] > WEIGHT[found.urgency]:
        reason = REASONS.get(locale[:2].lower(), REASONS["en"])
        better = replace(better, urgency=suggestion.urgency, why=(*found.why, reason))
    return better


def says_the_same(before: str, after: str, locale: str) -> bool:
    """Tell whether nothing is lost from one sentence to another, and nothing but kindness is added."""
    if not before or not after or len(after) > LONGEST or UNPRINTABLE.search(after):
        return False
    language = LANGUAGES.get(locale[:2].lower(), ENGLISH)
    old, new = mentions.of_text(before, language), mentions.of_text(after, language)
    judged, judged_anew = rules.judge(old), rules.judge(new)
    return (
        old.live <= new.live
        and new.live - old.live <= KIND
        and new.denied == old.denied
        and new.told == old.told
        and negations(new, language) == negations(old, language)
        and unknown(old, language) == unknown(new, language)
        and judged.intent == judged_anew.intent
        and WEIGHT[judged_anew.urgency] >= WEIGHT[judged.urgency]
    )


def negations(said: Utterance, language: Language) -> int:
    """Return how often something is negated."""
    return sum(word in language.negators for word in said.words)


def unknown(said: Utterance, language: Language) -> frozenset[str]:
    """Return the words that are not the language's own: names, numbers, things that no rule knows."""
    return frozenset(
        word for word in said.words if word != BREAK and (word not in language.spelling.known or not word.isalpha())
    )
