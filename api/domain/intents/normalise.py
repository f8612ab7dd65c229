"""Typed text to plain words: one case, no accents, no stretched letters, contractions opened, clauses kept apart."""

import re
import unicodedata
from collections.abc import Container, Mapping

BREAK = "|"  # between clauses; never a word, because punctuation is never part of one

_QUIET = dict.fromkeys(map(ord, "'’‘`´ʼ"))
_SPELLED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?¡¿…\n()\"“”«»—–]")
_STRETCH = re.compile(r"(.)\1{2,}")


def words_of(
    text: str, contractions: Mapping[str, tuple[str, ...]], known: Container[str], pictographs: Mapping[str, str]
) -> list[str]:
    """Return the words of `text` with BREAK wherever punctuation parts them."""
    for pictograph, word in pictographs.items():
        if pictograph in text:
            text = text.replace(pictograph, f" {word} ")
    text = _SPELLED.sub(lambda spelled: spelled.group().replace(".", "") + " ", text.casefold().translate(_QUIET))
    words: list[str] = []
    for token in _TOKEN.findall(text):
        if not token[0].isalnum():
            if words and words[-1] != BREAK:
                words.append(BREAK)
        elif token in contractions:  # before the accents go: «sí» is not «si»
            words.extend(contractions[token])
        else:
            word = _unstretched(_without_accents(token), known)
            words.extend(contractions.get(word, (word,)))
    return words


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark)) or word


def _unstretched(word: str, known: Container[str]) -> str:
    if word in known:
        return word
    if not _STRETCH.search(word):
        return word[:-1] if word[-1:] == word[-2:-1] and word[:-1] in known else word
    doubled = _STRETCH.sub(r"\1\1", word)
    return doubled if doubled in known else _STRETCH.sub(r"\1", word)
