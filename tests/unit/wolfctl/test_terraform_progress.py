"""What is shown while Terraform runs, with a clock that the test turns."""

import pytest

from wolfctl.adapters.terraform_events import Diagnostic, Remark, ResourceEvent
from wolfctl.console import Console
from wolfctl.console.terraform_progress import Tally, TerraformProgress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_longest_running_come_first() -> None:
    tally = Tally()
    tally.hear(ResourceEvent("started", "aws_a.old", "create"), 0)
    tally.hear(ResourceEvent("started", "aws_b.new", "update"), 50)

    assert tally.slow(60, 6) == [("aws_a.old", "create", 60), ("aws_b.new", "update", 10)]
    assert tally.slow(60, 1) == [("aws_a.old", "create", 60)]


def test_what_is_finished_no_longer_runs_and_the_slowest_is_known() -> None:
    tally = Tally()
    for address, begun, ended in (("aws_a.a", 0, 30), ("aws_b.b", 5, 80)):
        tally.hear(ResourceEvent("started", address, "create"), begun)
        tally.hear(ResourceEvent("done", address, "create"), ended)

    assert tally.running == {}
    assert tally.slowest() == ("aws_b.b", 75)


def test_data_that_is_read_is_not_counted_as_changed() -> None:
    tally = Tally()
    for stage in ("started", "done"):
        tally.hear(ResourceEvent(stage, "data.aws_region.here", "read"), 0)

    assert (tally.refreshed, tally.finished) == (1, {})


def test_away_from_a_terminal_each_completion_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with TerraformProgress(Console(), "Applying dev", total=2, clock=clock) as progress:
        progress(ResourceEvent("planned", "aws_db_instance.this", "create"))
        progress(ResourceEvent("started", "aws_db_instance.this", "create"))
        clock.now = 40
        progress(ResourceEvent("progress", "aws_db_instance.this", "create", 40))
        clock.now = 80
        progress(ResourceEvent("done", "aws_db_instance.this", "create"))
        progress(Remark("Initializing"))
        progress(Remark("not json", foreign=True))
        progress(Diagnostic("warning", "Deprecated"))
        progress(Diagnostic("warning", "Deprecated"))

    assert capsys.readouterr().err.splitlines() == [
        "Applying dev …",
        "  still at it: aws_db_instance.this for 40 s",
        "  done aws_db_instance.this (1 of 2, 1 min 20 s)",
        "not json",
        "warning Deprecated",
        "Applying dev: done, 1 of 2 resources, 1 min 20 s; slowest aws_db_instance.this 1",
        "min 20 s",
    ]


def test_json_mode_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with TerraformProgress(Console(json=True), "Planning dev") as progress:
        progress(ResourceEvent("done", "aws_a.a", "create"))

    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_failure_is_told_as_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), TerraformProgress(Console(), "Planning dev", clock=Clock()):
        raise RuntimeError

    assert "Planning dev: stopped, 0 s" in capsys.readouterr().err
