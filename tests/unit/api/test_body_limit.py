"""No route takes a larger body than it says."""

import re

import pytest
from starlette.types import Receive, Scope, Send

from api.middleware.body_limit import LIMIT_BYTES, BodyLimit
from api.routes.board_files import IMPORT_BYTES, LARGER_BODIES


async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand behind the limit."""


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/alerts", LIMIT_BYTES),
        ("/user/1/symbols", LIMIT_BYTES),
        ("/user/1/boards/import", IMPORT_BYTES),
        ("/user/1/boards/2", 1 << 20),
        ("/user/1/boards/changes", 1 << 20),
        ("/user/1/boards/2/restore", LIMIT_BYTES),
        ("/user/1/2/boards/import", LIMIT_BYTES),
        ("/x/user/1/boards/import", LIMIT_BYTES),
    ],
)
def test_a_path_has_the_limit_of_its_route(path: str, limit: int) -> None:
    assert BodyLimit(nothing, larger=LARGER_BODIES).limit_of(path) == limit


def test_the_first_pattern_counts() -> None:
    larger = [(re.compile("/a"), 1), (re.compile("/."), 2)]
    limited = BodyLimit(nothing, larger=larger)
    assert [limited.limit_of(path) for path in ("/a", "/b", "/ab")] == [1, 2, LIMIT_BYTES]
