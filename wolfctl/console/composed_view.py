"""How containers, and what is not there with them, are shown."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wolfctl.containers.state import Remembered
from wolfctl.workflows import composed
from wolfctl.workflows.composed import Container
from wolfctl.workflows.localstack_editions import Edition


def running(containers: Sequence[Container]) -> bool:
    """Whether anything runs."""
    return any(container.state == "running" for container in containers)


def healthy(containers: Sequence[Container], remembered: Remembered | None) -> bool:
    """Whether everything runs and is well."""
    if remembered is None:
        return False
    well = {container.service for container in containers if container.healthy}
    return set(composed.services(remembered.profile)) <= well


def lacks_table(edition: Edition) -> Table:
    """What is not there, and what that means."""
    table = Table(
        title=f"{edition.title}: what is not there", title_justify="left", box=None, padding=(0, 2, 0, 0), expand=False
    )
    for title in ("without", "so"):
        table.add_column(title)
    for lack in edition.lacks:
        table.add_row(escape(lack.what), escape(lack.means))
    if edition.missing:
        table.add_row("", f"It has none of: {', '.join(edition.missing)}.")
    return table


def containers_table(containers: Sequence[Container]) -> Table:
    """Every container, and whether it is well."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("", "container", "port", ""):
        table.add_column(title, justify="right" if title == "port" else "left")
    for container in containers:
        mark = Text("●", "green" if container.healthy else "red")
        said = f"{container.state} {container.health}".strip()
        table.add_row(mark, container.service, str(container.port or ""), escape(said))
    return table


def addresses_table(remembered: Remembered) -> Table:
    """Where to reach it."""
    table = Table.grid(padding=(0, 2))
    table.add_row("REST API", remembered.url)
    table.add_row("WebSocket", f"{remembered.url.replace('http', 'ws', 1)}/notifications")
    table.add_row("Swagger UI", f"{remembered.url}/docs")
    table.add_row("a token", "wolfctl token sam --env localstack")
    return table


def data(containers: Sequence[Container], remembered: Remembered | None) -> dict[str, Any]:
    """The same for programs."""
    told: dict[str, Any] = {
        "environment": composed.ENVIRONMENT,
        "profile": remembered.profile if remembered else None,
        "running": running(containers),
        "healthy": healthy(containers, remembered),
        "containers": [asdict(container) | {"healthy": container.healthy} for container in containers],
    }
    if remembered and running(containers):
        told["rest_api_url"] = remembered.url
        told["websocket_url"] = f"{remembered.url.replace('http', 'ws', 1)}/notifications"
    return told
