"""Spanish sentences from the parts that were pressed."""

from collections.abc import Sequence

from api.domain.intents import concepts as c
from api.domain.intents.sentence import JOINING, REQUESTS, SUBJECTS, Parts, capitalised, joined, spoken_text, take_apart
from api.domain.intents.spanish.noun_phrases import (
    agreeing,
    called_by,
    mine,
    objects_phrase,
    places_phrase,
    with_the,
    word_for,
)
from api.domain.intents.spanish.nouns import BODY, PEOPLE, PLACES, THINGS
from api.domain.intents.spanish.sentences import DENIED, OF_ANOTHER, SENTENCES
from api.domain.intents.spanish.words import PAST, POINTERS, QUALITIES, QUESTIONS, SMALL, STATES, TIMES, VERBS
from api.domain.intents.word_set import word_set

_NEEDED = c.MEDICINE | c.TOILET | c.COMFORT | c.CARE | {"appointment", "physio"}
_NAMED_ALONE = word_set("window door bus light stairs floor birthday")
_THIRD = {"me siento": "se siente", "siento": "siente", "tengo": "tiene", "estoy": "está", "me aburro": "se aburre"}
_SECOND = {
    "me siento": "te sientes",
    "siento": "sientes",
    "tengo": "tienes",
    "estoy": "estás",
    "me aburro": "te aburres",
}
_TO_YOU = {"need": "te necesito", "want": "te necesito", "love": "te quiero", "like": "me gustas"}
_I, _OTHER, _YOU, _REQUEST = 1, 2, 3, 4  # columns of VERBS


def compose(symbols: Sequence[str]) -> str:
    """Return the sentences that the symbols make, in the order in which they were begun."""
    parts = take_apart(symbols, SENTENCES)
    whole = _whole_sentences(parts)
    clause = _clause(parts)
    said = [*(["Sí."] if "yes" in parts.yes_no else []), *(["No."] if "no" in parts.yes_no else [])]
    begins_whole = bool(symbols) and (symbols[0] in SENTENCES or symbols[0] in c.PEOPLE or symbols[0] in SUBJECTS)
    said += [*whole, clause] if begins_whole else [clause, *whole]
    spoken = " ".join(" ".join(filter(None, said)).split())
    return spoken or capitalised(" ".join(map(word_for, symbols))) + "."


def tidy(text: str, asks: bool) -> str:
    """Return typed text ready to be spoken: one line, a capital, a closing mark and the one that opens it."""
    line = capitalised(spoken_text(text))
    if line and line[-1] not in ".!?…":
        line += "?" if asks else "."
    for closing, opening in (("?", "¿"), ("!", "¡")):
        if line.endswith(closing) and opening not in line and len(line) > 1:
            line = opening + line
    return line


def _whole_sentences(parts: Parts) -> list[str]:
    said = []
    for symbol in parts.whole:
        if parts.denied and symbol in DENIED and parts.bare:
            sentence = DENIED[symbol]
        elif symbol == "help" and parts.help_with:
            continue
        elif parts.subject in c.PEOPLE and symbol in OF_ANOTHER:
            sentence = OF_ANOTHER[symbol].format(PEOPLE[parts.subject])
        else:
            sentence = SENTENCES[symbol]
        said.append(capitalised(sentence))
    if said and parts.bare:
        said[-1] = _with_ending(said[-1], parts)
        named = parts.subject if parts.subject in c.PEOPLE and not set(parts.whole) & set(OF_ANOTHER) else ""
        if name := parts.listener or named:
            said = _calling(said, called_by(PEOPLE[name]), parts.named_last)
    elif said and parts.alarm_somewhere:
        said[0] = f"{said[0][:-1]} en {joined([PLACES[place] for place in parts.places], 'y')}{said[0][-1]}"
    return said


def _calling(said: list[str], name: str, last: bool) -> list[str]:
    if last:
        return [*said[:-1], f"{said[-1][:-1]}, {name}{said[-1][-1]}"]
    opening = said[0][0] if said[0][0] in "¡¿" else ""
    rest = said[0].lstrip("¡¿")
    return [f"{opening}{capitalised(name)}, {rest[:1].lower()}{rest[1:]}", *said[1:]]


def _with_ending(sentence: str, parts: Parts) -> str:
    tail = "".join(f" {TIMES[time]}" for time in parts.times)
    if parts.please and "por favor" not in sentence.casefold():
        tail += ", por favor"
    return sentence[:-1] + tail + sentence[-1]


def _clause(parts: Parts) -> str:
    if parts.bare:
        return "" if parts.whole else _fragment(parts)
    if parts.objects == ["floor"] and "help" in parts.whole:
        return "Estoy en el suelo."
    if parts.objects == ["here"] and parts.subject == "i":
        return _ended("estoy aquí", parts)
    if parts.alarm_somewhere:
        return ""
    if parts.hurting:
        return _ended(_pain(parts), parts)
    if parts.asks:
        return _question(parts)
    if parts.states:
        return _ended(_state(parts, parts.subject), parts)
    if parts.help_with:
        return _help_sentence(parts)
    if parts.verbs or parts.wish:
        return _action(parts)
    if parts.places and not parts.objects:
        if parts.subject in c.PEOPLE:
            return _ended(f"{PEOPLE[parts.subject]} está en {PLACES[parts.places[0]]}", parts)
        return _ended(f"{_no(parts)}quiero ir{places_phrase(parts)}", parts)
    return _things(parts)


