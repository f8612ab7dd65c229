"""What of a checkout's embedded environment is running, and how it is."""

import asyncio
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from wolfctl.adapters import applied_stack, aws, database_monitor, emulator, processes
from wolfctl.adapters.embedded_system import API, SERVICES
from wolfctl.adapters.local_ports import HOST, Ports, remembered
from wolfctl.adapters.state_folder import StateFolder, read_json

HEALTH = {emulator.MINISTACK: "/_ministack/ready", emulator.MOTO: "/moto-api/", API: "/health/ready"}
QUEUES = {"alerts": "alerts_queue_url", "dead letters": "alerts_dead_letter_queue_url"}


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One process: whether it runs, whether it answers, and what else there is to say."""

    name: str
    pid: int | None
    port: int | None
    healthy: bool
    detail: str
    up_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole environment at one moment."""

    services: tuple[ServiceState, ...]
    queues: dict[str, int]
    outputs: dict[str, Any]

    @property
    def running(self) -> bool:
        """Whether anything runs."""
        return any(service.pid for service in self.services)

    @property
    def healthy(self) -> bool:
        """Whether everything runs and answers."""
        return all(service.healthy for service in self.services)

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        services = [asdict(service) for service in self.services]
        return {"running": self.running, "healthy": self.healthy, "services": services, "queues": self.queues} | {
            key: self.outputs[key] for key in ("rest_api_url", "websocket_url") if key in self.outputs
        }


async def look(root: Path, region: str, *, moto: bool, queues: bool = True) -> Snapshot:
    """Look at every process; asks no questions when nothing runs."""
    state, ports = StateFolder(root), remembered(root)
    wanted = [name for name in SERVICES if moto or name != emulator.MOTO]
    found = {name: processes.main_process(state, name) for name in wanted}
    roles = read_json(state.database)
    async with httpx.AsyncClient(trust_env=False, timeout=3) as http:
        states = await asyncio.gather(*(_state(name, found[name], ports, roles, http) for name in wanted))
    outputs = applied_stack.outputs(state)
    alive = found[emulator.MINISTACK] is not None and bool(outputs)
    depths = await asyncio.to_thread(_depths, outputs, ports.emulator, region) if queues and alive else {}
    return Snapshot(tuple(states), depths, outputs)


async def _state(
    name: str, process: psutil.Process | None, ports: Ports, roles: dict[str, Any], http: httpx.AsyncClient
) -> ServiceState:
    port = _port(name, ports)
    if process is None:
        return ServiceState(name, None, port, healthy=False, detail="not running", up_s=0, memory_mb=0)
    healthy, detail = True, ""
    if name in HEALTH:
        healthy = await _answers(http, f"http://{HOST}:{port}{HEALTH[name]}")
        detail = "" if healthy else "does not answer"
    elif name.startswith("postgres-"):
        detail = _role(name.removeprefix("postgres-"), roles)
    elif name == database_monitor.NAME:
        detail = "commits wait for both nodes" if roles.get("synchronous") else "one node only"
        if roles.get("failovers"):
            detail += f", {roles['failovers']} failover(s)"
    try:
        up_s, memory = time.time() - process.create_time(), process.memory_info().rss / 1e6
    except psutil.Error:
        return ServiceState(name, None, port, healthy=False, detail="has just ended", up_s=0, memory_mb=0)
    return ServiceState(name, process.pid, port, healthy, detail, up_s, memory)


def _port(name: str, ports: Ports) -> int | None:
    if name.startswith("postgres-"):
        return int(getattr(ports, name.removeprefix("postgres-")))
    return {emulator.MINISTACK: ports.emulator, emulator.MOTO: ports.moto, API: ports.api}.get(name)


def _role(node: str, roles: dict[str, Any]) -> str:
    if not roles:
        return ""
    if roles["primary"] == node:
        return "primary"
    return "synchronous standby" if roles["synchronous"] else "being rebuilt"


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.HTTPError:
        return False


def _depths(outputs: dict[str, Any], port: int, region: str) -> dict[str, int]:
    sqs = aws.client("sqs", port, region)
    name = "ApproximateNumberOfMessages"
    return {
        title: int(sqs.get_queue_attributes(QueueUrl=outputs[key], AttributeNames=[name])["Attributes"][name])
        for title, key in QUEUES.items()
        if key in outputs
    }
