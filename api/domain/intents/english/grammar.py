"""English sentences from the parts that were pressed."""

from collections.abc import Sequence

from api.domain.intents import concepts as c
from api.domain.intents.english.noun_phrases import (
    called_by,
    objects_phrase,
    places_phrase,
    with_the,
    without_article,
    word_for,
)
from api.domain.intents.english.nouns import BODY, PEOPLE, PLACES, THINGS
from api.domain.intents.english.sentences import DENIED, OF_ANOTHER, SENTENCES
from api.domain.intents.english.words import PAST, POINTERS, QUALITIES, QUESTIONS, SMALL, STATES, TIMES, VERBS
from api.domain.intents.sentence import JOINING, REQUESTS, SUBJECTS, Parts, capitalised, joined, spoken_text, take_apart
from api.domain.intents.word_set import word_set

_NEEDED = c.MEDICINE | c.TOILET | c.COMFORT | c.CARE | {"appointment", "physio"}
_NAMED_ALONE = word_set("window door bus light stairs floor birthday")
_DEGREE = {"a_lot": " a lot", "very": " a lot", "a_little": " a little", "": ""}
_BEFORE_THINGS = {"listen": "to", "look": "at"}


def compose(symbols: Sequence[str]) -> str:
    """Return the sentences that the symbols make, in the order in which they were begun."""
    parts = take_apart(symbols, SENTENCES)
    whole = _whole_sentences(parts)
    clause = _clause(parts)
    said = [*(["Yes."] if "yes" in parts.yes_no else []), *(["No."] if "no" in parts.yes_no else [])]
    begins_whole = bool(symbols) and (symbols[0] in SENTENCES or symbols[0] in c.PEOPLE or symbols[0] in SUBJECTS)
    said += [*whole, clause] if begins_whole else [clause, *whole]
    spoken = " ".join(" ".join(filter(None, said)).split())
    return spoken or capitalised(" ".join(map(word_for, symbols))) + "."


def tidy(text: str, asks: bool) -> str:
    """Return typed text ready to be spoken: one line, a capital, a closing mark."""
    line = capitalised(spoken_text(text))
    return line if not line or line[-1] in ".!?…" else line + ("?" if asks else ".")


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
    if not said:
        return said
    if parts.bare:
        said[-1] = _with_ending(said[-1], parts)
        name = parts.listener or (
            parts.subject if parts.subject in c.PEOPLE and not set(parts.whole) & set(OF_ANOTHER) else ""
        )
        called = called_by(PEOPLE[name]) if name else ""
        if name and parts.named_last:
            said[-1] = f"{said[-1][:-1]}, {called}{said[-1][-1]}"
        elif name:
            said[0] = f"{capitalised(called)}, {_lowered(said[0])}"
    elif parts.alarm_somewhere:
        said[0] = said[0][:-1] + places_phrase(parts, go=False) + said[0][-1]
    return said


def _with_ending(sentence: str, parts: Parts) -> str:
    tail = "".join(f" {TIMES[time]}" for time in parts.times)
    if parts.please and "please" not in sentence.casefold():
        tail += ", please"
    return sentence[:-1] + tail + sentence[-1]


def _lowered(sentence: str) -> str:
    return sentence if sentence.startswith(("I ", "I'")) else sentence[:1].lower() + sentence[1:]


def _clause(parts: Parts) -> str:
    if parts.bare:
        return "" if parts.whole else _fragment(parts)
    if parts.objects == ["floor"] and "help" in parts.whole:
        return "I am on the floor."
    if parts.objects == ["here"] and parts.subject == "i":
        return _ended("I am here", parts)
    if parts.alarm_somewhere:
        return ""
    if parts.hurting or (parts.body and "cut" in parts.whole):
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
            where = f" {PLACES['home']}" if parts.places == ["home"] else places_phrase(parts, go=False)
            return _ended(f"{PEOPLE[parts.subject]} is{where}", parts)
        return _ended(f"I {'do not ' if parts.denied else ''}want to go{places_phrase(parts)}", parts)
    return _things(parts)


def _fragment(parts: Parts) -> str:
    words = [
        *(SMALL[word] for word in parts.loose),
        *(["not"] if parts.denied and not (parts.loose or parts.wish) else []),
        *([PEOPLE[parts.listener]] if parts.listener else []),
        *([PEOPLE.get(parts.subject) or POINTERS[parts.subject]] if parts.subject else []),
        *([_first_person(parts)] if parts.wish else []),
        *(SMALL[word] for word, said in (("more", parts.more), ("again", parts.again)) if said),
        *(SMALL[parts.degree] for _ in [0] if parts.degree),
        *(TIMES[time] for time in parts.times),
    ]
    line = " ".join(words) or ("please" if parts.please else "")
    if line and parts.please and line != "please":
        line += ", please"
    return capitalised(line) + "." if line else ""


