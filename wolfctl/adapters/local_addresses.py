"""Where an embedded environment's processes listen, as infra/ is told."""

from pathlib import Path
from typing import Any

from wolfctl.adapters.local_ports import HOST, remembered

# The path is read from .wolf/local/stack; no registry is behind the image's name, since the task runs as a process.
ARTIFACTS = {"workers_zip": "../../build/workers.zip", "api_image": "alphawolf-api:local"}


def addresses(root: Path) -> dict[str, Any]:
    """The `addresses` input of the root stack, with `moto_url` for the services that moto answers."""
    ports = remembered(root)
    return {
        "emulator_url": f"http://{HOST}:{ports.emulator}",
        "moto_url": f"http://{HOST}:{ports.moto}",
        "api_url": f"http://{HOST}:{ports.api}",
        "api_port": ports.api,
        "database_hosts": [f"{HOST}:{ports.a}", f"{HOST}:{ports.b}"],
    }
