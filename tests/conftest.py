"""What the local and the end-to-end tests share: one embedded environment, brought up once.

It starts before the first test and comes up beside the tests that do not need it, which therefore run first.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.running_system import ROOT, Checkout, answer_of

SYSTEM = "system"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that need the whole system last; otherwise the order stays."""
    items.sort(key=_needs_system)


@pytest.fixture(scope="session", autouse=True)
def beginning(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Beginning | None"]:
    """The whole system on its way up, when any test of this run needs it."""
    if not any(_needs_system(item) for item in request.session.items):
        yield None
        return
    checkout = Checkout(ROOT / ".wolf" / "test-checkout")
    checkout.root.mkdir(parents=True, exist_ok=True)
    checkout.synchronize()
    stop(checkout)
    began = Beginning(checkout, tmp_path_factory.mktemp("up"))
    yield began
    began.end()
    stop(checkout)


@pytest.fixture(scope="session")
def system(beginning: "Beginning") -> Checkout:
    """The whole system, up; its emulators and database keep their state for the next run."""
    checkout, begun = beginning.checkout, beginning.end()
    if begun.returncode and checkout.state.terraform_state.exists():
        # What an earlier run has kept is a cache; a renamed resource may not fit what it holds.
        checkout.wolfctl("down", "--forget")
        begun = checkout.wolfctl("up", "--detach", "--json")
    answer_of(begun)
    return checkout


class Beginning:
    """`wolfctl up` at work in the background."""

    def __init__(self, checkout: Checkout, folder: Path) -> None:
        self.checkout = checkout
        self._out, self._err = folder / "out", folder / "err"
        command = checkout.command("up", "--detach", "--json")
        with self._out.open("w") as out, self._err.open("w") as err:
            self._process = subprocess.Popen(command, cwd=checkout.root, stdout=out, stderr=err)

    def end(self) -> subprocess.CompletedProcess[str]:
        """Wait until it has come to its end, and return what it said."""
        code = self._process.wait(900)
        return subprocess.CompletedProcess(self._process.args, code, self._out.read_text(), self._err.read_text())


def stop(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    """Take the system down, however the last run left it."""
    done = checkout.wolfctl("down")
    assert done.returncode == 0, done.stderr
    return done


def _needs_system(item: pytest.Item) -> bool:
    return SYSTEM in getattr(item, "fixturenames", ())
