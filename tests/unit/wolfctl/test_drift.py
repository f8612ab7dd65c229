"""Which drift counts, what drift-ignore.yaml excuses and for how long, and how it is told at 80 columns."""

import io
import json
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from tests.unit.wolfctl.shown_plans import resource, shown
from wolfctl import config
from wolfctl.adapters import drift_ignore
from wolfctl.console.drift_view import view
from wolfctl.errors import WolfctlError
from wolfctl.plan import drift
from wolfctl.plan.comparison import SENSITIVE
from wolfctl.plan.drift import Drifted, Expected, Verdict
from wolfctl.workflows import drift_document

REPOSITORY = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 26)
SERVICE = "module.compute.aws_ecs_service.api"
QUEUE = 'module.data.aws_sqs_queue.this["alerts"]'
SECRET = "correct horse battery staple"


def changed(address: str, before: dict[str, Any], after: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource(address, ["update"], before, after, **more)


def gone(address: str) -> dict[str, Any]:
    return resource(address, ["delete"], {"name": "x"}, None)


def row(resource: str = SERVICE, *, expires: str = "2026-11-26", **more: Any) -> Expected:
    return Expected(
        resource=resource, reason="Auto scaling moves it through the day.", expires=date.fromisoformat(expires), **more
    )


def found(*entries: dict[str, Any]) -> tuple[Drifted, ...]:
    return drift.drifted(shown(resource_drift=list(entries)))


def judged(*entries: dict[str, Any], rows: tuple[Expected, ...] = (), environment: str = "prod") -> Verdict:
    return drift.judge(found(*entries), rows, environment, TODAY)


SCALED = changed(SERVICE, {"desired_count": 2, "tags": {}}, {"desired_count": 4, "tags": {}})
BOTH = changed(SERVICE, {"desired_count": 2, "tags": {"a": "1"}}, {"desired_count": 4, "tags": {"a": "2"}})


def test_what_reads_back_as_empty_only_moved_or_is_an_output_is_no_drift() -> None:
    plan = shown(
        resource_drift=[
            changed(QUEUE, {"policy": ""}, {"policy": None}),
            resource(SERVICE, ["no-op"], {"a": 1}, {"a": 1}, previous_address="aws_ecs_service.old"),
        ],
        output_changes={"count": {"actions": ["update"], "before": 1, "after": 2}},
    )

    assert drift.drifted(plan) == ()


def test_sensitive_values_are_masked_wherever_they_turn_up() -> None:
    (one,) = found(
        changed(
            "aws_db_instance.this",
            {"password": SECRET, "note": "none"},
            {"password": "another long secret", "note": f"it was {SECRET}"},
            before_sensitive={"password": True},
            after_sensitive={"password": True},
        )
    )

    told = {each.path: (each.before, each.after) for each in one.differences}
    assert told == {"password": (SENSITIVE, SENSITIVE), "note": ("none", f"it was {SENSITIVE}")}


def test_a_row_excuses_its_attribute_alone_through_its_last_day() -> None:
    verdict = judged(BOTH, rows=(row(attribute="desired_count"),))

    assert [each.paths for each in verdict.drifted] == [("tags.a",)]
    assert [(each.path, each.reason) for each in verdict.ignored] == [
        ("desired_count", "Auto scaling moves it through the day.")
    ]


def test_an_expired_row_counts_again_and_is_said() -> None:
    verdict = judged(SCALED, rows=(row(attribute="desired_count", expires="2026-11-25"),))

    assert [each.address for each in verdict.drifted] == [SERVICE]
    assert [(each.address, each.path, each.expires) for each in verdict.expired] == [
        (SERVICE, "desired_count", date(2026, 11, 25))
    ]
    assert verdict.ignored == ()


def test_of_two_rows_the_one_that_holds_longer_decides() -> None:
    verdict = judged(SCALED, rows=(row(expires="2026-01-01"), row(attribute="desired_count")))

    assert (verdict.drifted, verdict.expired) == ((), ())


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ((row(QUEUE),), False),
        ((row("module.data.aws_sqs_queue.this[*]"),), False),
        ((row(QUEUE, attribute="name"),), True),
        ((row("module.data.aws_sqs_queue"),), True),
        ((row(QUEUE, environments=("staging",)),), True),
        ((row(QUEUE, environments=("staging", "prod")),), False),
    ],
)
def test_a_resource_that_is_gone_is_excused_by_a_row_of_the_whole_resource_alone(
    rows: tuple[Expected, ...], counts: bool
) -> None:
    assert bool(judged(gone(QUEUE), rows=rows).drifted) is counts


