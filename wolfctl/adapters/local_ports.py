"""Ports on the loopback interface, chosen once for a checkout and kept: URLs inside the emulator's state name them."""

import random
import socket
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil

from wolfctl.adapters.state_folder import StateFolder, read_json, write_json
from wolfctl.errors import Busy

HOST = "127.0.0.1"
# Below the range from which systems pick ports for outgoing connections: none is taken between two runs by chance.
CHOICE = range(20_000, 32_000)


@dataclass(frozen=True, slots=True)
class Ports:
    """One port a process; `a` and `b` are the two database nodes, whichever of them is the primary."""

    emulator: int
    moto: int
    a: int
    b: int
    api: int


def remembered(root: Path) -> Ports:
    """The ports of a checkout, chosen and written down the first time."""
    path = StateFolder(root).ports
    known = read_json(path)
    names = [field.name for field in fields(Ports)]
    if all(isinstance(known.get(name), int) for name in names):
        return Ports(**{name: known[name] for name in names})
    ports = Ports(*choose(len(names)))
    write_json(path, asdict(ports))
    return ports


def choose(count: int) -> list[int]:
    """So many ports that nobody has."""
    chosen: list[int] = []
    candidates = random.SystemRandom().sample(CHOICE, len(CHOICE))
    while len(chosen) < count:
        if is_free(port := candidates.pop()):
            chosen.append(port)
    return chosen


def is_free(port: int) -> bool:
    """Whether the port can be listened on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: a connection that is still closing does not hold the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True


def require_free(port: int, name: str) -> None:
    """Refuse a port that somebody else listens on.

    Raises Busy naming the process that holds it, as far as the system tells.
    """
    if is_free(port):
        return
    raise Busy(
        f"Port {port}, which the {name} uses, is taken.",
        why=f"It is held by {_holder(port)}.",
        hint="Stop that process, or let this checkout forget its state and choose other ports: wolfctl down --forget",
    )


def _holder(port: int) -> str:
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return "a process that this user may not see"
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
            try:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
            except psutil.Error:
                break
    return "another process"


def any_free() -> int:
    """A port of this machine's own address that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
