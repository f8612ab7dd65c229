"""What bytes say about themselves, whatever they are called."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.obf import display
from api.domain.obf.media_bytes import Probe, by_name, content_of, data_uri, declared_in, probe, usual
from tests.unit.api.obf.writing_files import IMAGE, PIXEL, SOUND, imported, obf

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 20, 30) + b"\x01\x01\x11\x00"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PIXEL, Probe("image/png", 1, 1)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), Probe("image/gif", 3, 4)),
        (JPEG, Probe("image/jpeg", 30, 20)),
        (b"\xff\xd8\xff\xe0\x00\x04ab", Probe("image/jpeg")),
        (WEBP + b"VP8X" + bytes(8) + b"\x09\x00\x00\x13\x00\x00", Probe("image/webp", 10, 20)),
        (WEBP + b"VP8L" + bytes(5) + struct.pack("<I", 9 | 19 << 14), Probe("image/webp", 10, 20)),
        (WEBP + b"VP8 " + bytes(10) + struct.pack("<HH", 10, 20), Probe("image/webp", 10, 20)),
        (b"BM" + bytes(16) + struct.pack("<ii", 5, -6), Probe("image/bmp", 5, 6)),
        (b"\x00\x00\x01\x00\x01\x00\x00\x10", Probe("image/x-icon", 256, 16)),
        (b"<svg width='5' height='6.5px'/>", Probe("image/svg+xml", 5, 6)),
        (b'<?xml version="1.0"?>\n<svg viewBox="0,0,7,8">', Probe("image/svg+xml", 7, 8)),
        (b"<svg width='100%' viewBox='0 0 wide 8'>", Probe("image/svg+xml", None, 8)),
        (b"<svg>", Probe("image/svg+xml")),
        (b"ID3\x04", Probe("audio/mpeg")),
        (b"\xff\xfb\x90", Probe("audio/mpeg")),
        (b"RIFF\x00\x00\x00\x00WAVE", Probe("audio/wav")),
        (b"OggS", Probe("audio/ogg")),
        (b"fLaC", Probe("audio/flac")),
        (b"\x1aE\xdf\xa3", Probe("audio/webm")),
        (b"\x00\x00\x00\x20ftypM4A ", Probe("audio/mp4")),
        (b"hello <svg>", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_pictures_and_sounds_are_known_by_their_first_bytes(content: bytes, found: Probe | None) -> None:
    assert probe(content) == found


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", WEBP, b"BM", b"GIF89a", b"<svg "]), st.binary())
def test_no_bytes_are_too_odd_to_be_looked_at(head: bytes, tail: bytes) -> None:
    found = probe(head + tail)
    assert found is None or found.content_type.startswith(("image/", "audio/"))


@given(st.binary(min_size=1))
def test_a_data_uri_gives_back_its_bytes_and_type(content: bytes) -> None:
    assert content_of(data_uri(content, "image/png")) == content
    assert declared_in(data_uri(content, "image/png")) == "image/png"


def test_types_have_usual_names_and_names_suggest_types() -> None:
    assert (usual("audio/mp3; x=1"), usual("image/svg")) == ("audio/mpeg", "image/svg+xml")
    assert by_name("https://example.com/a.b/pic.JPG?size=3#x") == "image/jpeg"
    assert by_name("no suffix") is None
    assert declared_in("not a data uri") is None


def test_a_button_shows_and_plays_nothing_that_is_not_what_it_should_be() -> None:
    records = {"images": [{**IMAGE, "data": SOUND["data"]}], "sounds": [{**SOUND, "data": IMAGE["data"]}]}
    board_set = imported(obf([{"id": "b", "label": "x", "image_id": "i", "sound_id": "s"}, {"id": "c"}], **records))
    found = board_set.boards["home"]
    for button in found.buttons:
        assert display.image(board_set, found, button) is None
        assert display.sound(board_set, found, button) is None
