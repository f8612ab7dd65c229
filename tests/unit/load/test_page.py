"""docs/load.md is what docs/load.json says."""

import json
from pathlib import Path

from tests.load import page
from tests.load.ledger import Faults
from tests.load.mix import ANSWERS, CAREGIVER, PERSON

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_made_of_the_figures_beside_it() -> None:
    figures = json.loads((DOCS / "load.json").read_text(encoding="utf-8"))

    assert (DOCS / "load.md").read_text(encoding="utf-8") == page.page(figures)


def test_every_request_of_the_mix_stands_on_the_page() -> None:
    text = page.page({})

    for habit in (*PERSON, *CAREGIVER, *ANSWERS):
        assert f"`{habit.route}` | {habit.a_minute:g} |" in text


def test_every_fault_that_the_ledger_looks_for_stands_on_the_page() -> None:
    assert list(page.WRONG) == list(Faults.__dataclass_fields__)


def test_a_part_that_is_run_again_leaves_the_other_as_it_was(tmp_path: Path) -> None:
    figures = json.loads((DOCS / "load.json").read_text(encoding="utf-8"))
    for part in figures:
        page.write(part, figures[part], tmp_path)

    assert (tmp_path / "docs" / "load.md").read_text(encoding="utf-8") == page.page(figures)
    assert json.loads((tmp_path / "docs" / "load.json").read_text(encoding="utf-8")) == figures
