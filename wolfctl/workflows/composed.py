"""Docker Compose driven for one checkout: what is brought up in which order, and with which words it is asked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.workflows.up import Step

ENVIRONMENT = "localstack"
FILE = "docker-compose.localstack.yml"
ANY_PROFILE = "*"
HEALTHY_WITHIN_S = 240

STEPS = (
    Step("image", "the API's image"),
    Step("containers", "PostgreSQL pair and emulator healthy"),
    Step("resources", "key, topic, queue, bucket", needs=("containers",)),
    Step("migrate", "migrations", needs=("image", "containers")),
    Step("seed", "vocabulary and example people", needs=("migrate", "resources")),
    Step("api", "the API healthy", needs=("seed",)),
    Step("press", "HELP pressed", needs=("api",)),
)

# The way of a press without functions: the API pushes to its own sockets. The queue is looked into when all is over.
HOPS = (
    *("understood", "sentence", "committed", "spoken", "published"),
    *("caregiver_received", "acknowledged", "person_told", "queued"),
)

# Where to look when a hop is missing.
LOGS = "see `.wolf/localstack/logs/containers.log`."
REMEDIES: Mapping[str, str] = {
    "published": f"The outbox relay publishes to the emulator's topic; {LOGS}",
    "queued": f"The emulator hands the topic's messages to the queue that `up` has subscribed; {LOGS}",
}


@dataclass(frozen=True, slots=True)
class Project:
    """The containers of one checkout: `root` is its folder, `settings` the file of variables."""

    root: Path
    settings: Path

    @property
    def name(self) -> str:
        """A name that no other checkout has."""
        return f"alphawolf-{hashlib.sha256(str(self.root).encode()).hexdigest()[:8]}"

    def words(self, profile: str, *verb: str) -> tuple[str, ...]:
        """What Docker Compose is asked."""
        where = ("--project-name", self.name, "--file", str(self.root / FILE), "--env-file", str(self.settings))
        return (*where, "--ansi", "never", "--progress", "quiet", "--profile", profile, *verb)

    def start(self, profile: str, *services: str) -> tuple[str, ...]:
        """Start services and wait until they are healthy, and nothing that they are said to depend on."""
        wait = ("--wait", "--wait-timeout", str(HEALTHY_WITHIN_S))
        return self.words(profile, "up", "--detach", "--no-deps", "--no-build", *wait, *services)

    def once(self, profile: str, service: str) -> tuple[str, ...]:
        """Run a service that ends by itself, its input ours."""
        return self.words(profile, "run", "--rm", "--no-deps", "--no-TTY", service)

    def remove(self) -> tuple[str, ...]:
        """Stop and remove containers, with the volumes without a name that images declare: `down` would leave those."""
        return self.words(ANY_PROFILE, "rm", "--stop", "--force", "--volumes")

    def stop(self, *, forget: bool) -> tuple[str, ...]:
        """Remove what is left, whichever emulator it was started with; named volumes only to forget them."""
        return self.words(ANY_PROFILE, "down", "--remove-orphans", *(["--volumes"] if forget else []))


@dataclass(frozen=True, slots=True)
class Container:
    """One container as the engine tells of it; `health` is empty where it has no check."""

    service: str
    state: str
    health: str
    port: int | None

    @property
    def healthy(self) -> bool:
        """Whether it runs, and its check, if it has one, says so."""
        return self.state == "running" and self.health in {"", "healthy"}


def variables(
    told: Mapping[str, str], *, image: str, pools: Sequence[Mapping[str, Any]], api: int, emulator: int
) -> dict[str, str]:
    """Everything that the compose file asks for; `told` holds passwords and the key's material."""
    ports = {"API_PORT": str(api), "EMULATOR_PORT": str(emulator)}
    return {**told, **ports, "ALPHAWOLF_IMAGE": image, "COGNITO_POOLS": json.dumps(pools)}


def text(values: Mapping[str, str]) -> str:
    """A file of variables; in single quotes nothing has a meaning but a single quote, which none of them holds."""
    return "".join(f"{name}='{value}'\n" for name, value in values.items())


def containers(printed: str) -> list[Container]:
    """What `ps --format json` says: one object a line, or all in one list before Compose 2.21."""
    entries: list[dict[str, Any]] = []
    for line in printed.splitlines():
        found = json.loads(line) if line.strip() else []
        entries += found if isinstance(found, list) else [found]
    return sorted((_container(entry) for entry in entries), key=lambda container: container.service)


def services(profile: str) -> tuple[str, ...]:
    """What is up when everything is up, in the order in which it is shown."""
    return ("primary", "standby", profile, "api")


def _container(entry: Mapping[str, Any]) -> Container:
    published = [int(each["PublishedPort"]) for each in entry.get("Publishers") or [] if each.get("PublishedPort")]
    port = published[0] if published else None
    return Container(str(entry["Service"]), str(entry["State"]), str(entry.get("Health") or ""), port)
