"""The hot routes with token check, relation, row-level security, idempotency and audit, against limit and peers.

Every server says the same statements to the same database, which were recorded from the API itself; the same client
asks each in turn, in interleaved rounds. Printed: requests a second and the server's own CPU time for one request,
each as the median of its ratios to the limit, a bare ASGI application over asyncpg, in the same round: on a machine
with other work, neighbours in a round have more in common than one server's rounds. `BENCH_SECONDS` and `BENCH_ROUNDS`
make it longer, `BENCH_PEERS=off` asks the limit and the API alone.
"""

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from api.breaker import Breaker
from api.cache_purge import CachePurge
from api.db.data_keys import FieldKeys
from api.db.pool import Context, Database
from api.dependencies import Services, utc_now
from api.domain.request_budget import RequestBudget
from api.identity import Identity
from api.intent_function import IntentFunction
from api.live.hub import Hub
from api.settings import Settings
from api.speech.opening import as_worker, log_notice
from api.speech.speaker import Speaker
from api.speech.voices import Espeak
from api.vocabulary import Vocabulary, Wanted
from tests.bench.http.client import Measured, Request, measure, request
from tests.bench.http.population import Someone, populate, written
from tests.bench.http.recording import record
from tests.bench.node_modules import node_modules
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import CLIENT, ISSUER, Issuer, published
from tests.postgres.running_api import environment

pytest_plugins = ["tests.postgres.conftest"]

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CONNECTIONS = 32
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
PEERS = os.environ.get("BENCH_PEERS", "on") != "off"
LIMIT, OURS = "limit: bare ASGI", "AlphaWolf"
READS_AIM, WRITES_AIM = 0.8, 0.7


class NoKeys:
    """No field is sealed while recording."""

    async def new_key(self) -> tuple[bytes, bytes]:
        """Refuse."""
        raise OSError

    async def unwrap(self, wrapped: bytes) -> bytes:
        """Refuse."""
        raise OSError(f"{len(wrapped)} bytes stay wrapped")


def services(settings: Settings) -> Callable[[Database], Services]:
    """Return how to give a database to what the routes use; nothing else of it is asked while recording."""

    async def no_function(_: bytes) -> bytes:
        raise OSError

    async def no_text(_: str, __: str) -> None:
        raise OSError

    def made(database: Database) -> Services:
        keys = FieldKeys(lambda: database.transaction(Context.worker()), NoKeys())
        return Services(
            settings=settings,
            database=database,
            identity=Identity({}, database),
            vocabulary=Vocabulary(database),
            intents=IntentFunction(no_function, Breaker("bench")),
            budget=RequestBudget(1, 1),
            purge=CachePurge(None),
            live=Hub(database),
            send_text=no_text,
            field_keys=keys,
            speaker=Speaker(as_worker(database), keys, None, [Espeak()], now=utc_now, notice=log_notice),
            breakers={},
        )

    return made


def requests_of(people: list[Someone]) -> dict[str, Request]:
    """Return how to make a request of each kind, people taking turns."""
    turns = itertools.cycle(people)
    told = {"severity": "urgent", "sentence": "I need somebody.", "symbols": ["help"]}

    def board() -> bytes:
        someone = next(turns)
        return request("GET", f"/user/{someone.person}/symbols", someone.token)

    def press() -> bytes:
        someone, key = next(turns), str(uuid4())
        # A meaning of its own each time: a press that folds into the last alert would be another path.
        body = json.dumps({"person_id": someone.person, **told, "sentence": f"I need somebody {key}."}).encode()
        return request("POST", "/alerts", someone.token, body, idempotency_key=key)

    return {
        "GET /symbols": lambda: request("GET", "/symbols", next(turns).token),
        "GET /user/{id}/symbols": board,
        "GET /tasks": lambda: request("GET", f"/tasks?user_id={(someone := next(turns)).person}", someone.token),
        "POST /intents": lambda: request(
            "POST", "/intents", next(turns).token, b'{"symbols": ["i", "need", "help"], "locale": "en"}'
        ),
        "POST /alerts": press,
    }


@contextmanager
def serving(command: list[str], variables: Mapping[str, str], log: Path) -> Iterator[psutil.Process]:
    """Run a server until the block ends."""
    with log.open("wb") as output, subprocess.Popen(command, env=variables, stdout=output, stderr=output) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(20)


def uvicorn(app: str, port: int) -> list[str]:
    """Return how to serve an ASGI application the way the API serves itself; request lines are the application's."""
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), *options]


