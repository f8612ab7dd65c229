"""docs/load.md is what docs/load.json says."""

import json
from pathlib import Path

from tests.load import page
from tests.load.ledger import Faults
from tests.load.mix import ANSWERS, CAREGIVER, PERSON

DOCS = Path(__file__).parents[3] / "docs"
SOCKETS = dict.fromkeys(("wanted", "connected", "took_s", "held", "calls", "to_ring", "rang", "p50_s", "p99_s"), 1)
ROUTE = {"limit_ms": 200, "p50": 12.0, "p95": 34.5, "p99": 56.0, "count": 200}
GATEWAY = {"machine": {"cores": 2, "load": 1.5, "nice": 0}, "routes": {"GET /symbols": ROUTE}, "sockets": SOCKETS}


def test_the_page_is_made_of_the_figures_beside_it() -> None:
    figures = json.loads((DOCS / "load.json").read_text(encoding="utf-8"))

    assert (DOCS / "load.md").read_text(encoding="utf-8") == page.page(figures)


def test_every_request_of_the_mix_stands_on_the_page() -> None:
    text = page.page({})

    for habit in (*PERSON, *CAREGIVER, *ANSWERS):
        assert f"`{habit.route}` | {habit.a_minute:g} |" in text


def test_every_fault_that_the_ledger_looks_for_stands_on_the_page() -> None:
    assert list(page.WRONG) == list(Faults.__dataclass_fields__)


def test_a_part_that_is_run_again_is_replaced_and_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    kept = tmp_path / "docs" / "load.json"
    kept.parent.mkdir()
    kept.write_text('{"another": 7, "gateway": {}}')

    page.write("gateway", GATEWAY, tmp_path)

    assert json.loads(kept.read_text(encoding="utf-8")) == {"another": 7, "gateway": GATEWAY}
    assert "| `GET /symbols` | p95 ≤ 200 ms | 12 | 34.5 | 56 | 200 |" in kept.with_suffix(".md").read_text("utf-8")
