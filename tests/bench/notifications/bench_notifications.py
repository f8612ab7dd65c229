"""From `POST /alerts` to a frame on `WS /notifications`, and what a frame and a socket cost, against two peers.

People press 50 times a second at one API; the same fan-out is done by another API process, by the websockets library
and by Node's ws, in turn, with the same statements over the same database, acknowledgements included. Last, one API
does both. `BENCH_SOCKETS` (1000; 5000 is worth a look), `BENCH_SECONDS` and `BENCH_ROUNDS` change the size.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import httpx
import psutil
from asyncpg.connection import LoggedQuery

from api.db.inbox import mark_received
from api.db.live_inbox import news
from api.db.pool import Context, Database
from api.live.hub import MOST_AT_ONCE
from tests.bench.http.bench_http import serving
from tests.bench.http.client import cpu_of, request
from tests.bench.node_modules import node_modules
from tests.bench.notifications.population import Person, cursors, populate, tickets
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import environment

pytest_plugins = ["tests.postgres.conftest"]

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CAREGIVERS = 20
SOCKETS = int(os.environ.get("BENCH_SOCKETS", "1000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "1"))
PER_SECOND = 50
OURS, BOTH = "AlphaWolf, sockets alone", "AlphaWolf, presses too"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one server did in one round."""

    expected: int
    latencies_ms: list[float]
    cpu_seconds: float
    bytes_a_socket: float

    def row(self) -> tuple[float, float, float, float, float]:
        """Return messages, p50, p99, microseconds of CPU for a message, and KiB for a socket."""
        cuts = quantiles(self.latencies_ms, n=100)
        count = len(self.latencies_ms)
        return count, cuts[49], cuts[98], self.cpu_seconds / count * 1e6, self.bytes_a_socket / 1024


async def recorded(database: Database) -> dict[str, object]:
    """Return the statements of the fan-out as the API says them."""
    said: list[LoggedQuery] = []
    connection = await database.connect("bench-recording")
    connection.add_query_logger(said.append)
    await news(connection, [uuid4()], [0], MOST_AT_ONCE)
    await mark_received(connection, {})
    await connection.close()
    texts = [query.query for query in said]
    # Names for what ours reads by its place.
    named = next(text for text in texts if "WITH found" in text).replace(
        "SELECT array_agg(place::int - 1), array_agg(seq),",
        "SELECT array_agg(place::int - 1) AS places, array_agg(seq) AS seqs,",
    )
    return {
        "begin": Context.worker().begin(read_only=False, waits_for_disk=False),
        "news": named.replace("::text, 2)\n", "::text, 2) AS rest\n"),
        "received": next(text for text in texts if "WITH told" in text),
        "most": MOST_AT_ONCE,
    }


