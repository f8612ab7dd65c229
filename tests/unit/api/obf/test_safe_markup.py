"""What is shown of HTML descriptions and SVG drawings holds nothing active, however it was written."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.obf import description, svg
from tests.unit.api.obf.writing_files import codes, finding, obf, only_board

HTML_ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import 'https://example.com'</style>",
    '<p style="background:url(https://example.com)">x</p>',
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<b onclick=alert(1)>x",
    "<form action=https://example.com><input><button>x</button></form>",
    "<base href=https://example.com><meta http-equiv=refresh content=0>",
    "<p" + "/" * 50 + "><script",
]


class Active(HTMLParser):
    """Collects what a browser might act on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = {"a", "b", "p", "br", "div", "span", "i", "em", "strong", "ul", "ol", "li", "h1", "code", "pre", "hr"}
        self.found += [tag] if tag not in plain else []
        for name, value in attrs:
            is_link = tag == "a" and name == "href" and re.match("(https?:|mailto:)", value or "")
            self.found += [] if is_link or name in ("dir", "lang") else [name]


def active(html: str) -> list[str]:
    parser = Active()
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.mark.parametrize("attack", HTML_ATTACKS)
def test_no_attack_in_a_description_survives(attack: str) -> None:
    shown, _ = description.shown(attack)
    assert active(shown) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*HTML_ATTACKS, "<b>", "</b>", "<p>", "<a href='", "'>", "--", "<", ">", '"']), max_size=6)
)
def test_no_mixture_of_attacks_survives_and_what_is_shown_is_stable(parts: list[str]) -> None:
    shown, _ = description.shown("".join(parts))
    assert active(shown) == []
    assert description.shown(shown) == (shown, ())


def test_plain_markup_is_shown_as_it_is() -> None:
    html = '<p>For <b>Sam</b> &amp; <a href="https://example.com/?a=1&amp;b=2">more</a><br/>1 &lt; 2</p>'
    assert description.shown(html) == (html, ())


def test_open_elements_are_closed_and_closed_ones_that_were_never_open_ignored() -> None:
    assert description.shown("<ul><li>a<li>b</ul></b><i>c")[0] == "<ul><li>a<li>b</li></li></ul><i>c</i>"


def test_marked_sections_are_text_and_comments_are_gone() -> None:
    assert description.shown("a<!-- <b> --><![CDATA[<i>]]>&lt;<?x?>b") == ("a&lt;i&gt;&lt;b", ())


def test_an_element_inside_a_dropped_one_of_its_own_kind_does_not_end_it() -> None:
    assert description.shown("<svg><svg></svg><b>no</b></svg><b>yes</b>")[0] == "<b>yes</b>"


def test_endless_nesting_ends() -> None:
    assert description.shown("<b>" * 5000)[0].count("<b>") == 32


