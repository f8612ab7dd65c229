"""What an utterance mentions, and whether each mention is meant here and now, denied, or only told of."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from api.domain.intents import concepts
from api.domain.intents.language import Index, Language
from api.domain.intents.normalise import BREAK, words_of

_REACH = 6  # words that a negation or a first person reaches
# «I can't sleep», «don't leave me»: their negation is part of what they mean and denies nothing else.
_NEGATIVE_IN_THEMSELVES = (
    concepts.ALARMS | concepts.UNWELL | concepts.REST | concepts.MEDICINE | concepts.CALLING | concepts.STOPPING
)
_DENYING = frozenset({"not", "never", "without"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept where it was found: words `start` to `end`."""

    concept: str
    start: int
    end: int
    denied: bool = False
    told: bool = False

    @property
    def live(self) -> bool:
        """Whether it is meant: neither denied nor told of somebody else."""
        return not self.denied and not self.told


@dataclass(frozen=True)
class Utterance:
    """Everything the rules look at."""

    mentions: tuple[Mention, ...]
    words: tuple[str, ...]
    question: bool
    typed: bool
    known_words: int = 0  # typed words that are in the language, whether or not a rule knows them

    @cached_property
    def live(self) -> frozenset[str]:
        """The concepts that are meant."""
        return frozenset(mention.concept for mention in self.mentions if mention.live)

    @cached_property
    def denied(self) -> frozenset[str]:
        """The concepts that are denied."""
        return frozenset(mention.concept for mention in self.mentions if mention.denied)

    @cached_property
    def told(self) -> frozenset[str]:
        """The concepts that are only told of."""
        return frozenset(mention.concept for mention in self.mentions if mention.told)


def of_symbols(symbols: Sequence[str]) -> Utterance:
    """Return the mentions of pressed symbols, which carry neither tense nor punctuation."""
    past = "yesterday" in symbols and "now" not in symbols
    mentions = []
    for at, symbol in enumerate(symbols):
        before = symbols[max(0, at - 3) : at]
        denied = bool(_DENYING.intersection(before)) or (
            at > 0 and symbols[at - 1] == "no" and symbol in concepts.NO_DENIES
        )
        told = symbol in concepts.ALARMS and ("if" in before or (past and symbol not in concepts.NEVER_PAST | {"help"}))
        mentions.append(Mention(symbol, at, at + 1, denied, told))
    asks = bool((concepts.QUESTION_WORDS | concepts.WHOLE_QUESTIONS).intersection(symbols))
    return Utterance(tuple(mentions), tuple(symbols), asks, typed=False)


def of_text(text: str, language: Language) -> Utterance:
    """Return the mentions of typed words, misspelt or not."""
    spoken = words_of(text, language.contractions, language.spelling.known, language.pictographs)
    words = [language.spelling.corrected(word) if word != BREAK else word for word in spoken]
    alarms = list(_matches(words, language.alarming, frozenset()))
    heard = frozenset(at for alarm in alarms for at in range(alarm.start, alarm.end))
    found = sorted([*alarms, *_matches(words, language.everyday, heard)], key=lambda mention: mention.start)
    starts = {mention.start: mention.concept for mention in found}
    asks = _asks(words, starts, language)
    told_from = [mention.start for mention in found if mention.concept in {"suppose", "what_if"}]
    over = any(mention.concept == "long_ago" for mention in found) and not language.recent.intersection(words)
    retold = any(mention.concept == "told" for mention in found)
    spoken_for = {
        at
        for mention in found
        if mention.concept in _NEGATIVE_IN_THEMSELVES
        for at in range(mention.start, mention.end)
    }
    mentions = []
    for at, mention in enumerate(found):
        told = mention.concept in concepts.ALARMS | concepts.HURTING and (
            (asks and not _first_person(words, mention, language))
            or (any(start < mention.start for start in told_from) and not _cried(words, mention, language))
            or (over and mention.concept not in concepts.NEVER_PAST and _in_the_past(words, mention, language))
            or (retold and mention.concept != "help" and not _about_me(words, mention, language))
            or (mention.concept == "help" and language.quoted(words, mention.start))
        )
        concept = "befell" if _lifeless(words, found, at, language) else mention.concept
        mentions.append(
            Mention(concept, mention.start, mention.end, _denied(words, mention, language, spoken_for), told)
        )
    return Utterance(
        tuple(mentions),
        tuple(words),
        asks,
        typed=True,
        known_words=sum(word in language.spelling.known for word in words),
    )


