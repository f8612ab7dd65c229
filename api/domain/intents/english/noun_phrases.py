"""English things, people and places as they stand in a sentence."""

from collections.abc import Sequence

from api.domain.intents.english.nouns import BODY, PEOPLE, PLACES, THINGS
from api.domain.intents.english.words import NUMBERS, POINTERS, QUALITIES, QUESTIONS, SMALL, TIMES, VERBS
from api.domain.intents.sentence import JOINING, Parts
from api.domain.intents.word_set import word_set

_BEFORE_PEOPLE = {
    "talk": "to",
    "play": "with",
    "eat": "with",
    "walk": "with",
    "go": "with",
    "dance": "with",
    "listen": "to",
    "look": "at",
}
_AT = {"home": "at ", "workplace": "at ", "school": "at ", "church": "at ", "outside": "", "inside": ""}
BARE_PLACES = word_set("home outside inside")


def called_by(name: str) -> str:
    """Return how a person is called to: “nurse”, not “the nurse”."""
    return name.removeprefix("the ").removeprefix("my ")


def places_phrase(parts: Parts, *, go: bool = True) -> str:
    """Return where to, or where, with its prepositions and a space before."""
    return "".join(f" {towards(place) if go else _AT.get(place, 'in ')}{PLACES[place]}" for place in parts.places)


def towards(place: str) -> str:
    """Return the preposition before a place that one goes to."""
    return "" if place in BARE_PLACES else "to "


def objects_phrase(parts: Parts, *, definite: bool = False) -> str:
    """Return the things that were pressed with their articles, numbers, qualities and connections."""
    pieces: list[str] = []
    waiting: list[str] = []
    for previous, thing in zip(["", *parts.objects], parts.objects, strict=False):
        if thing in QUALITIES or thing in NUMBERS:
            waiting.append(word_for(thing))
            continue
        word = word_for(thing)
        if thing in THINGS or thing in PEOPLE:
            counted = any(number in NUMBERS.values() for number in waiting)
            word = inserted(with_the(word) if definite else word, waiting, counted)
            word = word.replace("the ", "a ", 1) if parts.wish == "have" else word
            word = in_general(word) if parts.wish in {"like", "love"} else word
            waiting = []
            if pieces and previous not in JOINING:
                pieces.append("with" if thing in PEOPLE and parts.verbs else "and")
            elif thing in PEOPLE and parts.verbs and parts.verbs[-1] in _BEFORE_PEOPLE and not pieces:
                pieces.append(_BEFORE_PEOPLE[parts.verbs[-1]])
            if previous == "without":
                word = without_article(word)
        pieces.append(word)
    line = " ".join([*pieces, *waiting])
    if parts.more:
        line = f"more {without_article(line)}".strip()
    return line


def inserted(noun: str, qualities: Sequence[str], counted: bool) -> str:
    """Put qualities and numbers where they stand in a noun phrase."""
    if not qualities:
        return noun
    article, _, rest = noun.partition(" ")
    if article not in {"a", "an", "the", "my", "some"}:
        return " ".join([*qualities, noun])
    if counted:
        return " ".join([*qualities, rest if rest.endswith("s") or qualities[0] == "one" else rest + "s"])
    if article in {"a", "an"}:
        article = "an" if qualities[0][0] in "aeiou" else "a"
    return " ".join([article, *qualities, rest])


def in_general(noun: str) -> str:
    """Return how a thing is named that one likes in general: “bananas”, not “a banana”."""
    article, _, rest = noun.partition(" ")
    if article in {"a", "an"}:
        return rest if rest.endswith("s") else rest + "s"
    return rest if article == "some" else noun


def with_the(noun: str) -> str:
    """Return the noun as something already known."""
    article, _, rest = noun.partition(" ")
    return f"the {rest}" if article in {"a", "an", "some"} else noun


def without_article(noun: str) -> str:
    """Return the noun bare."""
    article, _, rest = noun.partition(" ")
    return rest if article in {"a", "an", "some", "the"} else noun


def word_for(symbol: str) -> str:
    """Return how any symbol reads within a sentence."""
    for table in (THINGS, PEOPLE, QUALITIES, NUMBERS, POINTERS, SMALL, TIMES, BODY, PLACES, QUESTIONS):
        if symbol in table:
            return table[symbol]
    return VERBS[symbol][0] if symbol in VERBS else symbol.replace("_", " ")
