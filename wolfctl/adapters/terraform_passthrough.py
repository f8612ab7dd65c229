"""Runs Terraform with the words, the terminal and the exit code of whoever asked."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path


def run(launcher: Path, arguments: Sequence[str], *, keep_open: Sequence[int] = ()) -> int:
    """Run to the end and return the exit code; 128 and the signal's number when a signal ended it.

    Ctrl-C reaches Terraform from the terminal itself, so here it is not heeded; SIGTERM becomes one SIGINT, after
    which Terraform finishes what it is doing.
    """
    # between fork and exec the child would inherit an ignored SIGINT, which Go keeps ignoring
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with subprocess.Popen([str(launcher), *arguments], pass_fds=tuple(keep_open)) as child:
            signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGINT))
            code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
