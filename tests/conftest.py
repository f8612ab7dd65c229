"""What the local and the end-to-end tests share: one embedded environment, brought up once.

It comes up beside the tests that do not need it.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.running_system import ROOT, Checkout, answer_of

SYSTEM, PLANS = "system", "plans"
# Folders of tests that share nothing.
TAKES_ITS_TURN = {"unit", "render"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep what shares something slow to make on one worker: the system, the plans to compare, the API of a file."""
    group = next((name for name in (SYSTEM, PLANS) if _needs(name, item)), None)
    if group is None and not TAKES_ITS_TURN & set(item.path.relative_to(ROOT).parts):
        group = item.path.name
    if group is not None:
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests that need the whole system last, or first where other workers run the rest meanwhile."""
    shared_out = hasattr(config, "workerinput")
    items.sort(key=lambda item: _needs(SYSTEM, item) is not shared_out)


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Beginning"]:
    """The whole system on its way up."""
    checkout = Checkout(ROOT / ".wolf" / "test-checkout")
    checkout.root.mkdir(parents=True, exist_ok=True)
    checkout.synchronize()
    stop(checkout)
    checkout.forget_other_migrations()
    began = Beginning(checkout, tmp_path_factory.mktemp("up"))
    yield began
    began.end()
    stop(checkout)


@pytest.fixture(scope="session", autouse=True)
def early(request: pytest.FixtureRequest) -> None:
    """Begin before the first test where one worker runs all that there is."""
    alone = not hasattr(request.config, "workerinput")
    if alone and any(_needs(SYSTEM, item) for item in request.session.items):
        request.getfixturevalue("beginning")


@pytest.fixture(scope="session")
def system(beginning: "Beginning") -> Checkout:
    """The whole system, up; its emulators and database keep their state for the next run."""
    checkout, begun = beginning.checkout, beginning.end()
    if begun.returncode and '"PressFailed"' in begun.stdout:
        # Everything is up, and a busy machine let the first press wait too long; tests/e2e has presses of its own.
        begun = checkout.wolfctl("up", "--detach", "--json")
    if begun.returncode and checkout.state.terraform_state.exists():
        # What an earlier run has kept is a cache; a renamed resource may not fit what it holds.
        checkout.wolfctl("down", "--forget")
        begun = checkout.wolfctl("up", "--detach", "--json")
    answer_of(begun)
    checkout.note_migrations()
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


def _needs(fixture: str, item: pytest.Item) -> bool:
    return fixture in getattr(item, "fixturenames", ())
