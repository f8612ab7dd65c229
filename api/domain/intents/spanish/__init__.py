"""Spanish, as data for the rules."""

import unicodedata

from api.domain.intents.language import Language, build_indexes, words_in
from api.domain.intents.spanish import nouns, small_words, words
from api.domain.intents.spanish.alarms import ALARMS, HARMLESS, LIFE_SUPPORT
from api.domain.intents.spanish.conversation import CONVERSATION
from api.domain.intents.spanish.grammar import compose, tidy
from api.domain.intents.spanish.needs import NEEDS, OTHER_NAMES
from api.domain.intents.spanish.reasons import REASONS
from api.domain.intents.spelling import Spelling
from api.domain.intents.word_set import word_set

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
        NEEDS | CONVERSATION,
        OTHER_NAMES,
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
    small_words.PLAIN
    | small_words.LIGHT
    | small_words.ASKING
    | small_words.NEGATORS
    | small_words.PAST
    | small_words.RECENT
    | small_words.NEEDED
)

SPANISH = Language(
    alarming=_ALARMING,
    everyday=_EVERYDAY,
    spelling=Spelling(words_in(_ALARMING) | words_in(_EVERYDAY), _SMALL),
    contractions={short: tuple(full.split()) for short, full in small_words.CONTRACTIONS.items()},
    pictographs=small_words.PICTOGRAPHS,
    negators=small_words.NEGATORS,
    unable=frozenset({"puedo", "para"}),
    turning=word_set("pero porque aunque sino"),
    exclaiming=word_set("ay oh ah uy dios"),
    light=small_words.LIGHT,
    subjects=small_words.SUBJECTS,
    other_subjects=frozenset(),
    first_person=word_set("yo me mi ayudame ayudenme estoy tengo necesito puedo"),
    asking=small_words.ASKING,
    past=small_words.PAST,
    recent=small_words.RECENT,
    needing=word_set("necesito necesita quiero pido pide"),
    needed=small_words.NEEDED,
    dreaming=word_set("sone sonaba sonado sueno pesadilla lei vi jugando"),
    quoting=frozenset({("palabra",), ("escribe",), ("deletrea",)}),
    denied_afterwards=frozenset({("no", "hace", "falta"), ("no", "necesaria"), ("necesaria",), ("gracias",)}),
    linking=word_set("se ha me el la los las mi un una"),
    compose=compose,
    tidy=tidy,
    reasons=REASONS,
)