async def press_on(port: int, people: Sequence[tuple[Person, str]], seconds: float) -> int:
    """Press evenly for some seconds over a few kept connections, and return how often."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(16):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    turns = itertools.cycle(people)

    async def press() -> None:
        person, token = next(turns)
        reader, writer = await free.get()
        told = {"person_id": str(person.person), "severity": "info", "sentence": f"sent {time.monotonic_ns()}."}
        writer.write(request("POST", "/alerts", token, json.dumps(told).encode(), idempotency_key=str(uuid4())))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 201"), head
        length = int(head.lower().split(b"content-length:")[1].split(b"\r")[0])
        await reader.readexactly(length)
        free.put_nowait((reader, writer))

    begun, presses = time.perf_counter(), []
    for number in range(int(seconds * PER_SECOND)):
        await asyncio.sleep(max(0.0, begun + number / PER_SECOND - time.perf_counter()))
        presses.append(asyncio.create_task(press()))
    await asyncio.gather(*presses)
    while not free.empty():
        free.get_nowait()[1].close()
    return len(presses)


@asynccontextmanager
async def listening(port: int, paths: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Open sockets in another process; they are open when the block begins."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.notifications.listeners",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 28,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"port": port, "paths": paths}).encode() + b"\n")
    assert await process.stdout.readline() == b"ready\n"
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def round_of(
    database: Database, server: psutil.Process, port: int, writer: int, people: Sequence[tuple[Person, str]], ours: bool
) -> Measured:
    """Connect everybody, press, and see what came and what it cost."""
    accounts = [caregiver for person, _ in people for caregiver in person.caregivers]
    after = await cursors(database, accounts)
    if ours:
        opens = await tickets(database, accounts)
        paths = [f"/notifications?ticket={opens[one]}&after={after[one]}" for one in accounts]
    else:
        paths = [f"/?account={one}&after={after[one]}" for one in accounts]
    empty = server.memory_info().rss
    async with listening(port, paths) as listeners:
        full = server.memory_info().rss
        warm = await press_on(writer, people[:8], 0.3)
        await asyncio.sleep(0.5)
        used = cpu_of(server)
        presses = await press_on(writer, people, SECONDS)
        told, _ = await listeners.communicate(f"{(warm + presses) * CAREGIVERS}\n".encode())
        await asyncio.sleep(0.3)  # the last receipts
        used = cpu_of(server) - used
    expected = presses * CAREGIVERS
    return Measured(expected, json.loads(told)[-expected:], used, (full - empty) / len(accounts))


async def until_listening(port: int) -> None:
    """Wait until somebody answers."""
    for _ in range(900):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise AssertionError("nobody answers")


async def until_ready(port: int) -> None:
    """Wait until an API says that it can serve."""
    await until_listening(port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for _ in range(100):
            if (await client.get("/health/ready")).status_code == 200:
                return
            await asyncio.sleep(0.1)
    raise AssertionError("the API does not become ready")


async def test_fan_out(server: Server, database_name: str, tmp_path: Path) -> None:
    """Print latency, CPU for a message and memory for a socket, ours and the peers'."""
    with ExitStack() as stack:
        issuer = stack.enter_context(published(Issuer()))
        database = Database(server.settings(database_name), application="bench", size=2)
        await database.open()
        made = await populate(database, SOCKETS // CAREGIVERS, CAREGIVERS)
        people = [(person, issuer.token(person.subject)) for person in made]
        told = database.settings
        dsn = f"postgresql://{told.user}:{told.password}@127.0.0.1:{told.hosts[0][1]}/{told.name}"
        work = tmp_path / "work.json"
        work.write_text(json.dumps({"dsn": dsn, **await recorded(database)}))
        path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        own = {
            **path,
            **environment(told),
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            "ENVIRONMENT": "bench",
            "INTENT_FUNCTION": "arn:aws:lambda:eu-central-1:000000000000:function:process_intent:live",
            "ALERTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:000000000000:alerts",
            "FIELD_KEY_ARN": "arn:aws:kms:eu-central-1:000000000000:key/fields",
            "NOTIFICATIONS_URL": "ws://127.0.0.1:1/notifications",
            "COGNITO_POOLS": issuer.pools(),
            "OUTBOX_RELAY": "off",
        }
        api = [sys.executable, "-m", "api.app"]
        peer = {**path, "BENCH_WORK": str(work)}
        commands: dict[str, tuple[list[str], Mapping[str, str]]] = {
            OURS: (api, own),
            "websockets": ([sys.executable, "-m", "tests.bench.notifications.peers.websockets_peer"], peer),
        }
        modules = await asyncio.to_thread(node_modules, HERE / "peers/ws/package.json")
        if modules is not None:
            node = {**peer, "BENCH_MODULES": str(modules), "NODE_ENV": "production"}
            commands["Node ws"] = (["node", str(HERE / "peers/ws/server.mjs")], node)
        commands[BOTH] = (api, own)
        writer = free_port()
        stack.enter_context(serving(api, {**own, "PORT": str(writer)}, tmp_path / "writer.log"))
        await until_ready(writer)
        results: dict[str, list[Measured]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, (command, variables) in commands.items():
                port = free_port()
                with serving(command, {**variables, "PORT": str(port)}, tmp_path / f"{port}.log") as process:
                    ours = name in (OURS, BOTH)
                    await (until_ready if ours else until_listening)(port)
                    presses_at = port if name == BOTH else writer
                    results[name].append(await round_of(database, process, port, presses_at, people, ours))
        await database.close()
    report(results)
    for name, measured in results.items():
        assert all(len(one.latencies_ms) == one.expected for one in measured), f"{name} lost notifications"


def report(results: Mapping[str, Sequence[Measured]]) -> None:
    """Print a line for each server: the medians over the rounds."""
    lines = [
        "",
        f"{SOCKETS} sockets, {PER_SECOND} alerts a second, {CAREGIVERS} caregivers each, {ROUNDS} x {SECONDS:.0f} s",
    ]
    lines.append(f"{'':28}{'messages':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU us/msg':>12}{'KiB/socket':>12}")
    for name, measured in results.items():
        count, p50, p99, cpu, memory = (median(column) for column in zip(*(one.row() for one in measured), strict=True))
        lines.append(f"{name:28}{count:>9.0f}{p50:>9.1f}{p99:>9.1f}{cpu:>12.0f}{memory:>12.1f}")
    sys.stdout.write("\n".join(lines) + "\n")
