"""Rewrites markup from an allow-list: what comes out was written here, so no confusion of a parser lets anything in.

The reader is our own because html.parser takes quadratic time on hostile input and differs between Python versions.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import ClassVar

WEB_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
# Not XML characters; a browser's XML parser refuses the whole drawing for one of them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# No tag reaches past the next "<", so that every character is looked at a bounded number of times.
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/<>]*)((?:[^<>"']|"[^<"]*"|'[^<']*')*|[^<>]*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?""")
_SECTIONS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"))
_MOST_NAMES = 10


class Rewriter:
    """Keeps allowed elements and attributes, drops forbidden elements whole, and shows the text of all others."""

    # Elements that never have content.
    empty: ClassVar[frozenset[str]] = frozenset()
    # Whether "<x/>" closes itself, as in XML.
    closes_itself: ClassVar[bool] = False
    # Whether text may stand outside all elements.
    is_fragment: ClassVar[bool] = True

    def __init__(self, deepest: int) -> None:
        self.removed: dict[str, None] = {}
        self._out: list[str] = []
        self._open: list[str] = []
        self._dropped: str | None = None
        self._dropped_depth = 0
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

    def is_worth_a_word(self, name: str) -> bool:
        """Whether it matters to anybody that an attribute is left out."""
        raise NotImplementedError

    def rewritten(self, markup: str) -> str:
        """The whole markup, with every element closed."""
        for text, tag in _pieces(markup):
            if text:
                self._text(text)
            if tag and tag[1]:
                self._end(tag[2].lower())
            elif tag:
                self._start(tag[2].lower(), tag[3])
        self._out.extend(f"</{name}>" for name in reversed(self._open))
        return "".join(self._out)

    def _text(self, text: str) -> None:
        if self._dropped is None and (self._open or self.is_fragment):
            self._out.append(escape(NOT_TEXT.sub("", text), quote=False))

    def _start(self, tag: str, attributes: str) -> None:
        closed = tag in self.empty or (self.closes_itself and attributes.endswith("/"))
        if self._dropped is not None:
            self._dropped_depth += tag == self._dropped and not closed
            return
        name = self.allowed(tag)
        if name is None or len(self._open) >= self._deepest:
            self._remove(f"<{tag}>")
            if self.is_dropped_whole(tag) and not closed:
                self._dropped, self._dropped_depth = tag, 1
            return
        self._out.append(f"<{name}{self._attributes(tag, attributes)}{'/' if closed else ''}>")
        if not closed:
            self._open.append(name)

    def _attributes(self, tag: str, attributes: str) -> str:
        written: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(attributes):
            kept = self.attribute(tag, name.lower(), NOT_TEXT.sub("", unescape("".join(values))))
            if kept is not None:
                written.setdefault(*kept)
            elif self.is_worth_a_word(name.lower()):
                self._remove(name)
        return "".join(f' {name}="{escape(value)}"' for name, value in written.items())

    def _end(self, tag: str) -> None:
        if self._dropped is not None:
            self._dropped_depth -= tag == self._dropped
            if not self._dropped_depth:
                self._dropped = None
            return
        name = self.allowed(tag)
        while name in self._open:
            last = self._open.pop()
            self._out.append(f"</{last}>")
            if last == name:
                break

    def _remove(self, name: str) -> None:
        if len(self.removed) < _MOST_NAMES:
            self.removed["".join(mark if mark.isprintable() else "�" for mark in name[:40])] = None


def _pieces(markup: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Text with its references resolved, each followed by a tag or by nothing; comments and declarations are gone."""
    at, exhausted = 0, set[str]()
    while at < len(markup):
        mark = markup.find("<", at)
        if mark < 0:
            mark = len(markup)
        if mark > at:
            yield unescape(markup[at:mark]), None
        at = mark
        section = next((section for section in _SECTIONS if markup.startswith(section[0], at)), None)
        if section is None:
            tag = _TAG.match(markup, at)
            yield ("" if tag or at == len(markup) else "<"), tag
            at = tag.end() if tag else at + 1
            continue
        begin, close = section
        end = -1 if close in exhausted else markup.find(close, at + len(begin))
        if end < 0:
            # What is never closed is not searched for again.
            exhausted.add(close)
            yield "<", None
            at += 1
            continue
        if begin == "<![CDATA[":
            yield markup[at + len(begin) : end], None
        at = end + len(close)
