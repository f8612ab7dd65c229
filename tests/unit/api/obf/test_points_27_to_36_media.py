"""The points of the format about media, licences, text and the report. The numbers are those of the notes."""

import ast
import base64
import json
import struct
from pathlib import Path
from typing import Any

import pytest

import api.domain.obf
from api.domain.obf import display, licensing, media_bytes
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from api.domain.obf.model import BoardSet, License, Media, Symbol
from api.domain.obf.report import MOST_FINDINGS, Report, Severity
from tests.unit.api.obf.writing_files import (
    IMAGE,
    PIXEL,
    PIXEL_URI,
    SOUND,
    board,
    codes,
    finding,
    imported,
    manifest,
    obf,
    only_board,
    refused,
    zipped,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0"/></svg>'

_HARMLESS = (
    "base64 binascii collections collections.abc colorsys dataclasses enum hashlib html html.parser io json math re "
    "stat struct types typing unicodedata urllib.parse zipfile zlib"
)
HARMLESS_MODULES = frozenset(_HARMLESS.split())


def with_image(**keys: Any) -> bytes:
    """A board whose one button shows the image; None takes a key away."""
    record = {key: value for key, value in {**IMAGE, **keys}.items() if value is not None}
    return obf([{"id": "b", "label": "x", "image_id": "i"}], images=[record])


def with_sound(**keys: Any) -> bytes:
    """A board whose one button plays the sound."""
    record = {key: value for key, value in {**SOUND, **keys}.items() if value is not None}
    return obf([{"id": "b", "label": "x", "sound_id": "s"}], sounds=[record])


def image(**keys: Any) -> Media:
    """The one image, after import."""
    return imported(with_image(**keys)).images["i"]


def uri(content: bytes, content_type: str = "image/png") -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def test_point_27_missing_sizes_and_types_are_measured() -> None:
    data = with_image(width=None, height=None, content_type=None)
    found = imported(data).images["i"]
    assert (found.width, found.height, found.content_type) == (1, 1, "image/png")
    assert codes(data) == ["media-type-added", "image-size-added"]


def test_point_27_declared_sizes_that_are_not_true_are_kept_and_reported() -> None:
    assert (image(width=9, height=9).width, codes(with_image(width=9, height=9))) == (9, ["image-size-differs"])


@pytest.mark.parametrize("odd", [0, -1, "wide", True, {}, 2**40])
def test_point_27_a_size_that_is_no_size_is_set_aside(odd: Any) -> None:
    assert image(width=odd).width == 1
    assert "ext_alphawolf_original_width" in image(width=odd).extra


def test_point_27_a_size_that_nobody_knows_stays_unknown() -> None:
    data = with_image(data=None, width=None, height=None, url="https://example.com/i.png")
    assert imported(data).images["i"].width is None
    assert codes(data) == ["image-size-unknown", "image-remote"]


@pytest.mark.parametrize("declared", ["image/svg", "image/svg+xml", "image/png"])
def test_point_27_a_declared_type_is_kept_and_the_real_one_is_shown(declared: str) -> None:
    keys = {"content_type": declared, "data": uri(SVG, declared), "width": 30, "height": 20}
    board_set = imported(with_image(**keys))
    found = board_set.boards["home"]
    shown = display.image(board_set, found, found.buttons[0])
    assert isinstance(shown, display.Content)
    assert shown.content_type == "image/svg+xml"
    assert board_set.images["i"].content_type == declared
    assert codes(with_image(**keys)) == (["media-type-differs"] if declared == "image/png" else [])


@pytest.mark.parametrize("odd", ["png", "application/octet-stream", "", {}])
def test_point_27_a_type_that_is_no_picture_is_set_aside(odd: Any) -> None:
    assert image(content_type=odd).content_type == "image/png"
    assert "ext_alphawolf_original_content_type" in image(content_type=odd).extra


def test_point_28_the_first_source_counts_data_then_path_then_url_then_symbol() -> None:
    other = PIXEL + b"other"
    keys = {"path": "p.png", "url": "https://example.com/i.png", "symbol": {"set": "s", "filename": "f"}}
    shown: list[Any] = []
    for data, files in [(PIXEL_URI, {"p.png": other}), (None, {"p.png": other}), (None, {})]:
        package = {"manifest.json": manifest(), "home.obf": with_image(**keys, data=data), **files}
        board_set = imported(zipped(package))
        found = board_set.boards["home"]
        shown.append(display.image(board_set, found, found.buttons[0]))
    symbol = Symbol("s", "f")
    assert shown == [
        display.Content(PIXEL, "image/png"),
        display.Content(other, "image/png"),
        display.Elsewhere("https://example.com/i.png", symbol),
    ]


def test_point_28_every_source_is_kept() -> None:
    keys = {"url": "https://example.com/i.png", "data_url": "https://example.com/api", "symbol": {"set": "s"}}
    data = with_image(**keys)
    assert json.loads(to_obf(imported(data), "home")) == json.loads(data)


def test_point_28_a_data_url_is_an_address_and_no_source() -> None:
    data = with_image(data=None, data_url="data:image/png;base64,AAAA")
    assert codes(data) == ["image-empty"]


@pytest.mark.parametrize("odd", ["hello", "data:image/png;base64,A", "data:image/png;base64,!!!!", "data:,", ""])
def test_point_28_inline_data_that_cannot_be_decoded_is_set_aside_and_the_next_source_counts(odd: str) -> None:
    data = with_image(data=odd, url="https://example.com/i.png")
    assert imported(data).images["i"].data is None
    assert json.loads(imported(data).images["i"].extra) == {"ext_alphawolf_original_data": odd}
    assert {"data-broken", "image-remote"} <= set(codes(data))


@pytest.mark.parametrize(
    "sound",
    [
        PIXEL_URI,
        PIXEL_URI.replace("data:", "DATA:"),
        PIXEL_URI.rstrip("="),
        PIXEL_URI[:60] + "\n " + PIXEL_URI[60:],
        "data:image/png;charset=x;base64," + PIXEL_URI.partition(",")[2],
    ],
)
def test_point_28_inline_data_in_any_dress_is_decoded_and_kept_as_written(sound: str) -> None:
    assert media_bytes.content_of(sound) == PIXEL
    assert image(data=sound).data == sound


def test_point_28_percent_encoded_data_is_decoded() -> None:
    assert media_bytes.content_of("data:image/svg+xml,%3Csvg%3E") == b"<svg>"


def test_point_28_a_path_in_a_single_board_is_kept_and_reported() -> None:
    data = with_image(data=None, path="images/p.png")
    assert imported(data).images["i"].path == "images/p.png"
    assert codes(data) == ["image-file-missing"]


def test_point_28_a_path_that_leads_outside_finds_nothing() -> None:
    files = {"manifest.json": manifest(), "home.obf": with_image(data=None, path="../../etc/passwd")}
    assert codes(zipped(files)) == ["image-file-missing"]


def test_point_28_remote_addresses_are_kept_and_never_called() -> None:
    url = "http://169.254.169.254/latest"
    data = obf(
        [{"id": "b", "label": "x", "image_id": "i", "load_board": {"url": url, "data_url": url}}],
        images=[{"id": "i", "url": url, "content_type": "image/png", "width": 1, "height": 1}],
        url=url,
        data_url=url,
    )
    assert codes(data) == ["link-remote", "image-remote"]


def test_point_28_nothing_in_the_package_could_open_a_file_or_a_connection() -> None:
    folder = Path(api.domain.obf.__file__).parent
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported_names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported_names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    foreign = {name for name in imported_names if not name.startswith("api.domain")}
    assert len(trees) > 20
    assert foreign <= HARMLESS_MODULES
    assert not any(isinstance(node, ast.Name) and node.id == "open" for node in nodes)


def test_point_29_a_symbol_of_a_set_is_named_and_its_content_never_passed_on() -> None:
    data = with_image(data=None, symbol={"set": "mypics", "filename": "hat.ico"}, content_type=None)
    board_set = imported(data)
    assert board_set.images["i"].symbol == Symbol("mypics", "hat.ico")
    assert board_set.images["i"].content_type == "image/x-icon"
    assert "mypics" in finding(data, "image-symbol").detail
    embedded = imported(with_image(symbol={"set": "mypics", "filename": "hat.png"}))
    assert licensing.for_sharing(embedded).images["i"].data is None


def test_point_30_an_unsafe_drawing_is_reported_shown_clean_and_kept_as_it_is() -> None:
    drawing = SVG.replace(b"<path", b'<script>alert(1)</script><path onclick="x()"')
    data = with_image(data=uri(drawing, "image/svg+xml"), content_type="image/svg+xml", width=30, height=20)
    board_set = imported(data)
    found = board_set.boards["home"]
    shown = display.image(board_set, found, found.buttons[0])
    assert isinstance(shown, display.Content)
    assert shown.content == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0"/></svg>'
    assert media_bytes.content_of(board_set.images["i"].data or "") == drawing
    assert finding(data, "svg-unsafe").detail.startswith('The image "i": the drawing holds <script>, onclick;')


def test_point_30_a_picture_of_too_many_pixels_is_kept_and_not_shown() -> None:
    huge = PIXEL[:16] + struct.pack(">II", 60_000, 60_000) + PIXEL[24:]
    board_set = imported(with_image(data=uri(huge)))
    found = board_set.boards["home"]
    assert display.image(board_set, found, found.buttons[0]) is None
    assert "image-huge" in codes(with_image(data=uri(huge)))
    assert board_set.images["i"].data == uri(huge)


def test_point_31_a_sound_with_an_alias_of_its_type_and_a_duration() -> None:
    keys = {"content_type": "audio/mp3", "duration": 2}
    board_set = imported(with_sound(**keys))
    found = board_set.boards["home"]
    assert board_set.sounds["s"].duration == 2
    assert codes(with_sound(**keys)) == []
    assert display.sound(board_set, found, found.buttons[0]) == display.Content(b"ID3\x04", "audio/mpeg")
    assert json.loads(to_obf(board_set, "home")) == json.loads(with_sound(**keys))


def test_point_31_one_file_may_be_two_sounds() -> None:
    one, two = ({"id": name, "path": "s.mp3", "content_type": "audio/mpeg"} for name in "ab")
    home = obf([{"id": 1, "label": "x", "sound_id": "a"}, {"id": 2, "label": "y", "sound_id": "b"}], sounds=[one, two])
    listed = manifest(sounds={"a": "s.mp3", "b": "s.mp3"})
    package = zipped({"manifest.json": listed, "home.obf": home, "s.mp3": b"ID3"})
    assert codes(package) == []
    assert imported(to_obz(imported(package))) == imported(package)


def test_point_31_a_remote_sound_and_a_duration_that_is_none_are_reported() -> None:
    data = with_sound(data=None, url="https://example.com/s", content_type=None, duration="long")
    assert codes(data) == ["value-set-aside", "media-type-unknown", "sound-remote"]


FULL = {
    "type": "CC-By-SA",
    "copyright_notice_url": "https://example.com/c",
    "source_url": "https://example.com/s",
    "author_name": "Ana",
    "author_url": "https://example.com/a",
    "author_email": "ana@example.com",
    "uneditable": True,
}


def test_point_32_licences_of_boards_images_and_sounds_are_read_and_come_back() -> None:
    data = obf(license=FULL, images=[{**IMAGE, "license": FULL}], sounds=[{**SOUND, "license": FULL}])
    found = only_board(data).license
    assert found is not None
    assert (found.author_name, found.extra) == ("Ana", '{"uneditable":true}')
    assert json.loads(to_obf(imported(data), "home")) == json.loads(data)
    assert set(codes(data)) == {"image-unused", "sound-unused"}


def test_point_32_a_board_without_a_licence_is_private() -> None:
    data = obf(license=None)
    assert codes(data) == ["licence-missing"]
    assert licensing.private_boards(imported(data)) == ("home",)
    assert licensing.private_boards(imported(obf())) == ()
    assert not licensing.is_shareable(License(type="private"))
    assert not licensing.is_shareable(License(author_name="Ana"))


def test_point_32_the_older_names_of_the_addresses_are_understood() -> None:
    old = {"type": "CC-By", "copyright_notice_link": "c", "source_link": "s", "author_link": "a"}
    assert only_board(obf(license=old)).license == License("CC-By", "c", "s", author_url="a")


def test_point_32_non_commercial_boards_are_not_for_commercial_tenants() -> None:
    found = only_board(obf(license={"type": "CC-By-NC-SA"}))
    assert not licensing.is_for(found, is_commercial=True)
    assert licensing.is_for(found, is_commercial=False)


@pytest.mark.parametrize("keys", [{"protected": True}, {"protected_source": "pcs"}, {"license": None}])
def test_point_33_protected_and_unlicensed_content_stays_behind_when_a_board_is_shared(keys: dict[str, Any]) -> None:
    record = {**IMAGE, "data": None, "path": "p.png", "url": "https://example.com/p", **keys}
    home = obf([{"id": "b", "label": "x", "image_id": "i"}], images=[record])
    board_set = imported(zipped({"manifest.json": manifest(), "home.obf": home, "p.png": PIXEL}))
    shared = licensing.for_sharing(board_set)
    assert (shared.files, shared.images["i"].path) == ({}, None)
    assert shared.images["i"].url == "https://example.com/p"
    assert board_set.files == {"p.png": PIXEL}
    assert imported(to_obz(shared)) == shared


def test_point_33_free_content_goes_along_when_a_board_is_shared() -> None:
    board_set = imported(with_image())
    assert licensing.for_sharing(board_set) == board_set


def test_point_34_a_byte_order_mark_is_ignored() -> None:
    assert read(b"\xef\xbb\xbf" + obf()).board_set == imported(obf())


@pytest.mark.parametrize("root", [b"[1, 2]", b'"a board"', b"5", b"null", b"true", b"[]", b'{"a": 1}'])
def test_point_34_a_root_that_is_no_board_is_refused(root: bytes) -> None:
    assert refused(root) == "not-a-board"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "not-json"),
        (b'{"a": NaN}', "not-json"),
        (b"\xff\xfe{\x00}\x00", "not-utf8"),
        (b"[" * 100_000, "too-deep"),
        (b"[" * 65 + b"]" * 65, "too-deep"),
        (b'{"format":"open-board-0.1","ext_x":' + b'{"a":' * 70 + b"1" + b"}" * 71, "too-deep"),
    ],
)
def test_point_34_what_is_no_json_text_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_point_34_text_in_any_script_comes_back() -> None:
    words = [{"id": n, "label": word} for n, word in enumerate(["नमस्ते", "مرحبا", "你好", "👋🏽", "a\u2028b\n"])]
    assert [each.label for each in only_board(to_obf(imported(obf(words)), "home")).buttons] == [
        word["label"] for word in words
    ]


