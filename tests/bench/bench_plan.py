"""`wolfctl plan` against bare `terraform plan` of the same stack, taken in turns in one run: at most 5 % more.

The stack is that of local, planned for an empty account before an emulator, with the same binary, provider and init.
Bare Terraform is what somebody types who has no wolfctl; a second reference runs with what wolfctl sets for it
(GOGC, parallelism), so that what wolfctl itself adds is seen apart. BENCH_ROUNDS says how many rounds.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.local.running_system import ROOT, Checkout
from wolfctl.adapters import provider_mirror, terraform_binary, terraform_launcher, throwaway_emulator
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.adapters.terraform_setup import AT_ONCE_EMULATED

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
BARE, TUNED, WOLFCTL = "terraform plan", "the same, tuned as wolfctl does", "wolfctl plan"


def seconds(command: list[str], folder: Path, environ: Mapping[str, str], codes: tuple[int, ...]) -> float:
    """The wall time of one run."""
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=dict(environ), capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    assert done.returncode in codes, done.stdout[-2000:] + done.stderr[-2000:]
    return took


def runs(checkout: Checkout, port: int) -> dict[str, Callable[[], float]]:
    """How each is run once; wolfctl's own first run renders the stack and makes the init that all share."""
    root = checkout.root
    stack, url = root / ".wolf" / "local" / "stack", f"http://127.0.0.1:{port}"
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "AWS_", "GOGC"))}

    def wolfctl() -> float:
        return seconds(checkout.command("plan", "local", "--json"), root, plain, (2,))

    wolfctl()
    source = provider_mirror.find(root, os.environ, Path.home())
    config = Path(source.path) if source.kind == "config" else root / ".wolf" / "local" / "terraform.rc"
    bare = plain | terraform_launcher.variables(root / ".wolf" / "local", config, url)
    words = [*terraform_binary.find(root).argv, "plan", "-input=false", "-no-color", "-out=../bare.tfplan"]
    tuned = bare | {"GOGC": str(terraform_launcher.GARBAGE_PERCENT)}
    return {
        BARE: lambda: seconds(words, stack, bare, (0,)),
        TUNED: lambda: seconds([*words, f"-parallelism={AT_ONCE_EMULATED}"], stack, tuned, (0,)),
        WOLFCTL: wolfctl,
    }


@pytest.mark.timeout(1800)
def test_plan() -> None:
    """Print the medians and the ratios."""
    checkout = Checkout(ROOT / ".wolf" / "bench-checkout")
    checkout.root.mkdir(parents=True, exist_ok=True)
    checkout.synchronize()
    with throwaway_emulator.running(ROOT) as url:
        port = int(url.rpartition(":")[2])
        ports = {"emulator": port, "moto": port, "api": port, "a": port, "b": port}
        write_json(StateFolder(checkout.root).ports, ports)
        ways = runs(checkout, port)
        took: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                took[name].append(way())
    medians = {name: statistics.median(each) for name, each in took.items()}
    for name, median in medians.items():
        each = ", ".join(f"{one:.1f}" for one in took[name])
        print(f"\n{name}: {median:.1f} s ({each}), {median / medians[BARE]:.2f} of bare", end="")  # noqa: T201
    print(f"\nwolfctl adds {100 * (medians[WOLFCTL] / medians[BARE] - 1):+.0f} % (at most 5)")  # noqa: T201


if __name__ == "__main__":
    test_plan()
