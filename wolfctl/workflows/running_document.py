"""What `up`, `status` and `down` print with --json, of processes and of containers."""

from dataclasses import dataclass

from wolfctl.workflows.localstack_editions import Lack


@dataclass(frozen=True)
class Service:
    """One process of the embedded environment; seconds and megabytes."""

    name: str
    pid: int | None
    port: int | None
    healthy: bool
    detail: str
    up_s: float
    memory_mb: float


@dataclass(frozen=True)
class Status:
    """What runs; `queues` holds how many messages wait, by title; addresses are there once the stack is applied."""

    running: bool
    healthy: bool
    services: tuple[Service, ...]
    queues: dict[str, int]
    rest_api_url: str = ""
    websocket_url: str = ""


@dataclass(frozen=True)
class Hop:
    """One hop of the press, milliseconds after it."""

    hop: str
    at_ms: float
    detail: str


@dataclass(frozen=True)
class Press:
    """The press that ends `up`."""

    alert_id: str | None
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Up(Status):
    """Status, and unless everything was up already: seconds in all, begin and length of each step, the press."""

    already: bool = False
    seconds: float = 0
    steps: dict[str, dict[str, float]] | None = None
    press: Press | None = None


@dataclass(frozen=True)
class Container:
    """One container of `--env localstack`, as the engine tells of it."""

    service: str
    state: str
    health: str
    port: int | None
    healthy: bool


@dataclass(frozen=True)
class ContainersStatus:
    """What runs in containers; `profile` names the emulator, null before the first start."""

    environment: str
    profile: str | None
    running: bool
    healthy: bool
    containers: tuple[Container, ...]
    rest_api_url: str = ""
    websocket_url: str = ""


@dataclass(frozen=True)
class ContainersUp(ContainersStatus):
    """The same, and unless everything was up already: what is not there, seconds, steps, and the press."""

    already: bool = False
    lacks: tuple[Lack, ...] | None = None
    seconds: float = 0
    steps: dict[str, dict[str, float]] | None = None
    press: Press | None = None


@dataclass(frozen=True)
class Down:
    """What was stopped, and whether all local state was thrown away."""

    stopped: list[str]
    forgotten: bool