@pytest.mark.parametrize(
    ("attribute", "covered"), [("tags", True), ("tags.a", True), ("tag", False), ("tags.ab", False)]
)
def test_an_attribute_covers_what_is_below_it_and_not_what_begins_like_it(attribute: str, covered: bool) -> None:
    assert row(attribute=attribute).covers(SERVICE, "tags.a") is covered


def test_rows_that_nothing_needs_are_named_unless_they_are_about_elsewhere() -> None:
    elsewhere = row(QUEUE, environments=("staging",))

    assert judged(SCALED, rows=(row(), row(QUEUE), elsewhere)).unused == (row(QUEUE),)


def screen(verdict: Verdict, environment: str) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    for part in view(verdict, config.load(environment, REPOSITORY)):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def test_no_drift_is_two_lines() -> None:
    assert screen(judged(), "local") == dedent(
        """\
         local  emulated · no drift
        No drift: what is there is what Terraform left.
        """
    )


def test_drift_by_module_with_what_changed_what_is_ignored_and_what_has_expired() -> None:
    rows = (
        row(attribute="desired_count", expires="2027-05-31"),
        row(attribute="tags", expires="2026-10-31"),
        row("module.edge.aws_nothing.here"),
    )

    assert screen(judged(BOTH, gone(QUEUE), rows=rows), "prod") == dedent(
        """\
         prod  account 123456789012, us-east-1 · 2 resources differ
        module   changed  gone
        compute        1
        data                 1
        ~ module.compute.aws_ecs_service.api
            tags.a: 1 → 2
        - module.data.aws_sqs_queue.this["alerts"] is gone
        Expired in drift-ignore.yaml, so reported again:
          module.compute.aws_ecs_service.api tags.a (until 2026-10-31): Auto scaling
          moves it through the day.
        Ignored:
          module.compute.aws_ecs_service.api desired_count (until 2027-05-31): Auto
          scaling moves it through the day.
        Nothing needs this row of drift-ignore.yaml now: module.edge.aws_nothing.here
        """
    )


def test_the_json_is_what_its_schema_says() -> None:
    schema = json.loads((REPOSITORY / "docs" / "schemas" / "drift.json").read_text())
    verdict = judged(BOTH, gone(QUEUE), rows=(row(attribute="tags", expires="2026-10-31"), row("aws_x.y")))

    data = drift_document.document(verdict, config.load("prod", REPOSITORY), "1.11.4")

    document = json.loads(json.dumps(data, default=str))
    jsonschema.validate(document, schema)
    assert (document["has_drift"], len(document["resources"]), len(document["expired"])) == (True, 2, 1)
    assert document["unused"] == [{"resource": "aws_x.y", "attribute": "", "expires": "2026-11-26"}]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- {resource: a, reason: because, expires: 2027-01-01}", "row 1, reason: String should have at least 20"),
        ("- {resource: a, reason: It scales by itself every day.}", "row 1, expires: Field required."),
        (
            "- {resource: a, reason: It scales by itself every day., expires: 2027-01-01, atribute: b}",
            "row 1, atribute: Extra inputs are not permitted.",
        ),
        ("resource: a", "the file: Input should be a valid tuple."),
        ("- [", "while parsing"),
    ],
)
def test_rows_that_cannot_be_used_are_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "drift-ignore.yaml").write_text(text)

    with pytest.raises(WolfctlError, match=r"drift-ignore\.yaml cannot be") as refused:
        drift_ignore.load(tmp_path)

    assert refused.value.why.startswith(why)


def test_without_the_file_nothing_is_expected(tmp_path: Path) -> None:
    assert drift_ignore.load(tmp_path) == ()


def test_the_rows_of_this_checkout_name_what_the_modules_declare() -> None:
    text = "".join(path.read_text() for path in (REPOSITORY / "modules").glob("*/*.tf"))
    for each in drift_ignore.load(REPOSITORY):
        kind, _, name = each.resource.split("[")[0].partition("aws_")[2].partition(".")
        assert f'resource "aws_{kind}"' in text, each.resource
        assert name == "*" or f'"{name}"' in text, each.resource
