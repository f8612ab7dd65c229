"""Rewrites markup from an allow-list: what comes out was written here, so no confusion of a parser lets anything in."""

import re
from html import escape
from html.parser import HTMLParser
from typing import ClassVar

WEB_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
# Not XML characters; a browser's XML parser refuses the whole drawing for one of them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Rewriter(HTMLParser):
    """Keeps allowed elements and attributes, drops forbidden elements whole, and shows the text of all others."""

    # Elements that never have content.
    empty: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, deepest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.removed: dict[str, None] = {}
        self._open: list[str] = []
        self._dropped: list[str] = []
        self._deepest = deepest

    def allowed(self, tag: str) -> str | None:
        """The spelling in which an element is written, None when it is not allowed."""
        raise NotImplementedError

    def is_dropped_whole(self, tag: str) -> bool:
        """Whether an element's content goes with it."""
        raise NotImplementedError

    def attribute(self, tag: str, name: str, value: str) -> tuple[str, str] | None:
        """An attribute as it is written, None when it is not allowed."""
        raise NotImplementedError

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=True)

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        if self._dropped:
            if not closed and tag not in self.empty:
                self._dropped.append(tag)
            return
        name = self.allowed(tag)
        if name is None or len(self._open) >= self._deepest:
            self.removed[f"<{_printable(tag)}>"] = None
            if self.is_dropped_whole(tag) and not closed:
                self._dropped.append(tag)
            return
        closed = closed or tag in self.empty
        self.out.append(f"<{name}{self._attributes(tag, attrs)}{'/' if closed else ''}>")
        if not closed:
            self._open.append(name)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        written: dict[str, str] = {}
        for name, value in attrs:
            kept = self.attribute(tag, name, NOT_TEXT.sub("", value or ""))
            if kept is None:
                self.removed[_printable(name)] = None
            else:
                written.setdefault(*kept)
        return "".join(f' {name}="{escape(value)}"' for name, value in written.items())

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag in self._dropped:
                while self._dropped.pop() != tag:
                    pass
            return
        name = self.allowed(tag)
        if name in self._open:
            while True:
                last = self._open.pop()
                self.out.append(f"</{last}>")
                if last == name:
                    break

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.out.append(escape(NOT_TEXT.sub("", data), quote=False))

    def handle_comment(self, data: str) -> None:
        """Comments say nothing to the reader of a board."""

    def handle_decl(self, decl: str) -> None:
        if "ENTITY" in decl.upper():
            self.removed["entities"] = None

    def handle_pi(self, data: str) -> None:
        if "stylesheet" in data.lower():
            self.removed["style sheets"] = None

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA[") and not self._dropped:
            self.out.append(escape(NOT_TEXT.sub("", data[6:]), quote=False))

    def rewritten(self, markup: str) -> str:
        """The whole markup, with every element closed."""
        self.feed(markup)
        self.close()
        self.out.extend(f"</{name}>" for name in reversed(self._open))
        self._open.clear()
        return "".join(self.out)


def _printable(name: str) -> str:
    return "".join(mark if mark.isprintable() else "�" for mark in name[:40])
