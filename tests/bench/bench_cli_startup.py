"""`wolfctl --help` against importing what it is made of, taken in turns in one run: the ratio stays below 2.5."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

REFERENCE = [sys.executable, "-c", "import typer, rich"]
WOLFCTL = [str(Path(sys.executable).with_name("wolfctl")), "--help"]
ROUNDS = 15


def seconds(command: list[str]) -> float:
    """The wall time of one run."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def measured() -> tuple[float, float]:
    """Median seconds of the reference and of `wolfctl --help`."""
    for command in (REFERENCE, WOLFCTL):
        seconds(command)
    pairs = [(seconds(REFERENCE), seconds(WOLFCTL)) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def test_cli_startup() -> None:
    """Print both times and their ratio."""
    reference, wolfctl = measured()
    print(  # noqa: T201 - printing is what a bench is for
        f"\nimport typer, rich: {reference * 1000:.0f} ms, wolfctl --help: {wolfctl * 1000:.0f} ms, "
        f"ratio {wolfctl / reference:.2f} (at most 2.5)"
    )


if __name__ == "__main__":
    test_cli_startup()
