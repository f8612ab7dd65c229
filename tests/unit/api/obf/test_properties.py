"""What holds for every board set and for every file, generated."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.errors import Invalid
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from api.domain.obf.model import BoardSet
from api.domain.obf.native import from_native, to_native
from api.domain.obf.report import Severity
from tests.unit.api.obf.strategies import JSON, board_sets, odd_boards, odd_packages
from tests.unit.api.obf.writing_files import imported, zipped

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(board_sets())
def test_import_of_an_export_is_the_same_set(board_set: BoardSet) -> None:
    assert imported(to_obz(board_set)) == board_set


@unhurried
@given(board_sets())
def test_the_same_set_exports_to_the_same_bytes(board_set: BoardSet) -> None:
    assert to_obz(imported(to_obz(board_set))) == to_obz(board_set)


@unhurried
@given(board_sets())
def test_a_stored_set_comes_back_whole_even_with_its_keys_in_another_order(board_set: BoardSet) -> None:
    stored = json.loads(json.dumps(to_native(board_set), sort_keys=True))
    assert from_native(stored) == board_set


@unhurried
@given(board_sets())
def test_one_board_exported_alone_is_stable(board_set: BoardSet) -> None:
    alone = imported(to_obf(board_set, board_set.root_id))
    assert imported(to_obf(alone, alone.root_id)) == alone


@unhurried
@given(odd_boards)
def test_any_board_is_read_once_and_for_all(raw: dict[str, Any]) -> None:
    result = read(json.dumps(raw).encode())
    if result.board_set is not None:
        again = read(to_obf(result.board_set, result.board_set.root_id))
        assert again.board_set == result.board_set
        assert imported(to_obz(result.board_set)) == result.board_set
        assert from_native(json.loads(json.dumps(to_native(result.board_set)))) == result.board_set


@unhurried
@given(odd_packages())
def test_any_package_is_read_once_and_for_all(files: dict[str, bytes]) -> None:
    result = read(zipped(files))
    if result.board_set is not None:
        assert imported(to_obz(result.board_set)) == result.board_set
        assert from_native(json.loads(json.dumps(to_native(result.board_set)))) == result.board_set


@unhurried
@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    result = read(json.dumps(value).encode())
    assert (result.board_set is None) == bool(result.report.with_severity(Severity.REFUSED))


@unhurried
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert read(data).board_set is None


@unhurried
@given(st.data())
def test_a_damaged_package_is_read_or_refused(data: st.DataObject) -> None:
    sound = zipped({"a.obf": json.dumps(data.draw(odd_boards)), "i.png": b"x" * 50})
    at = data.draw(st.integers(0, len(sound) - 1))
    damaged = sound[:at] + bytes([data.draw(st.integers(0, 255))]) + sound[at + 1 :]
    first, second = read(damaged), read(damaged)
    assert first == second


@unhurried
@given(st.dictionaries(st.sampled_from(["version", "root", "boards", "images", "files", "extra"]), JSON))
def test_stored_json_that_is_no_set_is_refused_with_its_place(stored: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        from_native({**stored, "version": 1})
    assert refusal.value.where
