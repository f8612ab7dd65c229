"""The known word that a misspelt one was meant to be, found without comparing it with every word."""

from collections.abc import Iterable

_SHORTEST = 4


class Spelling:
    """Known words filed under each of their one-letter deletions, the symmetric delete idea of SymSpell."""

    def __init__(self, words: Iterable[str], plain: Iterable[str]) -> None:
        targets = {word for word in words if len(word) >= _SHORTEST and word.isalpha()}
        self.known = frozenset(words) | frozenset(plain)
        self._by_deletion: dict[str, list[str]] = {}
        for word in sorted(targets):
            for shorter in {word, *_deletions(word)}:
                self._by_deletion.setdefault(shorter, []).append(word)

    def corrected(self, word: str) -> str:
        """Return `word`, or the known word one slip away from it: a letter lost, added, changed, or two swapped."""
        if word in self.known or not _SHORTEST <= len(word) <= 20 or not word.isalpha():
            return word
        found = {
            known
            for shorter in {word, *_deletions(word)}
            for known in self._by_deletion.get(shorter, ())
            if _one_slip_apart(word, known) and (len(word) > _SHORTEST or _likely_in_a_short_word(word, known))
        }
        if not found:
            return word
        return min(found, key=lambda known: (known[0] != word[0], abs(len(known) - len(word)), known))


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip_apart(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) == 1:
        longer, shorter = sorted((word, known), key=len, reverse=True)
        return shorter in _deletions(longer)
    if len(word) != len(known):
        return False
    differing = [at for at in range(len(word)) if word[at] != known[at]]
    return len(differing) == 1 or _swapped(word, known, differing)


def _swapped(word: str, known: str, differing: list[int]) -> bool:
    return (
        len(differing) == 2
        and differing[1] - differing[0] == 1
        and word[differing[0]] == known[differing[1]]
        and word[differing[1]] == known[differing[0]]
    )


def _likely_in_a_short_word(word: str, known: str) -> bool:
    """Four letters with one of them changed is too often another word: «hell» is not «help»."""
    return (len(word) != len(known) and word[0] == known[0]) or sorted(word) == sorted(known)
