"""Colours are for terminals, and for none that asks to be spared them."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, "-c", "from wolfctl.cli import main; main(['render', 'nowhere'])"]
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")


def on_a_terminal(**environ: str) -> str:
    """What a person sees, escape sequences included."""
    ours, theirs = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    subprocess.run(
        PROGRAM, cwd=REPOSITORY, env=kept | {"TERM": "xterm"} | environ, stdout=theirs, stderr=theirs, check=False
    )
    os.close(theirs)
    seen = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "There is no environment called 'nowhere'." in seen
    return seen


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal(environ: dict[str, str], coloured: bool) -> None:
    assert bool(COLOUR.search(on_a_terminal(**environ))) == coloured


def test_a_pipe_has_none() -> None:
    done = subprocess.run(PROGRAM, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert "\x1b" not in done.stdout + done.stderr
