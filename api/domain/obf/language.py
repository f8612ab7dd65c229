"""A button's words in the language that is wanted."""

from collections.abc import Iterator

from api.domain.obf.model import Board, Button


def candidates(locale: str) -> Iterator[str]:
    """The locale and the more general ones: zh-hant-tw, zh-hant, zh."""
    parts = locale.replace("_", "-").lower().split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()


def label(board: Board, button: Button, locale: str) -> str | None:
    """What to show: from the string lists, else the button's translations, else as it is written."""
    return _in_strings(board, button.label, locale) or _translated(button, "label", locale) or button.label


def spoken(board: Board, button: Button, locale: str) -> str | None:
    """What to say: the vocalization where there is one, else the label."""
    if button.vocalization is None:
        return label(board, button, locale)
    return (
        _in_strings(board, button.vocalization, locale)
        or _translated(button, "vocalization", locale)
        or button.vocalization
    )


def _in_strings(board: Board, key: str | None, locale: str) -> str | None:
    lists = {name.replace("_", "-").lower(): texts for name, texts in board.strings.items()}
    return next(
        (lists[name][key] for name in candidates(locale) if key is not None and key in lists.get(name, ())), None
    )


def _translated(button: Button, which: str, locale: str) -> str | None:
    words = {
        name.replace("_", "-").lower(): text.label if which == "label" else text.vocalization
        for name, text in button.translations.items()
    }
    return next((text for name in candidates(locale) if (text := words.get(name))), None)
