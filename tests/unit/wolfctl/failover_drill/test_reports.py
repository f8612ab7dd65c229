"""What people and programs read of a drill."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

import wolfctl
from tests.unit.wolfctl.failover_drill.drills import drill, held, observed, report
from wolfctl.console.drill_view import plan_view, result_view
from wolfctl.workflows.failover_drill import history, html_page, markdown
from wolfctl.workflows.failover_drill.rounds import Observed

SCHEMA = json.loads((Path(str(wolfctl.__file__)).parent / "data" / "failover_drill.schema.json").read_text())


def shown(parts: list[Any]) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_the_whole_result_at_80_columns() -> None:
    text = shown(result_view(held(negative_control=True), {"report.html": ".wolf/drills/local/x/report.html"}))

    assert text == RESULT.strip("\n")


RESULT = """
Round 1: SIGKILL of the primary
 ✓  Before each fault every path acknowledges  every write acknowledged
    every write for 2 s.
 ✓  No acknowledged write is lost.             0 of 48 acknowledged writes lost
 ✓  No write counts twice, and nothing is      0 duplicates, 0 unexpected
    there that nobody wrote.
 ✓  Every path is without service for at most  api was worst: 0.99 to 1.01 s
    15 s.
 ✓  The old primary accepts no write after     0 of 7 writes to it accepted
    the fault.
 ✓  A standby follows again within 60 s, and   after 3.0 s, lacking 0 canaries
    holds every canary.
 ✓  Afterwards every path acknowledges every   every write acknowledged
    write for 2 s.
 path    last ok  first ok after  without service
 api     +0.00 s         +1.00 s   0.99 to 1.01 s
 pool    +0.00 s         +1.00 s   0.99 to 1.01 s
 fresh   +0.00 s         +1.00 s   0.99 to 1.01 s
 listen  +0.00 s         +1.00 s   0.99 to 1.01 s
Round 2: SIGKILL of the primary (negative control)
 ✓  Without a synchronous standby         2 of 48 acknowledged writes seen as
    acknowledged writes are lost, and     lost
    this drill sees it.
 path    last ok  first ok after  without service
 api     +0.00 s         +1.00 s   0.99 to 1.01 s
 pool    +0.00 s         +1.00 s   0.99 to 1.01 s
 fresh   +0.00 s         +1.00 s   0.99 to 1.01 s
 listen  +0.00 s         +1.00 s   0.99 to 1.01 s
Verdict: held. 1 round: 48 writes acknowledged, 0 of them lost, 0 duplicates; 3
failed, 0 indeterminate, of which 0 are there. Longest time without service on
any path: 1.01 s; median of the rounds 1.01 s. The negative control lost 2
acknowledged writes, as it must.
Amazon RDS, Multi-AZ DB instance: failover times are typically 60 to 120 s
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failove
r.html). This drill's worst path: 1.01 s.
html  .wolf/drills/local/x/report.html
"""


def test_the_plan_says_all_that_will_be_done_and_fits() -> None:
    planned = drill(rounds=5, negative_control=True)
    text = shown(plan_view(planned))
    words = " ".join(text.split())

    assert max(map(len, text.splitlines())) <= 80
    for told in (*planned.claims.values(), *planned.steps, *planned.aborts, *planned.put_back, *planned.not_exercised):
        assert " ".join(told.split()) in words
    assert "round 1: SIGKILL of the primary round 5: SIGKILL of the primary round 6: SIGKILL" in words


@pytest.mark.parametrize("document", [held(), held(rounds=5, negative_control=True), report(drill(), [])])
def test_a_document_follows_its_schema(document: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(document)), SCHEMA)


def test_an_aborted_round_follows_the_schema_and_is_told_in_every_report() -> None:
    planned = drill()
    document = report(planned, [Observed(planned.rounds[0], aborted="the <steady> state")], trouble=["return api: no"])

    jsonschema.validate(json.loads(json.dumps(document)), SCHEMA)
    assert "> Round 1 was aborted: the <steady> state.\n> Not put back: return api: no." in markdown.page(document, [])
    assert "Round 1 was aborted: the &lt;steady&gt; state." in html_page.page(document, [])
    assert "Round 1 was aborted: the <steady> state." in shown(result_view(document, {}))


def test_the_schema_refuses_what_is_not_in_it() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(held() | {"mood": "fine"}, SCHEMA)


class Elements(HTMLParser):
    """Which elements a page has, and that each is closed by its own end."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "line", "rect"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if tag != "rect":
            assert self._open.pop() == tag


def test_the_page_needs_nothing_else_and_plots_each_round_beside_what_aws_publishes() -> None:
    elements = Elements()
    page = html_page.page(held(rounds=2), [])
    elements.feed(page)
    elements.close()

    assert not {"script", "link", "img", "iframe"} & set(elements.names)
    assert not [value for name, value in elements.attributes if name in ("src", "href", "onload")]
    assert elements.names.count("svg") == 3
    assert "RDS Multi-AZ instance, as AWS publishes: 60 to 120 s" in page
    assert "<title>pool +0.25 s: 1 failed</title>" not in page
    assert "<title>pool +0.50 s: 1 failed</title>" in page


def test_history_tells_of_earlier_drills_newest_first_and_not_of_later_ones() -> None:
    documents = [held() | {"id": f"2026112{day}T000000Z", "begun": f"day {day}"} for day in (3, 5, 4)]
    lines = history.latest(map(history.line, documents), "20261125T000000Z")

    assert [line["begun"] for line in lines] == ["day 4", "day 3"]
    page = markdown.page(documents[1], lines)
    assert "| day 4 | held | SIGKILL of the primary | 1 of 1 | 48 | 0 | 0 | 1.01 s |" in page
    assert "day 4</td><td>held" in html_page.page(documents[1], lines)


def test_a_loss_stands_in_the_first_lines_of_the_markdown() -> None:
    planned = drill()
    page = markdown.page(report(planned, [observed(planned.rounds[0], lose=[("api", 1)])]), [])

    assert page.startswith("# Failover drill of local: not held\n")
    assert "48 writes acknowledged, **1 of them lost**" in page.split("## ")[0]
    assert "| No acknowledged write is lost. | **not held** | 1 of 48 acknowledged writes lost |" in page
