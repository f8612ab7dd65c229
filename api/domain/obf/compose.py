"""One set made of boards that came in several packages: what two of them call by one name becomes two things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.domain.obf.model import NO_EXTRA, Board, BoardSet, Button, Media
from api.domain.obf.names import Names


@dataclass(frozen=True, slots=True)
class Part:
    """Boards of one package with its pictures, sounds, files and extras."""

    boards: tuple[Board, ...]
    images: Mapping[str, Media] = field(default_factory=dict)
    sounds: Mapping[str, Media] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    extra: str = NO_EXTRA
    paths_extra: str = NO_EXTRA


def joined(root_id: str, parts: Sequence[Part]) -> BoardSet:
    """The set of all boards, whose ids are unique already; the first part stays as it is."""
    first, *others = parts
    boards = {board.id: board for board in first.boards}
    images, sounds, files = dict(first.images), dict(first.sounds), dict(first.files)
    for part in others:
        moved = _fresh_paths(part, files)
        files |= {moved.get(path, path): content for path, content in part.files.items()}
        image_names = _added(part.images, images, moved)
        sound_names = _added(part.sounds, sounds, moved)
        boards |= {board.id: _renamed(board, image_names, sound_names) for board in part.boards}
    return BoardSet(root_id, boards, images, sounds, files, first.extra, first.paths_extra)


def _fresh_paths(part: Part, taken: Mapping[str, bytes]) -> dict[str, str]:
    """New paths for files that another part has under the same path with other content."""
    moved: dict[str, str] = {}
    for path, content in part.files.items():
        if taken.get(path, content) == content:
            continue
        number = 2
        while (fresh := f"{number}/{path}") in taken or fresh in part.files:
            number += 1
        moved[path] = fresh
    return moved


def _added(records: Mapping[str, Media], known: dict[str, Media], moved: Mapping[str, str]) -> dict[str, str]:
    """Take the records up among the known ones; return the new names of those whose name means something else there."""
    names = Names([*known, *records])
    renamed: dict[str, str] = {}
    for name, media in records.items():
        media = replace(media, path=moved.get(media.path, media.path)) if media.path is not None else media
        if known.get(name, media) != media:
            renamed[name] = names.fresh(name)
            media = replace(media, id=renamed[name])
        known[media.id] = media
    return renamed


def _renamed(board: Board, images: Mapping[str, str], sounds: Mapping[str, str]) -> Board:
    def again(button: Button) -> Button:
        image, sound = button.image_id, button.sound_id
        return replace(
            button,
            image_id=image if image is None else images.get(image, image),
            sound_id=sound if sound is None else sounds.get(sound, sound),
        )

    return replace(
        board,
        buttons=tuple(map(again, board.buttons)),
        images=tuple(images.get(name, name) for name in board.images),
        sounds=tuple(sounds.get(name, name) for name in board.sounds),
    )
