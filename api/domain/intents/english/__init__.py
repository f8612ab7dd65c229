"""English, as data for the rules."""

from api.domain.intents.english import nouns, phrases, words
from api.domain.intents.english.alarms import ALARMS, HARMLESS, LIFE_SUPPORT
from api.domain.intents.english.grammar import compose, tidy
from api.domain.intents.english.reasons import REASONS
from api.domain.intents.language import Language, build_indexes, words_in
from api.domain.intents.spelling import Spelling

_ARTICLES = ("a ", "an ", "the ", "my ", "some ", "in ", "on ", "at ")


def _bare(form: str) -> str:
    return next((form[len(article) :] for article in _ARTICLES if form.casefold().startswith(article)), form).casefold()


def _named(table: dict[str, str]) -> dict[str, str]:
    named = {concept: _bare(form) for concept, form in table.items()}
    return {concept: form if form.endswith("s") else f"{form}; {form}s" for concept, form in named.items()}


def _gerund(base: str) -> str:
    verb, *rest = base.split()
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ie")) else verb
    return " ".join([stem + "ing", *rest])


_ALARMING, _EVERYDAY = build_indexes(
    [HARMLESS, ALARMS],
    [
        LIFE_SUPPORT,
        phrases.PHRASES,
        _named(nouns.THINGS | nouns.BODY | nouns.PEOPLE | nouns.PLACES),
        {verb: f"{base}; {_gerund(base)}" for verb, (base, _, _) in words.VERBS.items()},
        words.QUALITIES | words.NUMBERS,
        phrases.IRREGULAR,
    ],
)
_SMALL = phrases.PLAIN | phrases.LIGHT | phrases.ASKING | phrases.NEGATORS | phrases.PAST | phrases.RECENT

ENGLISH = Language(
    alarming=_ALARMING,
    everyday=_EVERYDAY,
    spelling=Spelling(words_in(_ALARMING) | words_in(_EVERYDAY), _SMALL),
    contractions={short: tuple(full.split()) for short, full in phrases.CONTRACTIONS.items()},
    pictographs=phrases.PICTOGRAPHS,
    negators=phrases.NEGATORS,
    unable=frozenset({"can", "could", "will"}),
    light=phrases.LIGHT,
    subjects=phrases.SUBJECTS,
    other_subjects=phrases.OTHER_SUBJECTS,
    first_person=frozenset("i me my am we us".split()),
    asking=phrases.ASKING,
    past=phrases.PAST,
    recent=phrases.RECENT,
    needed=frozenset({"needed"}),
    dreaming=frozenset("dreamed dreamt dream nightmare read watched pretend pretending imagine".split()),
    quoting=frozenset({("word",), ("spell",), ("you", "say")}),
    denied_afterwards=frozenset({("not", "needed"), ("not", "required"), ("is", "not", "needed")}),
    linking=frozenset("is was are were has have just got".split()),
    compose=compose,
    tidy=tidy,
    reasons=REASONS,
)