def _no(parts: Parts) -> str:
    return "no " if parts.denied else ""


def _fragment(parts: Parts) -> str:
    words = [
        *(SMALL[word] for word in parts.loose),
        *([PEOPLE.get(parts.subject) or POINTERS[parts.subject]] if parts.subject else []),
        *([_no(parts) + VERBS[parts.wish][_I]] if parts.wish else []),
        *(SMALL[word] for word, said in (("more", parts.more), ("again", parts.again)) if said),
        *([SMALL[parts.degree]] if parts.degree else []),
        *(TIMES[time] for time in parts.times),
        *(["no"] if parts.denied and not (parts.loose or parts.wish) else []),
    ]
    line = " ".join(words)
    if parts.please:
        line += ", por favor" if line else "por favor"
    return capitalised(line) + "." if line else ""


def _ended(clause: str, parts: Parts, opening: str = "", closing: str = ".") -> str:
    times = "".join(f" {TIMES[time]}" for time in parts.times)
    please = ", por favor" if parts.please and "por favor" not in clause else ""
    again = " otra vez" if parts.again else ""
    return capitalised(
        " ".join(f"{opening}{clause}{again}{times}{please}{closing}".split())
        .replace(" ,", ",")
        .replace(f" {closing}", closing)
    )


def _pain(parts: Parts) -> str:
    degree = {"a_lot": " mucho", "very": " mucho", "a_little": " un poco"}.get(parts.degree, "")
    degree = degree or (
        " mucho" if "pain_strong" in parts.hurting else " un poco" if "pain_little" in parts.hurting else ""
    )
    bodies = [BODY[part] for part in parts.body]
    plural = len(bodies) > 1 or any(body.startswith(("los ", "las ")) for body in bodies)
    who, pronoun = (f"a {PEOPLE[parts.subject]} ", "le") if parts.subject in c.PEOPLE else ("", "me")
    here = " aquí" if "hurt_here" in parts.hurting else ""
    verb = "duelen" if plural else "duele"
    return f"{who}{_no(parts)}{pronoun} {verb}{degree}{here} {joined(bodies, 'y') if bodies else ''}".strip()


def _state(parts: Parts, subject: str) -> str:
    lines = []
    for at, state in enumerate(parts.states):
        template, strong = STATES.get(state) or (SENTENCES[state].rstrip(".").lower(), "")
        very = {
            "a_lot": strong,
            "very": strong,
            "a_little": "un poco de " if strong.startswith("mu") and not strong.startswith("muy") else "un poco ",
        }
        lines.append(template.format(very.get(parts.degree, "") if at == 0 else ""))
    line = " y ".join(lines)
    forms = {} if subject in {"", "i"} else _SECOND if subject == "you" else _THIRD
    for own, others in forms.items():
        if line.startswith(f"{own} "):
            line = others + line[len(own) :]
            break
    name = PEOPLE.get(subject, "")
    return f"{name} {_no(parts)}{line}".strip()


def _question(parts: Parts) -> str:
    about = parts.subject or next((thing for thing in parts.objects if thing in c.PEOPLE), "")
    name = PEOPLE.get(about, "")
    word = QUESTIONS.get(parts.question, "")
    be = (
        "estás"
        if about == "you" and parts.question in {"where", "how"}
        else "está"
        if parts.question in {"where", "how"}
        else "es"
    )
    if parts.states:
        line = f"{word} {_state(parts, about or 'you')}"
    elif parts.verbs or parts.wish:
        line = f"{word} {_predicate(parts, _YOU if about == 'you' else _OTHER if name else _I)} {name}"
    elif parts.question == "when" and parts.places:
        line = f"cuándo puedo ir{places_phrase(parts)}"
    else:
        others = [
            thing
            for thing in parts.objects
            if thing != about and not (parts.question == "who" and thing in {"that", "this"})
        ]
        things = objects_phrase(parts, definite=True) if others else ""
        if parts.question in {"which", "what", "how_much"} and others and others[0] in THINGS and not name:
            line = f"{word} es {things}" if parts.question == "which" else f"{word} {things.split(' ', 1)[-1]}"
        else:
            places = " y ".join(PLACES[place] for place in parts.places)
            asked = name or things or places
            plural = asked.startswith(("los ", "las ", "mis ")) and be == "está"
            verb = ("están" if plural else be) if asked or about == "you" or parts.objects else ""
            line = f"{word} {verb} {name or things} {places}"
    return _ended(line.strip(), parts, "¿", "?")


def _help_sentence(parts: Parts) -> str:
    name = parts.listener or parts.subject
    start = f"{called_by(PEOPLE[name])}, ayúdame" if name in PEOPLE else "ayúdame"
    if parts.verbs:
        return _ended(f"{start} a {_predicate(parts, 0)}", parts)
    return _ended(f"{start} con {objects_phrase(parts, definite=True)}", parts)


