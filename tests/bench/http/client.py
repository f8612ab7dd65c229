"""The load: a number of connections kept open, each asking again as soon as it was answered, for some seconds."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles

import psutil

Request = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one server did with one kind of request: how many, in how long, with how much of its own CPU."""

    requests: int
    seconds: float
    cpu_seconds: float
    p50_ms: float
    p99_ms: float
    statuses: dict[int, int]

    @property
    def per_second(self) -> float:
        """Return requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Return the server's CPU time for one request, milliseconds, user and system, all its processes."""
        return self.cpu_seconds / self.requests * 1000


def request(method: str, path: str, token: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench", f"authorization: Bearer {token}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def measure(port: int, server: psutil.Process, make: Request, *, connections: int, seconds: float) -> Measured:
    """Ask for some seconds and compare what the server's processes had used before with what they have afterwards."""
    statuses: dict[int, int] = {}
    latencies: list[float] = []

    async def ask_on(end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            begun = 0.0
            while begun < end:  # once at least, however late it is
                begun = time.perf_counter()
                writer.write(make())
                try:
                    head = await reader.readuntil(b"\r\n\r\n")
                    await reader.readexactly(length_of(head))
                except (asyncio.IncompleteReadError, ConnectionError):
                    raise AssertionError(f"the server hung up; before that it answered {statuses}") from None
                latencies.append(time.perf_counter() - begun)
                status = int(head[9:12])
                statuses[status] = statuses.get(status, 0) + 1
        finally:
            writer.close()

    used = cpu_of(server)
    begun = time.perf_counter()
    await asyncio.gather(*(ask_on(begun + seconds) for _ in range(connections)))
    lasted = time.perf_counter() - begun
    cuts = quantiles(latencies, n=100)
    return Measured(
        len(latencies), lasted, cpu_of(server) - used, cuts[49] * 1000, cuts[98] * 1000, dict(sorted(statuses.items()))
    )


def length_of(head: bytes) -> int:
    """Return how many bytes follow a response's head; every server here announces them."""
    lowered = head.lower()
    begin = lowered.index(b"content-length:") + len(b"content-length:")
    return int(lowered[begin : lowered.index(b"\r\n", begin)])


def cpu_of(server: psutil.Process) -> float:
    """Return the CPU seconds that a server and its children have used."""
    total = 0.0
    for process in (server, *server.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system
    return total
