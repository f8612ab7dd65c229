"""What the local and the end-to-end tests share: one embedded environment, brought up once."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.local.running_system import ROOT, Checkout, answer_of


@pytest.fixture(scope="session")
def system() -> Iterator[Checkout]:
    """The whole system, up; its emulator and database keep their state for the next run."""
    checkout = Checkout(ROOT / ".wolf" / "test-checkout")
    checkout.root.mkdir(parents=True, exist_ok=True)
    checkout.synchronize()
    stop(checkout)
    begun = checkout.wolfctl("up", "--detach", "--json")
    if begun.returncode and checkout.state.terraform_state.exists():
        # What an earlier run has kept is a cache; a renamed resource may not fit what it holds.
        checkout.wolfctl("down", "--forget")
        begun = checkout.wolfctl("up", "--detach", "--json")
    answer_of(begun)
    yield checkout
    stop(checkout)


def stop(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    """Take the system down, however the last run left it."""
    done = checkout.wolfctl("down")
    assert done.returncode == 0, done.stderr
    return done
