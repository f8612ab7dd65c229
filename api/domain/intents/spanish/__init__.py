"""Spanish, as data for the rules."""

import unicodedata

from api.domain.intents.language import Language, build_indexes, words_in
from api.domain.intents.spanish import nouns, phrases, words
from api.domain.intents.spanish.alarms import ALARMS, HARMLESS, LIFE_SUPPORT
from api.domain.intents.spanish.grammar import compose, tidy
from api.domain.intents.spanish.reasons import REASONS
from api.domain.intents.spelling import Spelling

_ARTICLES = ("el ", "la ", "los ", "las ", "un ", "una ", "mi ", "por la ")


def _bare(form: str) -> str:
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", form.casefold()) if not unicodedata.combining(mark))
    return next((plain[len(article) :] for article in _ARTICLES if plain.startswith(article)), plain)


def _named(table: dict[str, str]) -> dict[str, str]:
    named = {concept: _bare(form) for concept, form in table.items()}
    return {
        concept: form if form.endswith("s") else f"{form}; {form}{'s' if form[-1] in 'aeiou' else 'es'}"
        for concept, form in named.items()
    }


_ALARMING, _EVERYDAY = build_indexes(
    [HARMLESS, ALARMS],
    [
        LIFE_SUPPORT,
        phrases.PHRASES,
        phrases.IRREGULAR,
        _named(
            {thing: definite for thing, (definite, _) in nouns.THINGS.items()}
            | nouns.BODY
            | nouns.PEOPLE
            | nouns.PLACES
        ),
        {
            verb: "; ".join(_bare(form) for form in forms[:-1] if form)
            for verb, forms in words.VERBS.items()
            if verb != "love"
        },
        {quality: "; ".join(_bare(form) for form in forms) for quality, forms in words.QUALITIES.items()},
        {number: _bare(form) for number, form in words.NUMBERS.items()},
    ],
)
_SMALL = (
    phrases.PLAIN | phrases.LIGHT | phrases.ASKING | phrases.NEGATORS | phrases.PAST | phrases.RECENT | phrases.NEEDED
)

SPANISH = Language(
    alarming=_ALARMING,
    everyday=_EVERYDAY,
    spelling=Spelling(words_in(_ALARMING) | words_in(_EVERYDAY), _SMALL),
    contractions={short: tuple(full.split()) for short, full in phrases.CONTRACTIONS.items()},
    pictographs=phrases.PICTOGRAPHS,
    negators=phrases.NEGATORS,
    unable=frozenset({"puedo", "para"}),
    light=phrases.LIGHT,
    subjects=phrases.SUBJECTS,
    other_subjects=frozenset(),
    first_person=frozenset("yo me mi ayudame ayudenme estoy tengo necesito puedo".split()),
    asking=phrases.ASKING,
    past=phrases.PAST,
    recent=phrases.RECENT,
    needed=phrases.NEEDED,
    dreaming=frozenset("sone sonaba sonado sueno pesadilla lei vi jugando".split()),
    quoting=frozenset({("palabra",), ("escribe",), ("deletrea",)}),
    denied_afterwards=frozenset({("no", "hace", "falta"), ("no", "necesaria")}),
    linking=frozenset("se ha me el la los las mi un una".split()),
    compose=compose,
    tidy=tidy,
    reasons=REASONS,
)