def _predicate(parts: Parts, person: int) -> str:
    """The wish or the first verb in its person, everything after it in the infinitive, then what follows."""
    things = objects_phrase(parts)
    verbs = [VERBS[verb][0] for verb in parts.verbs]
    if parts.wish in {"want", "need", "can"} or (parts.wish in {"like", "love"} and verbs):
        line = [
            VERBS[parts.wish if parts.wish != "love" else "like"][person],
            joined(verbs, "y") if verbs else "",
            things,
        ]
        if parts.places and not verbs:
            line.insert(1, "ir")
    elif parts.wish == "like" or (parts.wish == "love" and parts.objects and parts.objects[0] in THINGS):
        verb = VERBS["like"][person] if parts.wish == "like" else VERBS["like"][person].replace("gusta", "encanta")
        line = [verb + ("n" if things.startswith(("los ", "las ")) else ""), things]
    elif parts.wish:
        line = [VERBS[parts.wish][person], things]
    else:
        line = [VERBS[parts.verbs[0]][person] if person else verbs[0], *(f"y {verb}" for verb in verbs[1:]), things]
    return " ".join(filter(None, line)) + places_phrase(parts)


def _action(parts: Parts) -> str:
    lonely = not (
        parts.wish or parts.subject or parts.listener or parts.objects or parts.places or parts.denied or parts.times
    )
    if len(parts.verbs) == 1 and lonely and VERBS[parts.verbs[0]][5]:
        return VERBS[parts.verbs[0]][5]
    asked = next((verb for verb in parts.verbs if verb in REQUESTS), "")
    if asked and not parts.wish and parts.subject in {"", "you"} and not parts.denied:
        things = objects_phrase(parts, definite=asked not in {"give", "bring"})
        start = f"{called_by(PEOPLE[parts.listener])}, " if parts.listener else ""
        parts.please = True
        return _ended(f"{start}{VERBS[asked][_REQUEST]} {things}{places_phrase(parts)}", parts)
    name = PEOPLE.get(parts.subject, "")
    other = parts.subject not in {"", "i", "you"}
    person = _OTHER if other else _YOU if parts.subject == "you" else _I
    if parts.subject in {"he", "she", "we", "they"}:
        name = POINTERS[parts.subject]
    past = parts.verbs == ["lose"] or "yesterday" in parts.times
    if past and not (parts.wish or parts.denied) and parts.verbs and parts.verbs[0] in PAST:
        return _ended(f"{name} {PAST[parts.verbs[0]][other]} {objects_phrase(parts)}{places_phrase(parts)}", parts)
    if parts.objects == ["you"] and not parts.verbs and person == _I and parts.wish in _TO_YOU:
        return _ended(_no(parts) + _TO_YOU[parts.wish], parts)
    if not parts.wish and not other:
        parts.wish = "want"
    if parts.wish in {"like", "love"} and name:
        name = f"a {name}"
    return _ended(f"{name} {_no(parts)}{_predicate(parts, person)}", parts)


def _things(parts: Parts) -> str:
    nouns = [thing for thing in parts.objects if thing in THINGS or thing in PEOPLE]
    if parts.body and not nouns:
        bodies = [mine(BODY[part]) for part in parts.body]
        return _ended(" ".join([joined(bodies, "y"), *(word_for(thing) for thing in parts.objects)]), parts)
    if nouns and parts.objects[-1] in QUALITIES and parts.objects[0] in nouns:
        very = {"a_lot": "muy ", "very": "muy ", "a_little": "un poco "}.get(parts.degree, "")
        named = with_the(nouns[0])
        plural = named.startswith(("los ", "las ", "mis "))
        lasting = parts.objects[-1] in {
            "big",
            "small",
            "new",
            "old",
            "beautiful",
            "funny",
            "easy",
            "difficult",
            "fast",
            "slow",
        } | c.QUALITIES & word_set(
            "red blue green yellow black white pink purple brown grey orange_colour same different good bad"
        )
        verb = ("son" if plural else "es") if lasting else ("están" if plural else "está")
        return _ended(f"{named} {_no(parts)}{verb} {very}{agreeing(parts.objects[-1], nouns[0])}", parts)
    if parts.objects[0] in JOINING:
        return _ended(objects_phrase(parts), parts)
    if parts.objects == ["birthday"] and parts.times:
        return _ended(f"mi cumpleaños {_no(parts)}es", parts)
    if not nouns or (parts.objects == nouns and (nouns[0] in PEOPLE or nouns[0] in _NAMED_ALONE) and not parts.more):
        return _ended(
            " ".join([*(["no"] if parts.denied else []), *(word_for(thing) for thing in parts.objects)]), parts
        )
    start = f"{called_by(PEOPLE[parts.subject])}, " if parts.subject in c.PEOPLE else ""
    if nouns[0] == "toilet" and parts.objects == ["toilet"]:
        return _ended(f"{start}{_no(parts)}necesito ir al baño", parts)
    return _ended(
        f"{start}{_no(parts)}{'necesito' if nouns[0] in _NEEDED else 'quiero'} {objects_phrase(parts)}", parts
    )