@pytest.mark.parametrize("mark", ["<!", "<!--", "<a ", "</a ", "<a='", "<script>", "<b>", "<?", "<a \"'", "&#x"])
def test_a_long_description_made_to_be_slow_takes_as_long_as_any_other(mark: str) -> None:
    shown, _ = description.shown(mark * (60_000 // len(mark)))
    assert active(shown) == []
    svg.shown(drawing(mark * (60_000 // len(mark))))


def test_an_unsafe_description_is_reported_shown_clean_and_kept_as_it_is() -> None:
    html = "<p onclick='x()'>hi</p><script>x()</script>"
    data = obf(description_html=html)
    assert only_board(data).description_html == html
    assert description.shown(html) == ("<p>hi</p>", ("onclick", "<script>"))
    assert finding(data, "description-unsafe").detail == (
        "The description holds onclick, <script>; it is shown without, and kept as it is."
    )
    assert codes(obf(description_html="<b>fine</b>")) == []


def drawing(inside: str, attributes: str = "") -> bytes:
    space = " " if attributes else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg"{space}{attributes}>{inside}</svg>'.encode()


SVG_ATTACKS = [
    "<script>alert(1)</script>",
    "<script xlink:href='https://example.com/x.js'/>",
    "<foreignObject><iframe src='https://example.com'/></foreignObject>",
    "<image href='https://example.com/x.png'/>",
    "<use href='https://example.com/x.svg#a'/>",
    "<use xlink:href='data:image/svg+xml,x'/>",
    "<a href='javascript:alert(1)'><text>x</text></a>",
    "<path onload='alert(1)'/>",
    "<style>@import 'https://example.com'; path{fill:url(https://example.com)}</style>",
    "<path style='fill:url(https://example.com/x)'/>",
    "<path fill='url(\"https://example.com/x\")'/>",
    "<path style='fill:u\\72l(https://example.com)'/>",
    "<path style='fill:url(/**/https://example.com)'/>",
    "<set attributeName='href' to='javascript:alert(1)'/>",
    "<animate attributeName='href' values='javascript:alert(1)'/>",
    "<svg:script xmlns:svg='http://www.w3.org/2000/svg'>alert(1)</svg:script>",
    "<feImage href='https://example.com/x'/>",
    "<![CDATA[<script>alert(1)</script>]]><script/>",
]


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - our own output, and small


@pytest.mark.parametrize("attack", SVG_ATTACKS)
def test_no_attack_in_a_drawing_survives_and_all_are_named(attack: str) -> None:
    shown, removed = svg.shown(drawing(f"<g>{attack}</g><path d='M0 0'/>"))
    assert shown is not None
    assert removed
    assert b"example.com" not in shown
    names = {element.tag.rpartition("}")[2] for element in parsed(shown).iter()}
    assert names <= {"svg", "g", "path", "text", "use"}
    assert {key for element in parsed(shown).iter() for key in element.attrib} <= {"d"}


@pytest.mark.parametrize(
    "prologue", ['<?xml version="1.0"?>', "<!-- made by hand -->", "\ufeff", "<!DOCTYPE svg>", "\n "]
)
def test_a_plain_drawing_keeps_its_spelling_whatever_comes_before_it(prologue: str) -> None:
    inside = (
        '<linearGradient id="a"><stop offset="0"/></linearGradient><path d="M0 0" fill="url(#a)" style="opacity:1"/>'
    )
    shown, removed = svg.shown(prologue.encode() + drawing(inside, 'viewBox="0 0 1 1"'))
    assert shown == drawing(inside, 'viewBox="0 0 1 1"')
    assert removed == ()


def test_entities_that_multiply_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    shown, _ = svg.shown(f'<!DOCTYPE svg [<!ENTITY a0 "x">{entities}]>'.encode() + drawing("<text>&a9;</text>"))
    assert shown is None or len(shown) < 1000


def test_endless_reuse_ends() -> None:
    shown, removed = svg.shown(drawing('<use href="#a"/>' * 2000))
    assert shown is not None
    assert shown.count(b"<use") == 500
    assert removed == ("<use>",)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*SVG_ATTACKS, "<g>", "</g>", "<svg>", "</svg>", "&", "<", "\x01", "]]>"]), max_size=6))
def test_what_is_shown_of_any_drawing_is_stable(parts: list[str]) -> None:
    shown, _ = svg.shown(drawing("".join(parts)))
    assert shown is None or svg.shown(shown) == (shown, ())


def test_a_marked_section_in_a_drawing_is_text() -> None:
    assert svg.shown(drawing("<title><![CDATA[a < b]]></title>"))[0] == drawing("<title>a &lt; b</title>")


def test_a_style_that_calls_for_an_address_in_an_unfinished_way_is_left_out() -> None:
    assert svg.shown(drawing("<path style='fill:url(#a'/>"))[1] == ("style",)


def test_what_is_no_drawing_shows_nothing() -> None:
    assert svg.shown(b"hello")[0] is None
    assert svg.shown(b"\xff\xfe")[0] is None
