"""Spanish things, people and places as they stand in a sentence."""

from collections.abc import Sequence

from api.domain.intents.sentence import JOINING, Parts
from api.domain.intents.spanish.nouns import BODY, PEOPLE, PLACES, THINGS
from api.domain.intents.spanish.words import NUMBERS, POINTERS, QUALITIES, QUESTIONS, SMALL, TIMES, VERBS
from api.domain.intents.word_set import word_set

_BEFORE_PEOPLE = dict.fromkeys(("talk", "play", "eat", "walk", "go", "dance", "sing", "read", "draw", "work"), "con")
BARE_PLACES = word_set("outside inside")


def called_by(name: str) -> str:
    """Return how a person is called to: “nurse”, not “the nurse”."""
    for article in ("el ", "la ", "mi "):
        name = name.removeprefix(article)
    return name


def places_phrase(parts: Parts) -> str:
    """Return where to, or where, with its prepositions and a space before."""
    return "".join(
        f" {towards(PLACES[place])}" if place not in BARE_PLACES else f" {PLACES[place]}" for place in parts.places
    )


def towards(noun: str) -> str:
    """Return the noun with “a” before it."""
    return f"al {noun[3:]}" if noun.startswith("el ") else f"a {noun}"


def mine(body: str) -> str:
    """Return a part of the body as the person's own."""
    article, noun = body.split(" ", 1)
    return f"{'mis' if article in {'los', 'las'} else 'mi'} {noun}"


def objects_phrase(parts: Parts, *, definite: bool = False) -> str:
    """Return the things that were pressed with their articles, numbers, qualities and connections."""
    pieces: list[str] = []
    waiting: list[str] = []
    for previous, thing in zip(["", *parts.objects], parts.objects, strict=False):
        if thing in QUALITIES or thing in NUMBERS:
            waiting.append(thing)
            continue
        if thing not in THINGS and thing not in PEOPLE:
            pieces.append(word_for(thing))
            continue
        if thing in PEOPLE:
            word = person_phrase(thing, parts, first=not pieces, joins=previous in JOINING)
        elif definite or parts.wish in {"like", "love"}:
            word = with_the(thing)
        else:
            word = THINGS[thing][1]
        if pieces and previous not in JOINING and not word.startswith("con "):
            pieces.append("y")
        if parts.more or previous == "without":
            word = without_article(word)
        pieces.append(qualified(word, waiting, thing))
        waiting = []
    line = " ".join([*pieces, *(word_for(thing) for thing in waiting)])
    return f"más {line}".strip() if parts.more else line


def person_phrase(person: str, parts: Parts, *, first: bool, joins: bool) -> str:
    """Return a person as an object, with the preposition that the verb asks for."""
    name = PEOPLE[person]
    if joins:
        return name
    verb = parts.verbs[-1] if parts.verbs else ""
    if verb in _BEFORE_PEOPLE or (verb and not first):
        return f"con {name}"
    return towards(name) if parts.wish or verb else name


def qualified(word: str, waiting: Sequence[str], thing: str) -> str:
    """Put qualities and numbers around a noun."""
    numbers = [NUMBERS[number] for number in waiting if number in NUMBERS]
    qualities = [agreeing(quality, thing) for quality in waiting if quality in QUALITIES]
    if numbers:
        bare = without_article(word)
        many = bare if bare.endswith("s") or numbers == ["uno"] else bare + ("s" if bare[-1] in "aeiouéáó" else "es")
        word = word if numbers == ["uno"] else f"{' '.join(numbers)} {many}"
    return " ".join([word, *qualities])


def agreeing(quality: str, thing: str) -> str:
    """Return the quality in the gender and number of the thing."""
    masculine, feminine = QUALITIES[quality]
    definite, _ = THINGS.get(thing, ("", ""))
    is_feminine = definite.startswith(("la ", "las ")) or thing == "water"
    form = feminine if is_feminine else masculine
    if not definite.startswith(("los ", "las ")):
        return form
    return form + ("s" if form[-1] in "aeiou" else "es")


def with_the(thing: str) -> str:
    """Return the noun as something already known."""
    definite, asked = THINGS[thing] if thing in THINGS else (PEOPLE[thing], PEOPLE[thing])
    return asked if asked.startswith(("mi ", "mis ")) else definite


def without_article(noun: str) -> str:
    """Return the noun bare."""
    article, _, rest = noun.partition(" ")
    return rest if article in {"un", "una", "unos", "unas", "el", "la", "los", "las"} else noun


def word_for(symbol: str) -> str:
    """Return how any symbol reads within a sentence."""
    for table in (PEOPLE, NUMBERS, POINTERS, SMALL, TIMES, BODY, PLACES, QUESTIONS):
        if symbol in table:
            return table[symbol]
    if symbol in THINGS:
        return with_the(symbol)
    if symbol in QUALITIES:
        return QUALITIES[symbol][0]
    return VERBS[symbol][0] if symbol in VERBS else symbol.replace("_", " ")
