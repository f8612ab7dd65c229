"""A run is written down, and docs/faults.md shows the one that is kept beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.faults import FAULTS
from tests.faults.measured import Case
from tests.faults.report import BEGIN, END, Run, from_json, published, to_json, to_markdown

DOCS = Path(__file__).parents[3] / "docs"
CASE = Case("plug pulled", 7.0, 12, 3, 0, 1.25, 7.5, 2.0, 0.5, 1.0, 4.0, 0, 1, 0)
RUN = Run("1 May 2026", "abc1234", 2, 90.0, 3, {"plug": CASE, "lamp": CASE})


def test_a_run_comes_back_as_it_was_written() -> None:
    assert from_json(to_json(RUN)) == RUN


def test_the_table_is_that_of_the_figures_that_are_kept() -> None:
    run = replace(RUN, cases={"plug": replace(CASE, held_s=0.449)})

    assert to_markdown(run) == to_markdown(from_json(to_json(run)))


def test_the_table_has_a_row_a_fault_and_sums_what_must_be_none() -> None:
    text = to_markdown(RUN)

    assert text.startswith("One run of 2 of 3 faults on 1 May 2026, at commit `abc1234`, on 2 cores: 1.5 minutes once ")
    assert "24 presses acknowledged" in text
    assert "0 was lost, 2 counted or was shown twice, 0 calls were not heard" in text
    assert text.count("| plug pulled | 7.0 | 12 | 3 | 7.5 | 2.0 | 0.5 | 1.0 | 0 | 1 | 0 |") == 2


def test_a_run_takes_the_place_of_the_one_before_and_touches_nothing_else() -> None:
    document = f"before\n{BEGIN}old\n{END}after\n"

    once = published(document, RUN)
    assert once == published(once, RUN)
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "old" not in once


def test_a_document_without_the_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        published("nothing here", RUN)


def test_the_document_shows_the_run_that_is_kept() -> None:
    run = from_json((DOCS / "faults.json").read_text())
    document = (DOCS / "faults.md").read_text()

    assert published(document, run) == document
    assert run.cases.keys() <= FAULTS.keys()
    assert run.faults == len(FAULTS)
