"""Generated board sets, sound and unsound."""

import json
from typing import Any

from hypothesis import strategies as st

from api.domain.obf.jsontext import text_of
from api.domain.obf.media_bytes import data_uri
from api.domain.obf.model import (
    NO_EXTRA,
    Board,
    BoardSet,
    Button,
    Grid,
    Layout,
    License,
    Link,
    Media,
    Symbol,
    Translation,
)
from tests.unit.api.obf.writing_files import FORMAT, PIXEL

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
IDS = st.one_of(st.sampled_from(["0", "1", "b1", "", "é", "a/b", "../x"]), WORDS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
EXTRAS = st.one_of(
    st.just(NO_EXTRA),
    st.dictionaries(st.sampled_from(["ext_a_x", "ext_b", "odd"]), JSON, min_size=1).map(text_of),
)
SOME_WORDS = st.none() | WORDS
COLOURS = st.none() | st.sampled_from(["#444", "rgb(1, 2, 3)", "rgba(0,0,0,0.5)", "tomato", "no colour"])
ACTIONS = st.sampled_from([":clear", ":home", "+a", ":ext_other_thing", ":unheard-of"])
PARTS = st.floats(0, 1)

licenses = st.builds(License, type=SOME_WORDS, author_name=SOME_WORDS, source_url=SOME_WORDS, extra=EXTRAS)
translations = st.dictionaries(
    st.sampled_from(["es", "pt-BR"]), st.builds(Translation, label=SOME_WORDS, vocalization=SOME_WORDS, extra=EXTRAS)
)
CONTENT = st.binary(max_size=20).map(lambda tail: PIXEL + tail)


@st.composite
def media(draw: st.DrawFn, name: str, kind: str, paths: list[str]) -> Media:
    is_image = kind == "image"
    content_type = "image/png" if is_image else "audio/mpeg"
    return Media(
        id=name,
        data=draw(st.none() | CONTENT.map(lambda content: data_uri(content, content_type))),
        path=draw(st.none() | st.sampled_from([*paths, "images/not there.png"])),
        url=draw(SOME_WORDS),
        symbol=draw(st.none() | st.builds(Symbol, set=SOME_WORDS, filename=SOME_WORDS, extra=EXTRAS)),
        content_type=content_type,
        width=draw(st.integers(1, 9000)) if is_image else None,
        height=draw(st.integers(1, 9000)) if is_image else None,
        duration=None if is_image else draw(st.none() | st.floats(0, 100)),
        license=draw(st.none() | licenses),
        extra=draw(EXTRAS),
    )


@st.composite
def buttons(draw: st.DrawFn, name: str, images: list[str], sounds: list[str], links: st.SearchStrategy[Any]) -> Button:
    several = tuple(draw(st.lists(ACTIONS, max_size=2)))
    return Button(
        id=name,
        label=draw(SOME_WORDS),
        vocalization=draw(SOME_WORDS),
        image_id=draw(st.none() | st.sampled_from([*images, "nowhere"])),
        sound_id=draw(st.none() | st.sampled_from([*sounds, "nowhere"])),
        background_color=draw(COLOURS),
        border_color=draw(COLOURS),
        hidden=draw(st.none() | st.booleans()),
        action=several[0] if several else draw(st.none() | ACTIONS),
        actions=several,
        load_board=draw(st.none() | links),
        layout=draw(st.none() | st.builds(Layout, PARTS, PARTS, PARTS, PARTS)),
        url=draw(SOME_WORDS),
        translations=draw(translations),
        extra=draw(EXTRAS),
    )


@st.composite
def board_sets(draw: st.DrawFn) -> BoardSet:
    """A sound set of one to three boards, linked in circles and to nowhere, sharing pictures and files."""
    paths = draw(st.lists(st.sampled_from(["images/a.png", "images/ä.png", "sounds/s.mp3", "odd.bin"]), unique=True))
    files = {path: draw(CONTENT) for path in paths}
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    places = {name: f"boards/{number}.obf" for number, name in enumerate(names)}
    image_ids, sound_ids = (draw(st.lists(IDS, max_size=3, unique=True)) for _ in range(2))
    links = st.one_of(
        st.sampled_from(names).flatmap(
            lambda name: st.builds(
                Link, id=st.sampled_from([None, name]), name=SOME_WORDS, path=st.just(places[name]), extra=EXTRAS
            )
        ),
        st.builds(Link, url=SOME_WORDS, data_url=SOME_WORDS, path=st.sampled_from([None, "boards/gone.obf"])),
    )
    images = {name: draw(media(name, "image", paths)) for name in image_ids}
    sounds = {name: draw(media(name, "sound", paths)) for name in sound_ids}
    boards = {}
    for name in names:
        button_ids = draw(st.lists(IDS, max_size=4, unique=True))
        some = st.lists(st.sampled_from(image_ids), unique=True) if image_ids else st.just([])
        # The first board lists everything, so that no record is without a board.
        here = sorted(image_ids) if name == names[0] else draw(some)
        heard = sorted(sound_ids) if name == names[0] else []
        rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        cells = st.none() | st.sampled_from(button_ids) if button_ids else st.none()
        order = draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
        boards[name] = Board(
            id=name,
            grid=Grid(rows, columns, tuple(map(tuple, order)), draw(EXTRAS)),
            locale=draw(st.sampled_from(["en", "es-MX"])),
            buttons=tuple(draw(buttons(button, image_ids, sound_ids, links)) for button in button_ids),
            images=tuple(here),
            sounds=tuple(heard),
            name=draw(SOME_WORDS),
            description_html=draw(SOME_WORDS),
            strings=draw(st.dictionaries(st.sampled_from(["en", "fr"]), st.dictionaries(WORDS, WORDS, max_size=2))),
            license=draw(st.none() | licenses),
            extra=draw(EXTRAS),
            path=places[name],
        )
    return BoardSet(names[0], boards, images, sounds, files, draw(EXTRAS), draw(EXTRAS))


ODD_IDS: st.SearchStrategy[Any] = (
    st.sampled_from([0, 1, 1.0, "1", "", None, True, [], {}, 10**30, "a", "\0", "\ud800"]) | JSON
)
_KEYS = (
    "id label vocalization image_id sound_id background_color border_color hidden action actions load_board top left "
    "width height translations ext_x odd url path data data_url symbol content_type duration license"
)
KEYS = _KEYS.split()


def _objects(keys: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.one_of(ODD_IDS, st.just("data:image/png;base64,AAAA"), st.just({"path": "b.obf"}), st.just([":home"]))
    return st.dictionaries(st.sampled_from(keys), values, max_size=6)


def _lists(keys: list[str]) -> st.SearchStrategy[Any]:
    many = st.lists(_objects(keys) | JSON, max_size=4)
    return many | st.dictionaries(st.text(max_size=3), _objects(keys), max_size=3) | JSON


GRIDS = st.fixed_dictionaries(
    {},
    optional={
        "rows": st.integers(-1, 5) | ODD_IDS,
        "columns": st.integers(-1, 5) | ODD_IDS,
        "order": st.lists(st.lists(ODD_IDS, max_size=4) | ODD_IDS, max_size=4),
        "ext_g": JSON,
    },
)
odd_boards = st.fixed_dictionaries(
    {"format": st.just(FORMAT)},
    optional={
        "id": ODD_IDS,
        "locale": ODD_IDS,
        "name": ODD_IDS,
        "description_html": ODD_IDS,
        "buttons": _lists(KEYS),
        "images": _lists(KEYS),
        "sounds": _lists(KEYS),
        "grid": GRIDS | JSON,
        "strings": st.dictionaries(st.text(max_size=2), JSON, max_size=2) | JSON,
        "license": _objects(["type", "author_link", "odd"]) | JSON,
        "ext_b": JSON,
        "odd": JSON,
    },
)


@st.composite
def odd_packages(draw: st.DrawFn) -> dict[str, bytes]:
    """Files of a package whose manifest and boards may be anything, with names that fit together now and then."""
    paths = st.sampled_from(["a.obf", "b.obf", "i.png", "gone", "x/c.obf"]) | JSON
    listed = st.dictionaries(st.sampled_from(["1", "a", "0"]), paths, max_size=3) | JSON
    lists = st.fixed_dictionaries({}, optional={"boards": listed, "images": listed, "sounds": listed, "odd": JSON})
    manifest = st.fixed_dictionaries(
        {},
        optional={
            "format": st.just(FORMAT) | JSON,
            "root": paths,
            "paths": lists | JSON,
            "ext_m": JSON,
        },
    )
    files = {name: json.dumps(draw(odd_boards)).encode() for name in draw(st.sets(st.sampled_from(["a.obf", "b.obf"])))}
    if draw(st.booleans()):
        files["manifest.json"] = json.dumps(draw(manifest)).encode()
    if draw(st.booleans()):
        files["i.png"] = PIXEL
    if draw(st.booleans()):
        files["x/c.obf"] = json.dumps(draw(odd_boards | JSON)).encode()
    return files
