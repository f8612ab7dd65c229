"""A run of the fault suite as JSON, and as the table that docs/faults.md shows of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tests.faults.measured import Case

BEGIN, END = "<!-- the run: written by make test-faults PUBLISH=1 -->\n", "<!-- end of the run -->\n"
COLUMNS = (
    "fault",
    "held, s",
    "presses",
    "sent again",
    "longest without a write, s",
    "slowest call, s",
    "writes again after, s",
    "heard again after, s",
    "lost",
    "twice",
    "unheard",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when, of which commit, on what, how long once the environment was up, and its cases by name.

    `faults` is how many there are; fewer cases are there when it was cut short. `note` is said beneath the table.
    """

    date: str
    commit: str
    cores: int
    took_s: float
    faults: int
    cases: dict[str, Case]
    note: str = ""


def to_json(run: Run) -> str:
    """Times to the hundredth of a second."""
    return json.dumps(_rounded(asdict(run)), indent=2) + "\n"


def from_json(text: str) -> Run:
    """What `to_json` wrote."""
    told = json.loads(text)
    return Run(**{**told, "cases": {name: Case(**case) for name, case in told["cases"].items()}})


def to_markdown(run: Run) -> str:
    """One row a fault, and the sum of what must be none."""
    cases = list(from_json(to_json(run)).cases.values())  # of the figures that are kept: rounded once, not twice
    rows = [_row(case) for case in cases]
    told = (
        f"One run of {len(cases)} of {run.faults} faults on {run.date}, at commit `{run.commit}`, "
        f"on {run.cores} cores: {run.took_s / 60:.1f} minutes once the environment was up, "
        f"{sum(case.presses for case in cases)} presses acknowledged. "
        f"Of everything acknowledged {sum(case.lost for case in cases)} was lost, "
        f"{sum(case.twice for case in cases)} counted or was shown twice, "
        f"{sum(case.unheard for case in cases)} calls were not heard."
    )
    lines = [
        told,
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|---|{'--:|' * (len(COLUMNS) - 1)}",
        *(f"| {' | '.join(row)} |" for row in rows),
        *(["", run.note] if run.note else []),
    ]
    return "\n".join(lines) + "\n"


def published(document: str, run: Run) -> str:
    """The document with this run in place of the one that it shows. Raises ValueError without the place."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the document has no place for the run")
    return f"{before}{BEGIN}\n{to_markdown(run)}\n{END}{after}"


def _row(case: Case) -> Sequence[str]:
    times = (case.longest_silence_s, case.slowest_call_s, case.writes_again_s, case.heard_again_s)
    counts = (case.lost, case.twice, case.unheard)
    return (
        case.fault,
        f"{case.held_s:.1f}",
        str(case.presses),
        str(case.refused),
        *(f"{seconds:.1f}" for seconds in times),
        *map(str, counts),
    )


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return value
