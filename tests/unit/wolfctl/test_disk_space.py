"""Room on the disk, asked for before it is needed."""

from pathlib import Path

import pytest

from wolfctl.adapters.disk_space import free_mb, require
from wolfctl.errors import NoSpace


def test_a_folder_that_is_not_there_yet_is_measured_where_it_would_be(tmp_path: Path) -> None:
    assert free_mb(tmp_path / "not" / "yet") > 0


def test_too_little_room_says_how_much_is_needed_and_where(tmp_path: Path) -> None:
    with pytest.raises(NoSpace) as caught:
        require(tmp_path / "cache", 10**12, "the AWS provider")

    assert caught.value.message.startswith("There is no room for the AWS provider: 1000000000000 MB are needed, ")
    assert str(tmp_path / "cache") in caught.value.why


def test_enough_room_says_nothing(tmp_path: Path) -> None:
    require(tmp_path, 0, "nothing")