def _first_person(parts: Parts) -> str:
    if parts.wish == "can":
        return "cannot" if parts.denied else "can"
    return f"{'do not ' if parts.denied else ''}{VERBS[parts.wish][0]}"


def _ended(clause: str, parts: Parts, mark: str = ".") -> str:
    times = "".join(f" {TIMES[time]}" for time in parts.times)
    please = ", please" if parts.please and "please" not in clause else ""
    again = " again" if parts.again else ""
    return capitalised(f"{clause}{again}{times}{please}{mark}".replace(" ,", ",").replace(f" {mark}", mark))


def _pain(parts: Parts) -> str:
    degree = _DEGREE[parts.degree] or (
        " a lot" if "pain_strong" in parts.hurting else " a little" if "pain_little" in parts.hurting else ""
    )
    bodies = [BODY[part] for part in parts.body]
    if parts.subject in c.PEOPLE:
        bodies = [body.replace("my ", f"{PEOPLE[parts.subject]}'s ") for body in bodies] or [f"{PEOPLE[parts.subject]}"]
        if not parts.body:
            return f"{bodies[0]} is {'not ' if parts.denied else ''}in pain"
    subject = joined(bodies, "and") if bodies else "it"
    plural = len(bodies) > 1 or subject.endswith("parts")
    here = " here" if "hurt_here" in parts.hurting else ""
    if parts.denied:
        return f"{subject} {'do' if plural else 'does'} not hurt{degree}"
    if not bodies and parts.hurting == ["pain"] and not degree:
        return SENTENCES["pain"].rstrip(".")
    return f"{subject} {'hurt' if plural else 'hurts'}{here}{degree}"


def _state(parts: Parts, subject: str, asks: bool = False) -> str:
    very = {"a_lot": "very ", "very": "very ", "a_little": "a little "}.get(parts.degree, "")
    states = [STATES.get(state) or SENTENCES[state].rstrip(".!").replace("feel", "feel {}") for state in parts.states]
    first = states[0].format(very)
    words = joined([first, *(state.format("").split(" ", 2)[2] for state in states[1:])], "and")
    if subject in {"", "i"} and not asks:
        return _denied_state(words) if parts.denied else words
    be, rest = words.split(" ", 2)[1:]
    name = PEOPLE.get(subject) or POINTERS.get(subject, "I")
    plain = name in {"I", "you", "we", "they"}
    form = {"am": "are" if plain else "is", "feel": "feel" if plain else "feels", "have": "have" if plain else "has"}[
        be
    ]
    if not asks:
        return f"{name} {form} {'not ' if parts.denied else ''}{rest}"
    return f"{form} {name} {rest}" if be == "am" else f"{'do' if plain else 'does'} {name} {be} {rest}"


def _denied_state(words: str) -> str:
    return (
        words.replace("I am ", "I am not ", 1)
        .replace("I feel ", "I do not feel ", 1)
        .replace("I have ", "I do not have ", 1)
    )


def _question(parts: Parts) -> str:
    about = parts.subject or next((thing for thing in parts.objects if thing in c.PEOPLE), "")
    name = PEOPLE.get(about) or (POINTERS.get(about, "") if about else "")
    word = QUESTIONS.get(parts.question, "")
    be = "are" if about in {"you", "we", "they"} else "am" if about == "i" else "is"
    if parts.states:
        line = f"{word} {_state(parts, about or 'you', asks=True)}"
    elif parts.verbs or parts.wish:
        doer = name or "I"
        auxiliary = (
            "can" if doer == "I" and not parts.wish else "do" if about in {"i", "you", "we", "they", ""} else "does"
        )
        line = f"{word} {auxiliary} {doer} {_predicate(parts)}"
    elif parts.question in {"which", "what", "how_much"} and parts.objects and not name and parts.objects[0] in THINGS:
        line = f"{word} {without_article(objects_phrase(parts))}"
    elif parts.question == "when" and parts.places:
        line = f"when can {name or 'I'} go{places_phrase(parts)}"
    else:
        things = objects_phrase(parts, definite=True) if [thing for thing in parts.objects if thing != about] else ""
        places = joined([PLACES[place] for place in parts.places], "and") if parts.places else ""
        line = " ".join(
            filter(
                None,
                [
                    word,
                    be if name or things or places else "",
                    name,
                    things if not name or things != name else "",
                    places,
                ],
            )
        )
    return _ended(line.strip(), parts, "?")


def _help_sentence(parts: Parts) -> str:
    start = (
        f"{capitalised(called_by(PEOPLE[parts.listener or parts.subject]))}, help me"
        if (parts.listener or parts.subject) in PEOPLE
        else "help me"
    )
    if parts.verbs:
        return _ended(f"{start} {_predicate(parts)}", parts)
    return _ended(f"{start} with {objects_phrase(parts, definite=True)}{places_phrase(parts, go=False)}", parts)


