"""Small .obf and .obz files for the tests, as other programs would write them."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from api.domain.obf.importing import read
from api.domain.obf.model import Board, BoardSet
from api.domain.obf.report import Finding, Imported

FORMAT = "open-board-0.1"
LICENCE = {"type": "CC-By"}
# A transparent picture of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)
PIXEL_URI = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
IMAGE = {"id": "i", "width": 1, "height": 1, "content_type": "image/png", "data": PIXEL_URI, "license": LICENCE}
SOUND = {"id": "s", "content_type": "audio/mpeg", "data": "data:audio/mpeg;base64,SUQzBA=="}


def board(buttons: Iterable[Any] = ({"id": "b1", "label": "hi"},), **changes: Any) -> dict[str, Any]:
    """A sound board with its buttons in one row; a change to None takes the key away."""
    listed = list(buttons)
    ids = [button.get("id") for button in listed if isinstance(button, dict)]
    whole = {
        "format": FORMAT,
        "id": "home",
        "locale": "en",
        "name": "Home",
        "license": LICENCE,
        "buttons": listed,
        "grid": {"rows": 1, "columns": max(len(ids), 1), "order": [ids or [None]]},
        "images": [],
        "sounds": [],
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def obf(*args: Any, **changes: Any) -> bytes:
    """The bytes of a board."""
    return json.dumps(board(*args, **changes)).encode()


def zipped(files: Mapping[str, Any]) -> bytes:
    """A zip archive of files; objects are written as JSON."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps(content) if isinstance(content, dict) else content)
    return packed.getvalue()


def manifest(root: str | None = "home.obf", boards: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """A manifest; `images` and `sounds` among the changes go into its paths."""
    paths: dict[str, Any] = {"boards": {"home": "home.obf"} if boards is None else boards}
    paths |= {key: changes.pop(key) for key in ("images", "sounds") if key in changes}
    return {"format": FORMAT, "root": root, "paths": paths, **changes}


def imported(data: bytes) -> BoardSet:
    """The set in a file that has to be taken."""
    result = read(data)
    assert result.board_set is not None, result.report.findings
    return result.board_set


def only_board(data: bytes) -> Board:
    """The one board of a file."""
    (found,) = imported(data).boards.values()
    return found


def codes(result: Imported | bytes) -> list[str]:
    """The codes of the findings, in order."""
    result = read(result) if isinstance(result, bytes) else result
    return [finding.code for finding in result.report.findings]


def finding(data: bytes, code: str) -> Finding:
    """The one finding with this code."""
    (found,) = read(data).report.of(code)
    return found


def refused(data: bytes) -> str:
    """The code with which the file is refused; a refusal has no boards and says why last."""
    result = read(data)
    assert result.board_set is None
    assert result.report.findings[-1].severity == "refused"
    return result.report.findings[-1].code
