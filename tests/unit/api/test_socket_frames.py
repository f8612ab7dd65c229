"""What clients may say over a socket, and how frames are written."""

import json

import pytest
from websockets.frames import Frame, Opcode

from api.domain.socket_frames import Ping, Received, Resume, page_frame, parse
from api.live.frames import short_text, text_frame


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"action": "ping"}', Ping()),
        ('{"action": "resume", "after": 0}', Resume(0)),
        ('{"action": "resume"}', Resume(None)),
        ('{"action": "received", "seq": 7}', Received(7)),
    ],
)
def test_what_is_known_is_understood(body: str, said: object) -> None:
    assert parse(body) == said


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "[]",
        "[" * 100_000,
        '{"action": "shout"}',
        '{"action": "resume", "after": -1}',
        '{"action": "resume", "after": true}',
        '{"action": "resume", "after": 1.0}',
        '{"action": "received", "seq": 0}',
        '{"action": "received"}',
        '{"action": "received", "seq": 9223372036854775807}',
    ],
)
def test_what_is_not_known_is_nothing(body: object) -> None:
    assert parse(body) is None


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 200_000])
def test_a_text_is_framed_as_the_library_would_frame_it(size: int) -> None:
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize("size", [1, 3, 4, 33, 125])
def test_a_short_text_of_a_client_is_unmasked(size: int) -> None:
    payload = bytes(range(1, size + 1))
    assert short_text(Frame(Opcode.TEXT, payload).serialize(mask=True)) == payload


@pytest.mark.parametrize(
    "data",
    [
        b"",
        Frame(Opcode.TEXT, b"not masked").serialize(mask=False),
        Frame(Opcode.TEXT, b"x" * 126).serialize(mask=True),
        Frame(Opcode.TEXT, b"two").serialize(mask=True) * 2,
        Frame(Opcode.TEXT, b"half of it").serialize(mask=True)[:-1],
        Frame(Opcode.TEXT, b"to be continued", fin=False).serialize(mask=True),
        Frame(Opcode.BINARY, b"binary").serialize(mask=True),
        Frame(Opcode.PING, b"ping").serialize(mask=True),
    ],
    ids=["nothing", "not-masked", "long", "two", "half", "fragment", "binary", "ping"],  # a mask is drawn at random
)
def test_everything_else_is_left_to_the_library(data: bytes) -> None:
    assert short_text(data) is None


def test_a_page_is_json() -> None:
    page = json.loads(page_frame('[{"seq":4}]', 4, more=True))
    assert page == {"type": "page", "items": [{"seq": 4}], "next": 4, "more": True}