def _predicate(parts: Parts) -> str:
    """Verbs with all that follows them, without the doer: “to” stands before the verbs when there is a wish."""
    verbs = [VERBS[verb][0] for verb in parts.verbs]
    things = objects_phrase(parts)
    if parts.verbs and parts.verbs[-1] in _BEFORE_THINGS and things:
        things = f"{_BEFORE_THINGS[parts.verbs[-1]]} {things}"
    if parts.wish in {"want", "need", "like", "love"}:
        base = VERBS[parts.wish][0]
        line = " ".join(filter(None, [base, "to" if verbs else "", joined(verbs, "and") if verbs else "", things]))
        if parts.places and not verbs:
            line += " to go"
    elif parts.wish == "have":
        line = " ".join(filter(None, ["have", things]))
    else:
        line = " ".join(filter(None, [joined(verbs, "and") if verbs else "", things]))
    return (line + places_phrase(parts, go="go" in parts.verbs or not verbs)).strip()


def _action(parts: Parts) -> str:
    if len(parts.verbs) == 1 and not (
        parts.wish or parts.subject or parts.listener or parts.objects or parts.places or parts.denied or parts.times
    ):
        alone = VERBS[parts.verbs[0]][2]
        if alone:
            return alone
    asked = next((verb for verb in parts.verbs if verb in REQUESTS), "")
    if asked and not parts.wish and parts.subject in {"", "you"} and not parts.denied:
        line = " ".join(
            filter(
                None,
                [VERBS[asked][1] or VERBS[asked][0], objects_phrase(parts, definite=asked not in {"give", "bring"})],
            )
        )
        start = f"{called_by(PEOPLE[parts.listener])}, " if parts.listener else ""
        parts.please = True
        return _ended(f"{start}{line}{places_phrase(parts, go=False)}", parts)
    subject = PEOPLE.get(parts.subject) or POINTERS.get(parts.subject, "I")
    third = subject not in {"I", "you", "we", "they"}
    if (
        (parts.verbs == ["lose"] or "yesterday" in parts.times)
        and not parts.wish
        and not parts.denied
        and parts.verbs
        and parts.verbs[0] in PAST
    ):
        return _ended(
            f"{subject} {PAST[parts.verbs[0]]} {objects_phrase(parts)}{places_phrase(parts)}".replace("  ", " "),
            parts,
        )
    if parts.wish == "can":
        parts.wish = ""
        return _ended(f"{subject} {'cannot' if parts.denied else 'can'} {_predicate(parts)}", parts)
    if not parts.wish and not third:
        parts.wish = "want"
    line = _predicate(parts)
    if parts.denied:
        line = f"{'does' if third else 'do'} not {line}"
    elif third:
        verb, _, rest = line.partition(" ")
        line = f"{_third_person(verb)} {rest}".strip()
    return _ended(f"{subject} {line}", parts)


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")


def _things(parts: Parts) -> str:
    nouns = [thing for thing in parts.objects if thing in THINGS or thing in PEOPLE]
    if parts.body and not nouns:
        return _ended(
            " ".join(
                [joined([BODY[part] for part in parts.body], "and"), *(word_for(thing) for thing in parts.objects)]
            ),
            parts,
        )
    if nouns and parts.objects[-1] in QUALITIES and parts.objects[0] in nouns:
        very = {"a_lot": "very ", "very": "very ", "a_little": "a little "}.get(parts.degree, "")
        named = with_the(word_for(nouns[0]))
        verb = "are" if named.endswith("s") and not named.endswith("ss") else "is"
        return _ended(f"{named} {verb} {'not ' if parts.denied else ''}{very}{QUALITIES[parts.objects[-1]]}", parts)
    if parts.objects[0] in JOINING:
        return _ended(objects_phrase(parts), parts)
    if parts.objects == ["birthday"] and parts.times:
        return _ended(f"my birthday is{' not' if parts.denied else ''}", parts)
    if not nouns or (
        parts.objects == nouns and nouns[0] in PEOPLE | dict.fromkeys(_NAMED_ALONE, "") and not parts.more
    ):
        return _ended(
            " ".join([*(["not"] if parts.denied else []), *(word_for(thing) for thing in parts.objects)]), parts
        )
    if parts.subject in c.PEOPLE:
        return _ended(f"{PEOPLE[parts.subject]}, I want {objects_phrase(parts)}", parts)
    wish = "need" if nouns[0] in _NEEDED else "want"
    return _ended(f"I {'do not ' if parts.denied else ''}{wish} {objects_phrase(parts)}", parts)
