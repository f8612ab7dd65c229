"""Docker Compose, found and run: its errors end in what it said last, and who interrupts it interrupts it for good."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wolfctl.adapters.container_engine import Said, said
from wolfctl.errors import ToolFailed, ToolMissing

# Compose reads variables of the shell before those of its file: none but these may change what is started.
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
ENGINES_OWN = ("DOCKER_", "CONTAINER_HOST", "CONTAINERS_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_", "https_")
# `depends_on` says `required` since this one: https://docs.docker.com/compose/releases/release-notes/
OLDEST = (2, 20, 2)
WITHIN_S = 900.0
TOLD = 1500
# Each program that may be Compose, the words before its verbs, and the engine that it starts containers with.
CANDIDATES = (("docker", ("compose",), "docker"), ("docker-compose", (), "docker"), ("podman", ("compose",), "podman"))


@dataclass(frozen=True, slots=True)
class Compose:
    """Docker Compose of an engine, and the variables that it is run with."""

    command: tuple[str, ...]
    engine: str
    version: str
    environment: Mapping[str, str] = field(repr=False)

    async def run(self, words: Sequence[str], failed: str, *, given: str = "", within_s: float = WITHIN_S) -> str:
        """What it printed. Raises ToolFailed with the end of what it said.

        A cancelled run is told to stop as Ctrl-C would, and waited for.
        """
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(self.environment),
            start_new_session=True,  # a terminal's Ctrl-C is ours to pass on
        )
        try:
            async with asyncio.timeout(within_s):
                printed, complaint = await process.communicate(given.encode())
        except TimeoutError:
            await _end(process)
            raise ToolFailed(failed, why=f"Docker Compose did not end within {within_s:.0f} s.") from None
        except asyncio.CancelledError:
            await asyncio.shield(_end(process))
            raise
        if process.returncode:
            why = complaint.decode(errors="replace").strip()[-TOLD:]
            raise ToolFailed(failed, why=why, hint="The containers' own words are in .wolf/localstack/logs.")
        return printed.decode(errors="replace")


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), 40)
        except TimeoutError:
            process.kill()
            await process.wait()


def find(
    *,
    which: Callable[[str], str | None] = shutil.which,
    ask: Said = said,
    environ: Mapping[str, str] = os.environ,
    inherited: Sequence[str] = (),
) -> Compose:
    """Docker Compose of this machine: Docker's plugin, the program of its own, or Podman's.

    `inherited` names further variables of the caller's environment that it may see.

    Raises ToolMissing with what is wrong with each.
    """
    wrong = []
    for program, before, engine in CANDIDATES:
        name = " ".join((program, *before))
        if not (path := which(program)):
            wrong.append(f"{name}: {program} is not on PATH.")
            continue
        answer = ask([path, *before, "version", "--short"], environment={})
        printed = answer.stdout.decode(errors="replace")
        if answer.returncode or not printed.strip():
            wrong.append(f"{name}: it does not answer ({_first_line(answer)}).")
        elif (found := numbers(printed.splitlines()[-1])) is None or found < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            wrong.append(f"{name}: {printed.strip()[:40]} is no Docker Compose {oldest} or newer.")
        elif (engine_answer := ask([which(engine) or engine, "info"], environment={})).returncode:
            wrong.append(f"{name}: {engine} does not answer ({_first_line(engine_answer)}).")
        else:
            return Compose((path, *before), engine, printed.strip(), _environment(environ, inherited))
    raise ToolMissing(
        "There is nothing here that runs the containers.",
        why="\n".join(wrong),
        hint="Start Docker and install its compose plugin (docs.docker.com/compose/install), or use `wolfctl up`, "
        "which needs no container and shows far more.",
    )


def numbers(printed: str) -> tuple[int, ...] | None:
    """The version that `compose version --short` prints; None when it is no version."""
    parts = printed.strip().removeprefix("v").partition("-")[0].partition("+")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else None


def _environment(environ: Mapping[str, str], inherited: Sequence[str]) -> dict[str, str]:
    kept = (*INHERITED, *inherited)
    return {name: value for name, value in environ.items() if name in kept or name.startswith(ENGINES_OWN)}


def _first_line(answer: "subprocess.CompletedProcess[bytes]") -> str:
    lines = answer.stderr.decode(errors="replace").strip().splitlines()
    return lines[0][:200] if lines else f"exit code {answer.returncode}"
