"""How long it took before, and what is told of that while it runs again."""

from pathlib import Path

import pytest

from wolfctl.adapters.earlier_runs import KEPT, EarlierRuns
from wolfctl.console import Console
from wolfctl.console.durations import left
from wolfctl.console.terraform_progress import TerraformProgress


def test_the_median_of_the_last_runs(tmp_path: Path) -> None:
    plans, applies = EarlierRuns(tmp_path, "Planning dev"), EarlierRuns(tmp_path, "Applying dev")
    assert plans.usual_s() is None

    for seconds in (500, 10, 11, 12, 13, 14, 15, 16):
        plans.took(seconds)
    applies.took(90)

    assert plans.usual_s() == 13, f"of the last {KEPT}; the first, when all was fetched, is forgotten"
    assert applies.usual_s() == 90


@pytest.mark.parametrize("content", ["", "[]", '{"up": "soon"}', '{"up": [null]}'])
def test_a_file_that_is_broken_is_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / ".wolf").mkdir()
    (tmp_path / ".wolf" / "durations.json").write_text(content)

    assert EarlierRuns(tmp_path, "up").usual_s() is None


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / ".wolf").write_text("a file where a folder belongs")

    EarlierRuns(tmp_path, "up").took(1)


@pytest.mark.parametrize(
    ("usual", "passed", "told"),
    [(None, 5, ""), (90, 10, "about 1 min 20 s left"), (10, 9.5, ""), (10, 60, "")],
)
def test_the_time_that_is_left(usual: float | None, passed: float, told: str) -> None:
    assert left(usual, passed) == told


def test_a_run_is_remembered_only_when_it_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = EarlierRuns(tmp_path, "Planning dev")
    times = iter([0.0, 40.0, 40.0, 100.0, 103.0])

    def clock() -> float:
        return next(times)

    with TerraformProgress(Console(), "Planning dev", earlier=earlier, clock=clock):
        pass
    with (
        pytest.raises(ValueError, match="broken"),
        TerraformProgress(Console(), "Planning dev", earlier=earlier, clock=clock),
    ):
        raise ValueError("broken")

    assert earlier.usual_s() == 40
    assert capsys.readouterr().err.splitlines() == [
        "Planning dev …",
        "Planning dev: done, 40 s",
        "Planning dev, usually 40 s …",
        "Planning dev: stopped, 3 s",
    ]
