"""A board's HTML description, made safe to show; the original stays on the board for export."""

from api.domain.obf.markup import WEB_LINK, Rewriter

_ALLOWED_LIST = "a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strong sub sup u ul"
_DROPPED_LIST = (
    "script style iframe object embed applet template noscript noembed noframes svg math title head textarea select "
    "button form xmp plaintext audio video canvas"
)
_EMPTY_LIST = "area base br col embed hr img input link meta param source track wbr"
_ALLOWED, _DROPPED_WHOLE, _EMPTY = (frozenset(names.split()) for names in (_ALLOWED_LIST, _DROPPED_LIST, _EMPTY_LIST))
_DEEPEST = 32


class _Description(Rewriter):
    empty = _EMPTY

    def allowed(self, tag: str) -> str | None:
        return tag if tag in _ALLOWED else None

    def is_dropped_whole(self, tag: str) -> bool:
        return tag in _DROPPED_WHOLE and tag not in _EMPTY

    def is_worth_a_word(self, name: str) -> bool:
        return name not in ("class", "style", "id", "target", "rel", "title", "align")

    def attribute(self, tag: str, name: str, value: str) -> tuple[str, str] | None:
        if tag == "a" and name == "href" and WEB_LINK.fullmatch(value.strip()):
            return name, value.strip()
        return (name, value) if name in ("dir", "lang") else None


def shown(html: str) -> tuple[str, tuple[str, ...]]:
    """The description without anything active, and the names of what was taken out."""
    rewriter = _Description(_DEEPEST)
    return rewriter.rewritten(html), tuple(rewriter.removed)
