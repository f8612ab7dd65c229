"""The embedded AWS: MiniStack, and moto beside it for the services that an environment gives to moto.

Both write their state only when they are asked to end, so a killed one comes back as it was before that run, or empty.
A mark kept inside each tells which: see `wolfctl.adapters.applied_stack`.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import httpx
import psutil

from wolfctl.adapters import aws, processes, tool_environment
from wolfctl.adapters.local_ports import HOST, Ports
from wolfctl.adapters.processes import Service
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

MINISTACK = "emulator"
MOTO = "moto"
MARK_SERVICE = "secretsmanager"
# moto's name for a service, where it is not that of the AWS provider's endpoint.
MOTO_NAMES = {"appautoscaling": "applicationautoscaling", "configservice": "config"}
# Longer than any client keeps an idle connection (Terraform's provider: 90 s). MiniStack's own 75 s end in the middle
# of an apply's wait for the database, and a request that arrives in that moment is carried out but never answered.
KEEP_ALIVE_S = 3600


def ministack(root: Path, ports: Ports, region: str) -> Service:
    """How to run MiniStack for a checkout."""
    folder = StateFolder(root).emulator
    python = tool_environment.ensure(root, "emulator") / "bin" / "python"
    settings = {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(ports.emulator),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "MINISTACK_REGION": region,
        "LAMBDA_WARM_TTL_SECONDS": "86400",
        "AWS_ACCESS_KEY_ID": aws.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": aws.SECRET_KEY,
        "LOG_LEVEL": "INFO",
    }
    listen = ("--bind", f"{HOST}:{ports.emulator}", "--workers", "0", "--keep-alive", str(KEEP_ALIVE_S))
    # -P: the folder of the shim holds modules whose names the emulators' own imports must not find.
    shim = Path(__file__).with_name("ministack_shim.py")
    return Service(MINISTACK, (str(python), "-P", str(shim), "ministack.app:app", *listen), settings)


def moto(root: Path, ports: Ports, services: Iterable[str]) -> Service:
    """How to run moto for a checkout; it remembers the named services, and the one that holds its mark.

    `services` are endpoint names of the AWS provider.
    """
    python = tool_environment.ensure(root, "moto") / "bin" / "python"
    file = StateFolder(root).emulator / "moto.state"
    file.parent.mkdir(parents=True, exist_ok=True)
    remembered = sorted({*(MOTO_NAMES.get(service, service) for service in services), MARK_SERVICE})
    shim = Path(__file__).with_name("moto_shim.py")
    return Service(MOTO, (str(python), "-P", str(shim), HOST, str(ports.moto), str(file), *remembered))


async def empty_moto(port: int) -> None:
    """Have moto forget everything."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        (await http.post(f"http://{HOST}:{port}/moto-api/reset")).raise_for_status()


async def answers(
    service: str, process: psutil.Process, port: int, state: StateFolder, *, patience: float = 60
) -> None:
    """Wait until an emulator takes requests.

    Raises ToolFailed with the end of its log when it ends instead, or never does.
    """
    path = "/_ministack/ready" if service == MINISTACK else "/moto-api/"
    try:
        async with asyncio.timeout(patience), httpx.AsyncClient(trust_env=False, timeout=5) as http:
            while True:
                if not processes.alive(process):
                    raise failure(service, state, "ended instead of starting")
                try:
                    if (await http.get(f"http://{HOST}:{port}{path}")).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
    except TimeoutError as error:
        raise failure(service, state, f"did not start within {patience:g} s") from error


def failure(service: str, state: StateFolder, what: str) -> ToolFailed:
    """An emulator's end, with what it last said."""
    log = state.log(service)
    return ToolFailed(f"The {service} {what}.", why=processes.last_lines(log, 8), hint=f"Its log is {log}.")