async def until_ready(port: int, token: str, log: Path) -> None:
    """Ask for the vocabulary until it comes."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for _ in range(900):
            try:
                if (await client.get("/symbols", headers={"authorization": f"Bearer {token}"})).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError(await asyncio.to_thread(log.read_text))


async def told_to_peers(database: Database, variables: Mapping[str, str], people: list[Someone], issuer: Issuer) -> str:
    """Return, as JSON text, what a server needs to do the work of an API that is told these variables."""
    plans = await record(database, services(Settings.from_environment(variables)), people[0])
    page = await Vocabulary(database).page(Wanted())
    told = database.settings
    return json.dumps(
        {
            "plans": plans,
            "people": written(people),
            "symbols": page.bodies["identity"].decode(),
            "jwks": issuer.jwks(),
            "issuer": ISSUER,
            "client_id": CLIENT,
            "function": variables["INTENT_FUNCTION"],
            "dsn": f"postgresql://{told.user}:{told.password}@127.0.0.1:{told.hosts[0][1]}/{told.name}",
        }
    )


@pytest.mark.timeout(900)
async def test_hot_routes(server: Server, database_name: str, tmp_path: Path) -> None:
    """Print, for each route and server, requests a second and CPU for one request, with ratios to the limit."""
    with ExitStack() as stack:
        issuer = stack.enter_context(published(Issuer()))
        database = Database(server.settings(database_name), application="bench", size=2)
        await database.open()
        people = await populate(database, issuer)
        function_port = free_port()
        stack.enter_context(
            serving(
                uvicorn("tests.bench.http.function:app", function_port),
                dict(os.environ),
                tmp_path / "function",
            )
        )
        aws = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{function_port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "eu-central-1",
        }
        own = {
            **aws,
            **environment(server.settings(database_name)),
            "ENVIRONMENT": "bench",
            "INTENT_FUNCTION": "arn:aws:lambda:eu-central-1:000000000000:function:process_intent:live",
            "ALERTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:000000000000:alerts",
            "NOTIFICATIONS_URL": "ws://127.0.0.1:1/notifications",
            "COGNITO_POOLS": issuer.pools(),
            "FIELD_KEY_ARN": "arn:aws:kms:eu-central-1:000000000000:key/bench",
            "OUTBOX_RELAY": "off",
            "REQUESTS_PER_SECOND": "1000000",
            "REQUESTS_BURST": "1000000",
            "PORT": "1",
        }
        work = tmp_path / "work.json"
        work.write_text(await told_to_peers(database, own, people, issuer))
        await database.close()
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **aws, "BENCH_WORK": str(work)}
        commands: dict[str, tuple[Callable[[int], list[str]], dict[str, str]]] = {
            LIMIT: (lambda port: uvicorn("tests.bench.http.peers.limit:app", port), base),
            OURS: (lambda _: [sys.executable, "-m", "api.app"], {"PATH": os.environ["PATH"], **own}),
            "Starlette": (lambda port: uvicorn("tests.bench.http.peers.starlette_peer:app", port), base),
            "Litestar": (lambda port: uvicorn("tests.bench.http.peers.litestar_peer:app", port), base),
            "FastAPI, response models": (lambda port: uvicorn("tests.bench.http.peers.fastapi_peer:app", port), base),
        }
        fastify = HERE / "peers/fastify/package.json"
        modules = await asyncio.to_thread(node_modules, fastify) if PEERS else None
        if modules is not None:
            node = {**base, "BENCH_MODULES": str(modules), "NODE_ENV": "production"}
            commands["Fastify + pg"] = (lambda _: ["node", str(HERE / "peers/fastify/server.mjs")], node)
        if not PEERS:
            commands = {name: commands[name] for name in (LIMIT, OURS)}
        running: dict[str, tuple[int, psutil.Process]] = {}
        for name, (command, variables) in commands.items():
            port, log = free_port(), tmp_path / f"{name.split()[0]}.log"
            process = stack.enter_context(serving(command(port), {**variables, "PORT": str(port)}, log))
            running[name] = (port, process)
            await until_ready(port, people[0].token, log)
        results = await rounds(running, requests_of(people))
    report(results)


async def rounds(
    running: Mapping[str, tuple[int, psutil.Process]], kinds: Mapping[str, Request]
) -> dict[str, dict[str, list[Measured]]]:
    """Ask every server for every kind, in interleaved rounds after a warm-up; only successes count as answers."""
    results: dict[str, dict[str, list[Measured]]] = {kind: {name: [] for name in running} for kind in kinds}
    for round_number in range(ROUNDS + 1):
        for kind, make in kinds.items():
            for name, (port, process) in running.items():
                seconds = SECONDS if round_number else 0.5
                try:
                    measured = await measure(port, process, make, connections=CONNECTIONS, seconds=seconds)
                except AssertionError as fault:
                    raise AssertionError(f"{name}, {kind}: {fault}") from fault
                assert set(measured.statuses) <= {200, 201}, f"{name} answered {kind} with {measured.statuses}"
                if round_number:
                    results[kind][name].append(measured)
    return results


def report(results: Mapping[str, Mapping[str, list[Measured]]]) -> None:
    """Print a table for each kind of request; the ratio of CPU times to the limit's comes first."""
    lines: list[str] = []
    for kind, servers in results.items():
        limit = servers[LIMIT]
        aim = READS_AIM if kind.startswith("GET") else WRITES_AIM
        lines += ["", f"{kind} (aim: {aim} of the limit)"]
        heads = f"{'CPU ratio':>10}{'lowest':>8}{'highest':>8}{'rate ratio':>11}"
        lines.append(f"{'':26}{heads}{'CPU ms':>9}{'per s':>8}{'p50 ms':>8}{'p99 ms':>8}")
        for name, measured in servers.items():
            mine = figures(measured)
            cpu = sorted(one.cpu_ms / other.cpu_ms for one, other in zip(limit, measured, strict=True))
            rate = median(other.per_second / one.per_second for one, other in zip(limit, measured, strict=True))
            ratios = f"{median(cpu):>10.2f}{cpu[0]:>8.2f}{cpu[-1]:>8.2f}{rate:>11.2f}"
            tail = f"{mine['cpu']:>9.2f}{mine['rate']:>8.0f}{mine['p50']:>8.1f}{mine['p99']:>8.1f}"
            lines.append(f"{name:26}{ratios}{tail}")
    sys.stdout.write("\n".join(lines) + "\n")


def figures(measured: list[Measured]) -> dict[str, Any]:
    """Return the medians over the rounds."""
    return {
        "cpu": median(one.cpu_ms for one in measured),
        "rate": median(one.per_second for one in measured),
        "p50": median(one.p50_ms for one in measured),
        "p99": median(one.p99_ms for one in measured),
    }
