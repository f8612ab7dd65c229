"""Who may pass a board on: what names no licence is private, all rights reserved."""

import json
from collections.abc import Mapping
from dataclasses import replace

from api.domain.licences import is_allowed
from api.domain.obf.model import Board, BoardSet, License, Media

_PRIVATE = frozenset({"private", "all rights reserved", "copyright", "proprietary", "none", "unknown"})


def is_shareable(terms: License | None) -> bool:
    """Whether others may be given the thing."""
    return terms is not None and bool(terms.type) and (terms.type or "").strip().lower() not in _PRIVATE


def is_non_commercial(terms: License | None) -> bool:
    """Whether the licence forbids commercial use."""
    return terms is not None and not is_allowed(terms.type or "", commercial=True)


def non_commercial_parts(board_set: BoardSet) -> tuple[str, ...]:
    """Ids of the boards, pictures and sounds whose licence forbids commercial use."""
    named = [(name, board.license) for name, board in board_set.boards.items()]
    named += [(name, media.license) for name, media in (*board_set.images.items(), *board_set.sounds.items())]
    return tuple(name for name, terms in named if is_non_commercial(terms))


def is_protected(media: Media) -> bool:
    """Whether the record comes from a set that only licensed users may have."""
    extra = json.loads(media.extra)
    return bool(extra.get("protected") or extra.get("protected_source"))


def private_boards(board_set: BoardSet) -> tuple[str, ...]:
    """Ids of the boards that must not be published."""
    return tuple(name for name, board in board_set.boards.items() if not is_shareable(board.license))


def for_sharing(board_set: BoardSet) -> BoardSet:
    """The set without the content of pictures and sounds that may not be passed on; their records stay."""

    def open_only(records: Mapping[str, Media]) -> dict[str, Media]:
        return {name: media if _may_go(media) else _reference(media) for name, media in records.items()}

    images, sounds = open_only(board_set.images), open_only(board_set.sounds)
    wanted = {media.path for media in (*images.values(), *sounds.values())}
    files = {path: content for path, content in board_set.files.items() if path in wanted}
    return replace(board_set, images=images, sounds=sounds, files=files)


def _may_go(media: Media) -> bool:
    return is_shareable(media.license) and not is_protected(media) and media.symbol is None


def _reference(media: Media) -> Media:
    return replace(media, data=None, path=None)


def is_for(board: Board, *, is_commercial: bool) -> bool:
    """Whether a tenant may use the board."""
    return not (is_commercial and is_non_commercial(board.license))