def test_point_35_lists_written_as_objects_by_id_are_understood() -> None:
    whole = board([])
    whole |= {
        "buttons": {"b1": {"label": "hi", "image_id": 5}, "7": {"id": "b2", "label": "own id"}},
        "images": {"5": {key: value for key, value in IMAGE.items() if key != "id"}},
        "sounds": {},
        "grid": {"rows": 1, "columns": 2, "order": [["b1", "b2"]]},
    }
    data = json.dumps(whole).encode()
    assert [each.id for each in only_board(data).buttons] == ["b1", "b2"]
    assert list(imported(data).images) == ["5"]
    assert codes(data) == ["list-by-id"] * 3


def test_point_35_entries_that_are_no_objects_are_set_aside() -> None:
    data = obf([{"id": "b", "label": "x"}, None, 5, "text"])
    assert len(only_board(data).buttons) == 1
    assert json.loads(only_board(data).extra) == {"ext_alphawolf_original_buttons": [None, 5, "text"]}


def test_point_36_findings_are_in_the_order_of_the_file_with_board_and_button() -> None:
    data = obf([{"id": 1, "label": "x", "image_id": 9}, {"id": 2, "label": "y", "action": ":odd"}], odd=1)
    assert [(found.code, found.severity, found.board, found.button) for found in read(data).report.findings] == [
        ("action-unsupported", "kept", "home", "2"),
        ("unknown-key", "kept", "home", None),
        ("image-unknown", "missing", "home", "1"),
    ]