def _matches(words: Sequence[str], index: Index, heard: frozenset[int]) -> Iterator[Mention]:
    """Yield wordings from left to right, the longest at each place; words already `heard` are no part of any."""
    at = 0
    while at < len(words):
        for phrase, concept in index.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase and heard.isdisjoint(range(at, at + len(phrase))):
                yield Mention(concept, at, at + len(phrase))
                at += len(phrase)
                break
        else:
            at += 1


def _denied(words: Sequence[str], mention: Mention, language: Language, spoken_for: Container[int]) -> bool:
    if language.negators.intersection(words[mention.start : mention.end]):
        return False  # «can't breathe» says no by itself
    if any(
        tuple(words[mention.end : mention.end + len(tail)]) == tail and tail[0] in language.negators
        for tail in language.denied_afterwards
    ):
        return True
    alarming = mention.concept in concepts.ALARMS
    for at in range(mention.start - 1, max(-1, mention.start - _REACH), -1):
        word = words[at]
        if word == BREAK or word in language.turning:
            return False
        if word == "no" and at == mention.start - 1 and mention.concept == "help":
            return language.denied_after(words, mention.end)  # «no, help» far more often than “no help”
        if word in language.negators and at not in spoken_for:
            answering = word == "no" and (
                words[at + 1] in language.subjects or (at > 0 and words[at - 1] in language.exclaiming)
            )
            unable = alarming and at > 0 and words[at - 1] in language.unable
            return not answering and not unable
        if alarming and word not in language.light:
            return False
    return False


def _asks(words: Sequence[str], starts: dict[int, str], language: Language) -> bool:
    first = next(
        (at for at, word in enumerate(words) if word != BREAK and starts.get(at) not in {"hello", "please", "sorry"}),
        None,
    )
    if first is None:
        return False
    if starts.get(first) in concepts.QUESTION_WORDS | concepts.WHOLE_QUESTIONS:
        return True
    if starts.get(first) == "can_you":
        return False
    second = words[first + 1] if first + 1 < len(words) else ""
    return words[first] in language.asking and (
        second in language.other_subjects or starts.get(first + 1) in concepts.PEOPLE
    )


def _first_person(words: Sequence[str], mention: Mention, language: Language) -> bool:
    return bool(language.first_person.intersection(words[max(0, mention.start - 3) : mention.end]))


def _cried(words: Sequence[str], mention: Mention, language: Language) -> bool:
    """Whether help is called rather than spoken of: “if I move it hurts, help” against “if I need help”."""
    return mention.concept == "help" and not language.needing.intersection(
        words[max(0, mention.start - 3) : mention.start]
    )


def _about_me(words: Sequence[str], mention: Mention, language: Language) -> bool:
    return _first_person(words, mention, language) and not language.dreaming.intersection(words)


def _in_the_past(words: Sequence[str], mention: Mention, language: Language) -> bool:
    telling = language.needed if mention.concept == "help" else language.past
    return bool(telling.intersection(words[max(0, mention.start - 3) : mention.end]))


def _lifeless(words: Sequence[str], found: Sequence[Mention], at: int, language: Language) -> bool:
    """Books fall and toast burns without anybody being hurt."""
    event = found[at]
    if event.concept not in {"fell_down", "burned"} or language.first_person.intersection(
        words[max(0, event.start - 1) : event.end]
    ):
        return False
    before = at > 0 and found[at - 1].concept in concepts.LIFELESS and words[found[at - 1].end : event.start]
    after = (
        at + 1 < len(found) and found[at + 1].concept in concepts.LIFELESS and words[event.end : found[at + 1].start]
    )
    return any(isinstance(gap, list) and language.linking.issuperset(gap) for gap in (before, after))
