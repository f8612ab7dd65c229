"""Words written as one text, read as a set."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of `words`."""
    return frozenset(words.split())
