"""What of a button's picture and sound can be shown and played here and now."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.domain.obf import media_bytes, read_media, svg
from api.domain.obf.model import Board, BoardSet, Button, Media, Symbol


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are safe to hand to a browser, with the type that they really have."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Content that is not here: an address that nobody has called, or a symbol of a set."""

    url: str | None
    symbol: Symbol | None


def image(board_set: BoardSet, board: Board, button: Button) -> Content | Elsewhere | None:
    """The button's picture from its first source; None when there is none or it is not a picture."""
    if button.image_id is None or button.image_id not in board.images:
        return None
    return first_source(board_set.images[button.image_id], board_set.files, "image/")


def sound(board_set: BoardSet, board: Board, button: Button) -> Content | Elsewhere | None:
    """The button's recording from its first source; None when there is none or it is not a sound."""
    if button.sound_id is None or button.sound_id not in board.sounds:
        return None
    return first_source(board_set.sounds[button.sound_id], board_set.files, "audio/")


def first_source(media: Media, files: Mapping[str, bytes], prefix: str) -> Content | Elsewhere | None:
    """What a record shows or plays: `prefix` is image/ or audio/; None when it holds nothing of that kind."""
    content = read_media.content_of(media, files)
    if content is None:
        return Elsewhere(media.url, media.symbol) if media.url or media.symbol else None
    found = media_bytes.probe(content)
    if found is None or not found.content_type.startswith(prefix):
        return None
    if (found.width or 0) * (found.height or 0) > read_media.MOST_PIXELS:
        return None
    if found.content_type == svg.CONTENT_TYPE:
        drawing, _ = svg.shown(content)
        return Content(drawing, svg.CONTENT_TYPE) if drawing else None
    return Content(content, found.content_type)
