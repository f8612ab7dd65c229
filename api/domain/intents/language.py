"""One language as the rules see it: its wordings in an index, and the small words that change what they mean."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from api.domain.intents.spelling import Spelling

Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, slots=True)
class Language:
    """Data only: no rule is written for one language alone."""

    alarming: Index  # first word → (words, concept), longest first
    everyday: Index
    spelling: Spelling
    contractions: Mapping[str, tuple[str, ...]]
    pictographs: Mapping[str, str]
    negators: frozenset[str]
    unable: frozenset[str]
    turning: frozenset[str]  # «no sé, pero…»: what follows is not denied
    exclaiming: frozenset[str]  # «ay, no»
    light: frozenset[str]
    subjects: frozenset[str]
    other_subjects: frozenset[str]
    first_person: frozenset[str]
    asking: frozenset[str]
    past: frozenset[str]
    recent: frozenset[str]
    needing: frozenset[str]
    needed: frozenset[str]  # words that put a need for help in the past
    dreaming: frozenset[str]
    quoting: frozenset[tuple[str, ...]]
    denied_afterwards: frozenset[tuple[str, ...]]
    linking: frozenset[str]  # words that may stand between a thing and what befalls it
    compose: Callable[[Sequence[str]], str]
    tidy: Callable[[str, bool], str]
    reasons: Mapping[str, str]

    def quoted(self, words: Sequence[str], at: int) -> bool:
        """Whether the word at `at` is only named, as in “the word help”."""
        return any(tuple(words[max(0, at - len(lead)) : at]) == lead for lead in self.quoting)

    def denied_after(self, words: Sequence[str], at: int) -> bool:
        """Whether what stands before `at` is taken back at once, as in “help not needed”."""
        return any(tuple(words[at : at + len(tail)]) == tail for tail in self.denied_afterwards)


def wordings(patterns: str) -> Iterable[tuple[str, ...]]:
    """Expand `a/b ?c d; e`: alternatives, words that may be left out, and several wordings."""
    for pattern in re.sub(r"/\s+", "/", patterns).split(";"):
        choices = [
            (*choice.lstrip("?").split("/"), *([""] if choice.startswith("?") else [])) for choice in pattern.split()
        ]
        for words in product(*choices):
            if phrase := tuple(word for word in words if word):
                yield phrase


def build_indexes(alarming: Sequence[Mapping[str, str]], everyday: Sequence[Mapping[str, str]]) -> tuple[Index, Index]:
    """File every wording under its first word; where two sources word a thing alike, the first one wins."""
    taken: set[tuple[str, ...]] = set()
    return _filed(alarming, taken), _filed(everyday, taken)


def _filed(sources: Sequence[Mapping[str, str]], taken: set[tuple[str, ...]]) -> Index:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for source in sources:
        for concept, patterns in source.items():
            for words in wordings(patterns):
                if words not in taken:
                    taken.add(words)
                    by_first.setdefault(words[0], []).append((words, concept))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in by_first.items()}


def words_in(index: Index) -> set[str]:
    """Return every word that some wording uses."""
    return {word for entries in index.values() for words, _ in entries for word in words}
