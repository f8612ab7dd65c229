"""Terraform's JSON lines as events."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wolfctl.adapters.terraform_events import Counts, Diagnostic, Event, Remark, ResourceEvent, parse


def line(kind: str, **fields: Any) -> str:
    return json.dumps({"@level": "info", "@message": "said", "type": kind, **fields})


HOOK = {"resource": {"addr": "aws_thing.it"}, "action": "create", "elapsed_seconds": 12}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (line("apply_start", hook=HOOK), ResourceEvent("started", "aws_thing.it", "create", 12)),
        (line("apply_progress", hook=HOOK), ResourceEvent("progress", "aws_thing.it", "create", 12)),
        (line("apply_complete", hook=HOOK), ResourceEvent("done", "aws_thing.it", "create", 12)),
        (line("apply_errored", hook=HOOK), ResourceEvent("failed", "aws_thing.it", "create", 12)),
        (line("refresh_complete", hook={"resource": {"addr": "a.b"}}), ResourceEvent("refreshed", "a.b")),
        (
            line("planned_change", change={"resource": {"addr": "a.b"}, "action": "delete"}),
            ResourceEvent("planned", "a.b", "delete"),
        ),
        (
            line("change_summary", changes={"operation": "plan", "add": 1, "change": 2, "remove": 3, "import": 0}),
            Counts("plan", 1, 2, 3),
        ),
        (line("something_of_tomorrow"), Remark("said")),
        (
            "Releasing state lock. This may take a few moments...",
            Remark("Releasing state lock. This may take a few moments...", foreign=True),
        ),
        ('"a string"', Remark('"a string"', foreign=True)),
        ("[1, 2]", Remark("[1, 2]", foreign=True)),
        ('{"type": "diagnostic"}', Remark('{"type": "diagnostic"}', foreign=True)),
        ('{"type": ["apply_start"]}', Remark('{"type": ["apply_start"]}', foreign=True)),
    ],
)
def test_each_line_is_one_event(text: str, event: Event) -> None:
    assert parse(text) == event


def test_a_diagnostic_says_where_it_stands() -> None:
    told = parse(
        line(
            "diagnostic",
            diagnostic={
                "severity": "error",
                "summary": "Invalid value",
                "detail": "It must be 3.",
                "address": "aws_thing.it",
                "range": {"filename": "main.tf", "start": {"line": 7, "column": 1, "byte": 9}},
            },
        )
    )

    assert isinstance(told, Diagnostic)
    assert told.text() == "Invalid value — aws_thing.it (main.tf:7)\nIt must be 3."


@given(st.one_of(st.text(), st.dictionaries(st.sampled_from(["type", "hook", "change"]), st.text()).map(json.dumps)))
def test_no_line_is_lost_and_none_raises(text: str) -> None:
    assert parse(text) is not None