def test_point_36_every_detail_is_a_short_sentence_even_about_hostile_names() -> None:
    data = obf([{"id": "b" * 9999, "label": "x", "image_id": "\x1b[31m\u202e" + "i" * 9999, "odd\n\0": 1}])
    for found in read(data).report.findings:
        assert found.detail.endswith(".")
        assert found.detail.isprintable()
        assert len(found.detail) < 300


def test_point_36_a_package_is_taken_whole_or_not_at_all_and_the_same_file_is_known_again() -> None:
    listed = manifest(boards={"home": "home.obf", "b": "b.obf"})
    bad = zipped({"manifest.json": listed, "home.obf": obf(odd=1), "b.obf": "[]"})
    result = read(bad)
    assert result.board_set is None
    assert [found.code for found in result.report.findings] == ["unknown-key", "not-a-board"]
    assert read(bad) == result
    assert read(bad).fingerprint != read(obf()).fingerprint


def test_point_36_the_report_of_a_hostile_file_ends() -> None:
    many = [{"id": n} for n in range(MOST_FINDINGS + 5)]
    report = read(obf(many, grid={"rows": 1, "columns": 1, "order": [[0]]})).report
    assert len(report.findings) == MOST_FINDINGS + 1
    assert report.findings[-1].code == "more-findings"


def test_a_report_can_be_asked_by_severity() -> None:
    report: Report = read(obf(locale=None, odd=1)).report
    assert [found.code for found in report.with_severity(Severity.CHANGED)] == ["locale-missing"]


def test_a_set_can_be_read_from_every_board_of_it() -> None:
    board_set: BoardSet = imported(obf())
    with pytest.raises(KeyError):
        to_obf(board_set, "nowhere")
