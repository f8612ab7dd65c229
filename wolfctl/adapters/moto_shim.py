"""moto's server with a memory: `moto_shim.py HOST PORT FILE SERVICE...`, run by the Python of moto's own environment.

What the named services hold is read from the file at the start, and written to it when the server is asked to end.
"""

import importlib
import pickle
import sys
from pathlib import Path
from typing import Any


def regions(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The contents of a service's backends by account and region."""
    backends = importlib.import_module("moto.backends").get_backend(service)
    return {
        (account, region): backend.__dict__
        for account, by_region in backends.items()
        for region, backend in by_region.items()
    }


def save(file: Path, services: list[str]) -> None:
    """Write what the services hold, in one step."""
    beside = file.with_suffix(".new")
    beside.write_bytes(pickle.dumps({service: regions(service) for service in services}))
    beside.chmod(0o600)
    beside.replace(file)


def load(file: Path, services: list[str]) -> None:
    """Put back what was written; the file is this user's own, in a folder of this checkout."""
    if not file.exists():
        return
    kept = pickle.loads(file.read_bytes())  # noqa: S301 - written by save() above
    for service in services:
        backends = importlib.import_module("moto.backends").get_backend(service)
        for (account, region), content in kept.get(service, {}).items():
            backends[account][region].__dict__.update(content)


def main(host: str, port: str, file: Path, services: list[str]) -> None:
    """Serve until told to end."""
    load(file, services)
    try:
        importlib.import_module("moto.server").main(["-H", host, "-p", port])
    finally:
        save(file, services)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
