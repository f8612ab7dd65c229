"""SVG drawings, made safe to show: no script, no style sheet, nothing from elsewhere; the original bytes stay."""

import re

from api.domain.obf.markup import Rewriter

CONTENT_TYPE = "image/svg+xml"
_ELEMENTS = (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath "
    "linearGradient radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix feComponentTransfer "
    "feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA "
    "feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting "
    "feSpotLight feTile feTurbulence switch"
)
_ATTRIBUTES = (
    "id class x y x1 x2 y1 y2 cx cy r rx ry fx fy fr d points width height viewBox preserveAspectRatio transform "
    "gradientTransform gradientUnits spreadMethod offset patternUnits patternContentUnits patternTransform "
    "clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits "
    "primitiveUnits in in2 result stdDeviation mode type values operator k1 k2 k3 k4 dx dy radius scale order "
    "kernelMatrix divisor bias targetX targetY edgeMode tableValues slope intercept amplitude exponent surfaceScale "
    "diffuseConstant specularConstant specularExponent azimuth elevation z pointsAtX pointsAtY pointsAtZ "
    "baseFrequency numOctaves seed stitchTiles xChannelSelector yChannelSelector textLength lengthAdjust rotate "
    "startOffset pathLength version fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility overflow "
    "clip-path clip-rule mask filter marker-start marker-mid marker-end stop-color stop-opacity flood-color flood- "
    "opacity lighting-color font-family font-size font-style font-weight font-variant font-stretch text-anchor text- "
    "decoration letter-spacing word-spacing dominant-baseline alignment-baseline baseline-shift writing-mode "
    "direction unicode-bidi paint-order vector-effect shape-rendering text-rendering image-rendering color- "
    "interpolation color-interpolation-filters enable-background style xml:space xml:lang lang role aria-label"
)
_ELEMENT = {name.lower(): name for name in _ELEMENTS.split()}
_ATTRIBUTE = {name.lower(): name for name in _ATTRIBUTES.split()}
_HARMLESS = re.compile(r"xmlns(:.*)?|(inkscape|sodipodi|sketch|serif|i|a|x|data|rdf|cc|dc)[:-].*|xml:base|baseprofile")
# What drawing programs note for themselves is left out without a word.
_TOOL_NOTES = re.compile("<metadata>|<(inkscape|sodipodi|sketch|serif|i|x|rdf|cc|dc):")
_SHOWS_TEXT = frozenset({"a"})
_LOCAL = re.compile(r"#[^\s\"'()\\]+")
_URL = re.compile(r"url\s*\(\s*[\"']?([^\"')]*)[\"']?\s*\)", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(
    r"[\\@<]|/\*|expression|javascript|behavior|-moz-binding|image-set|image\s*\(", re.IGNORECASE
)
_MOST_USES = 500
_DEEPEST = 64


class _Drawing(Rewriter):
    closes_itself = True
    is_fragment = False
    _uses = 0

    def allowed(self, tag: str) -> str | None:
        if tag == "use":
            self._uses += 1
            if self._uses > _MOST_USES:
                return None
        return _ELEMENT.get(tag)

    def is_dropped_whole(self, tag: str) -> bool:
        return tag not in _SHOWS_TEXT

    def attribute(self, _tag: str, name: str, value: str) -> tuple[str, str] | None:
        if name in ("href", "xlink:href"):
            return ("href", value) if _LOCAL.fullmatch(value) else None
        if name not in _ATTRIBUTE or _ACTIVE_STYLE.search(value):
            return None
        if any(not _LOCAL.fullmatch(target.strip()) for target in _URL.findall(value)):
            return None
        if "url" in _URL.sub("", value).lower() and "(" in _URL.sub("", value):
            return None
        return _ATTRIBUTE[name], value

    def is_worth_a_word(self, name: str) -> bool:
        return not _HARMLESS.fullmatch(name)


def shown(content: bytes) -> tuple[bytes | None, tuple[str, ...]]:
    """The drawing without anything active (None when nothing is left), and the names of what was taken out."""
    rewriter = _Drawing(_DEEPEST)
    body = rewriter.rewritten(content.decode("utf-8-sig", errors="replace"))
    removed = tuple(name for name in rewriter.removed if not _TOOL_NOTES.match(name))
    if not body.startswith("<svg"):
        return None, removed
    return body.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1).encode(), removed
