"""Pressed symbols sorted into the parts of a sentence, before any language has its say."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from api.domain.intents import concepts as c
from api.domain.intents.word_set import word_set

SUBJECTS = word_set("i you he she we they")
WISHES = word_set("want need like love have can cannot dont_want")
REQUESTS = word_set("come look listen give bring tell show open close turn_on turn_off put take help_with")
_DENIED_WISHES = {"cannot": "can", "dont_want": "want"}
DEGREES = word_set("a_lot a_little very")
JOINING = word_set("with without and or in on")
STATES = (
    c.FEELING
    | c.GOOD
    | word_set("tired hungry thirsty sleepy cold hot uncomfortable sick dizzy nausea fever itchy weak")
)
TIMES = word_set("now soon later today tomorrow yesterday morning afternoon night always before after monday weekend")
PLACES = (c.PLACES - {"stairs"}) | {"bed"}
ACTIONS = (
    (c.DOING | c.REST | c.CARE | word_set("eat drink come think know understand remember lose"))
    - word_set("tired sleepy bed haircut towel period change_pad choose find_ carry")
    - frozenset({"choose", "carry"})
)


@dataclass(slots=True)
class Parts:
    """The parts of what was pressed, each in the order of pressing."""

    whole: list[str] = field(default_factory=list)  # symbols that are sentences by themselves
    subject: str = ""
    listener: str = ""
    wish: str = ""
    denied: bool = False
    verbs: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)  # things, numbers, qualities, and what joins them
    states: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    hurting: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    degree: str = ""
    question: str = ""
    asks: bool = False
    please: bool = False
    more: bool = False
    again: bool = False
    named_last: bool = False  # whether the person spoken to was pressed after the sentence
    yes_no: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether nothing was pressed but sentences, a subject and small words around them."""
        return not (
            self.verbs or self.objects or self.states or self.body or self.hurting or self.places or self.question
        )

    @property
    def alarm_somewhere(self) -> bool:
        """Whether a place is all that was pressed beside an alarm: then it belongs into the sentence of the alarm."""
        beside = self.verbs or self.objects or self.hurting or self.states or self.asks
        return bool(self.places and set(self.whole) & c.ALARMS) and not beside

    @property
    def help_with(self) -> bool:
        """Whether help is all that was pressed beside what it is wanted with."""
        alone = set(self.whole) == {"help"} and not (self.hurting or self.states or self.asks)
        return alone and bool(self.verbs or self.objects) and "floor" not in self.objects


def take_apart(symbols: Sequence[str], sentences: Container[str]) -> Parts:
    """Sort `symbols`; `sentences` are those that a language says as a whole."""
    parts = Parts()
    for at, symbol in enumerate(symbols):
        _place(parts, symbol, at, symbols, sentences)
    if parts.wish in _DENIED_WISHES:
        parts.wish, parts.denied = _DENIED_WISHES[parts.wish], True
    if parts.subject in c.PEOPLE and (REQUESTS & set(parts.verbs) or (parts.bare and "help" in parts.whole)):
        parts.listener, parts.subject = parts.subject, ""
    if parts.subject in c.PEOPLE and symbols[0] in sentences:
        parts.named_last = True
    if parts.listener and symbols[0] in sentences:
        parts.named_last = True
    if "broken" in parts.whole and parts.objects:  # a quality of the thing, not a sentence
        parts.whole.remove("broken")
        parts.objects.append("broken")
    return parts


def _place(parts: Parts, symbol: str, at: int, symbols: Sequence[str], sentences: Container[str]) -> None:
    alone = len(symbols) == 1
    if symbol in c.HURTING:
        parts.hurting.append(symbol)
    elif symbol in STATES:
        parts.states.append(symbol)
    elif symbol in sentences:
        parts.whole.append(symbol)
    elif symbol in c.BODY:
        parts.body.append(symbol)
    elif symbol == "please":
        parts.please = True
    elif symbol in {"not", "never"} or (symbol == "no" and symbols[at + 1 : at + 2] and symbols[at + 1] in c.NO_DENIES):
        parts.denied = True
        if alone:
            parts.loose.append(symbol)
    elif symbol in {"no", "yes"}:
        parts.yes_no.append(symbol)
    elif symbol in c.QUESTION_WORDS:
        parts.asks = True
        parts.question = parts.question or (symbol if symbol != "question" else "")
        if alone and symbol == "question":
            parts.loose.append(symbol)
    elif symbol in WISHES and not parts.wish and not alone:
        parts.wish = symbol
    elif _is_subject(parts, symbol, alone=alone):
        parts.subject = symbol
    elif symbol in ACTIONS or (alone and symbol in WISHES - {"cannot", "dont_want"}):
        parts.verbs.append(symbol)
    elif symbol in PLACES:
        parts.places.append(symbol)
    elif symbol in TIMES:
        parts.times.append(symbol)
    elif symbol in DEGREES and not alone:
        parts.degree = symbol
    elif symbol == "more" and not alone:
        parts.more = True
    elif symbol == "again" and not alone:
        parts.again = True
    elif symbol in {"my", "your"} and not alone:
        return
    else:
        parts.objects.append(symbol)


def _is_subject(parts: Parts, symbol: str, *, alone: bool) -> bool:
    if alone or parts.subject or parts.wish or parts.verbs:
        return False
    return symbol in SUBJECTS or (symbol in c.PEOPLE and not (parts.objects or parts.question))


def joined(pieces: Sequence[str], conjunction: str) -> str:
    """Return “a, b and c”."""
    return pieces[0] if len(pieces) == 1 else f"{', '.join(pieces[:-1])} {conjunction} {pieces[-1]}"


def capitalised(text: str) -> str:
    """Return `text` with its first letter large, whatever marks stand before it."""
    for at, mark in enumerate(text):
        if mark.isalnum():
            return text[:at] + mark.upper() + text[at + 1 :]
    return text


def spoken_text(text: str) -> str:
    """Return typed text as one clean line: no control characters, single spaces."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
