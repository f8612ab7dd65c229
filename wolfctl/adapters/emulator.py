"""The embedded AWS: MiniStack, and moto beside it for the services that an environment gives to moto.

MiniStack writes its state only when it is asked to end, so a killed one comes back as it was before that run, or empty.
A marker kept inside it tells which: see `wolfctl.adapters.applied_stack`.
"""

import asyncio
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
    return Service(MINISTACK, (str(python), "-m", "ministack"), settings)


def moto(root: Path, ports: Ports) -> Service:
    """How to run moto for a checkout."""
    program = tool_environment.ensure(root, "moto") / "bin" / "moto_server"
    return Service(MOTO, (str(program), "-H", HOST, "-p", str(ports.moto)))


def has_state(state: StateFolder) -> bool:
    """Whether MiniStack has written anything that it could come back with."""
    return any((state.emulator / "state").glob("*.json"))


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
