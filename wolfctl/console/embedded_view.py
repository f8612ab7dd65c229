"""How the embedded environment and a press through it are shown."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wolfctl.adapters.embedded_status import Snapshot
from wolfctl.console.durations import spoken
from wolfctl.workflows.press import Hop

# The console's pages, who of the example's people opens each, and what tells how they sign in.
CONSOLE = (("Sam's board", "board.html", "sam"), ("Ana, who comes", "caregiver.html", "ana"))


def status_table(snapshot: Snapshot) -> Table:
    """Every process of the environment, and the queues."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("", "process", "port", "pid", "up", "memory", ""):
        table.add_column(title, justify="right" if title in ("port", "pid", "up", "memory") else "left")
    for service in snapshot.services:
        table.add_row(
            Text("●", "green" if service.healthy else "red"),
            service.name,
            str(service.port or ""),
            str(service.pid or ""),
            spoken(service.up_s) if service.pid else "",
            f"{service.memory_mb:.0f} MB" if service.pid else "",
            escape(service.detail),
        )
    for name, depth in snapshot.queues.items():
        table.add_row("", f"queue: {name}", "", "", "", "", f"{depth} waiting")
    return table


def addresses(snapshot: Snapshot) -> Text:
    """Where to reach it, each address whole on a line of its own, so that it can be copied from any terminal."""
    rows = [
        (title, str(snapshot.outputs[key]))
        for title, key in (("REST API", "rest_api_url"), ("WebSocket", "websocket_url"))
        if key in snapshot.outputs
    ]
    api = next((service for service in snapshot.services if service.name == "api"), None)
    if api and api.port:
        rows.append(("Swagger UI", f"http://127.0.0.1:{api.port}/docs"))
        for title, page, name in CONSOLE:
            rows += [
                (title, f"http://127.0.0.1:{api.port}/console/{page}"),
                ("", f"  sign in with what `wolfctl token {name} --sign-in` prints"),
            ]
    return Text("\n".join(f"{title:<14}  {address}" for title, address in rows), overflow="fold")


def hops_table(hops: Sequence[Hop]) -> Table:
    """A press, hop by hop: milliseconds after the press, and since the hop before."""
    table = Table(title="HELP, hop by hop", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("hop")
    table.add_column("after the press", justify="right")
    table.add_column("")
    for hop in hops:
        table.add_row(hop.title, f"{hop.at_ms:.0f} ms", escape(hop.detail))
    return table
