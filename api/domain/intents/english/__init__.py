"""English, as data for the rules."""

from api.domain.intents.english import nouns, small_words, words
from api.domain.intents.english.alarms import ALARMS, HARMLESS, LIFE_SUPPORT
from api.domain.intents.english.conversation import CONVERSATION
from api.domain.intents.english.grammar import compose, tidy
from api.domain.intents.english.needs import NEEDS, OTHER_NAMES
from api.domain.intents.english.reasons import REASONS
from api.domain.intents.language import Language, build_indexes, words_in
from api.domain.intents.spelling import Spelling
from api.domain.intents.word_set import word_set

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
        NEEDS | CONVERSATION,
        _named(nouns.THINGS | nouns.BODY | nouns.PEOPLE | nouns.PLACES),
        {verb: f"{base}; {_gerund(base)}" for verb, (base, _, _) in words.VERBS.items()},
        words.QUALITIES | words.NUMBERS,
        OTHER_NAMES,
    ],
)
_SMALL = (
    small_words.PLAIN
    | small_words.LIGHT
    | small_words.ASKING
    | small_words.NEGATORS
    | small_words.PAST
    | small_words.RECENT
)

ENGLISH = Language(
    alarming=_ALARMING,
    everyday=_EVERYDAY,
    spelling=Spelling(words_in(_ALARMING) | words_in(_EVERYDAY), _SMALL),
    contractions={short: tuple(full.split()) for short, full in small_words.CONTRACTIONS.items()},
    pictographs=small_words.PICTOGRAPHS,
    negators=small_words.NEGATORS,
    unable=frozenset({"can", "could", "will"}),
    turning=word_set("but because however"),
    exclaiming=word_set("oh ah uh ow god please"),
    light=small_words.LIGHT,
    subjects=small_words.SUBJECTS,
    other_subjects=small_words.OTHER_SUBJECTS,
    first_person=word_set("i me my am we us"),
    asking=small_words.ASKING,
    past=small_words.PAST,
    recent=small_words.RECENT,
    needing=word_set("need needs want call ask"),
    needed=frozenset({"needed"}),
    dreaming=word_set("dreamed dreamt dream nightmare read watched pretend pretending imagine"),
    quoting=frozenset({("word",), ("spell",), ("you", "say")}),
    denied_afterwards=frozenset(
        {
            ("not", "needed"),
            ("not", "required"),
            ("is", "not", "needed"),
            ("needed",),
            ("required",),
            ("thanks",),
            ("thank", "you"),
        }
    ),
    linking=word_set("is was are were has have just got"),
    compose=compose,
    tidy=tidy,
    reasons=REASONS,
)
