"""A morning: people press, are understood, look things up and call; caregivers hear it and come. Nothing is lost.

`make test-load`. `LOAD_PEOPLE`, `LOAD_CAREGIVERS`, `LOAD_MINUTES` and `LOAD_RATE` change its size; a run of at least
the usual size writes docs/load.json and the page made of it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from api.db.pool import Context
from tests.bench.http.bench_http import LIMIT, OURS, requests_of, rounds, serving, told_to_peers, until_ready, uvicorn
from tests.bench.http.population import populate as populate_bench
from tests.load import page
from tests.load.kept import kept
from tests.load.ledger import Kept, Ledger, faults
from tests.load.machine import machine
from tests.load.mix import expected
from tests.load.population import populate
from tests.load.running import Running, running
from tests.load.timings import Timings, figures, second_half, slope_a_minute
from tests.load.watched import Watched, watching
from tests.postgres.conftest import free_port

ROOT = Path(__file__).parents[2]
LOG = ROOT / ".wolf" / "load" / "api.log"
PEOPLE = int(os.environ.get("LOAD_PEOPLE", "1000"))
CAREGIVERS = int(os.environ.get("LOAD_CAREGIVERS", "1000"))
MINUTES = float(os.environ.get("LOAD_MINUTES", "10"))
RATE = float(os.environ.get("LOAD_RATE", "1"))
WHOLE = PEOPLE >= 1000 and CAREGIVERS >= 1000 and MINUTES >= 10
SPAWNED_A_SECOND = 20
HOT_READ = "GET /user/{id}/symbols"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 * MINUTES + 600)]


async def test_a_morning_peak_loses_nothing_and_every_call_is_heard(tmp_path: Path) -> None:
    async with running(tmp_path, LOG) as system:
        people, caregivers = await populate(system.database, system.issuer, PEOPLE, CAREGIVERS)
        plan = {"url": system.url, "rate": RATE, "people": [asdict(one) for one in people]}
        plan["caregivers"] = [asdict(one) for one in caregivers]
        told = tmp_path / "plan.json"
        told.write_text(json.dumps(plan))
        records = await morning(system, told)
        stored = await kept(system.database, [one.account for one in caregivers])
        document = result(records, stored)
        document["limit"] = await beside_the_limit(system, tmp_path)
    page.write("morning", document, ROOT if WHOLE else ROOT / ".wolf" / "load")
    sys.stdout.write("\n" + page.morning(document) + "\n")
    assert document["wrong"] == dict.fromkeys(document["wrong"], 0)
    assert document["all"]["errors"] == 0, document["errors"]


async def morning(system: Running, plan: Path) -> dict[str, Any]:
    """Have caregivers connect, people come and do what they do, and all of it end; return what was written down."""
    people, caregivers = plan.with_name("people.json"), plan.with_name("caregivers.json")
    listeners = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.load.caregivers",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert listeners.stdin is not None
    assert listeners.stdout is not None
    try:
        listeners.stdin.write(f"{plan}\n".encode())
        assert await listeners.stdout.readline() == b"ready\n"
        before = machine()
        async with watching(system.process) as watched:
            await people_come(system, plan, people)
            listeners.stdin.write(b"\n")
            assert await listeners.stdout.readline() == b"quiet\n"
        after = {**machine(), "load_before": before["load"]}
        last = json.dumps(await last_numbers(system))
        listeners.stdin.write(f"{last}\n{caregivers}\n".encode())
        assert await listeners.stdout.readline() == b"done\n"
    finally:
        if listeners.returncode is None:
            listeners.kill()
        await listeners.wait()
    parts = [json.loads(part.read_text()) for part in (people, caregivers)]
    return {"people": parts[0], "caregivers": parts[1], "watched": watched, "machine": after}


async def people_come(system: Running, plan: Path, record: Path) -> None:
    """Run Locust, in an environment of its own, to its end."""
    uv = Path(sys.executable).with_name("uv")
    locked = ["--isolated", "--no-project", "--python", sys.executable]
    locked += ["--with-requirements", str(ROOT / "requirements-load.lock")]
    locust = ["locust", "-f", str(ROOT / "tests/load/morning.py"), "--headless", "--host", system.url]
    locust += ["--users", str(PEOPLE), "--spawn-rate", str(SPAWNED_A_SECOND), "--run-time", f"{MINUTES * 60:.0f}s"]
    locust += ["--stop-timeout", "20", "--exit-code-on-error", "0", "--only-summary", "--loglevel", "WARNING"]
    told = {"LOAD_PLAN": str(plan), "LOAD_RECORD": str(record), "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        str(uv),
        "run",
        "--quiet",
        *locked,
        *locust,
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


async def last_numbers(system: Running) -> dict[str, int]:
    """Return the last number of every inbox."""
    async with system.database.transaction(Context.worker(), read_only=True) as connection:
        rows = await connection.fetch("SELECT account_id::text, last_seq FROM inbox_counter")
    return {row["account_id"]: row["last_seq"] for row in rows}


def result(records: dict[str, Any], stored: Kept) -> dict[str, Any]:
    """Return all that is to be told of a morning."""
    parts = [records["people"], records["caregivers"]]
    timings = Timings.of(part["timings"] for part in parts)
    ledger = Ledger.of(part["ledger"] for part in parts)
    routes = timings.by_route()
    answered, failed = (sum(int(row[name]) for row in routes.values()) for name in ("count", "errors"))
    pressed = records["people"]["pressed"]
    delays = [(at - pressed[alert]) / 1e6 for alert, at in records["caregivers"]["rang"] if alert in pressed]
    asked = expected(PEOPLE, CAREGIVERS, RATE)
    reads = sum(int(row["count"]) for route, row in routes.items() if route.startswith("GET "))
    return {
        "size": {"people": PEOPLE, "caregivers": CAREGIVERS, "minutes": MINUTES, "rate": RATE},
        "machine": records["machine"],
        "routes": routes,
        "all": {
            "answered": answered,
            "errors": failed,
            "per_second": round(answered / (MINUTES * 60), 1),
            "expected_per_second": round(asked.per_second, 1),
            "reading": round(reads / max(answered, 1), 2),
        },
        "errors": {route: dict(Counter(told)) for route, told in timings.errors.items()},
        "api": used(records["watched"], answered),
        "rings": figures(delays),
        "acknowledged": {
            "presses": len(ledger.presses),
            "alerts": len(set(ledger.presses.values())),
            "events of tasks": len(ledger.task_events),
            "events of the log": len(ledger.log_events),
            "answers to calls": len(ledger.acknowledged),
            "calls resolved": len(ledger.resolved),
            "notifications shown": sum(len(frames) for frames in ledger.shown.values()),
        },
        "wrong": asdict(faults(ledger, stored)),
    }


def used(watched: Watched, answered: int) -> dict[str, float]:
    """Return what the API process took."""
    sizes, late = [size for _, size in watched.resident], second_half(watched.resident)
    return {
        "mib_at_first": round(sizes[0], 1),
        "mib_half_way": round(late[0][1], 1),
        "mib_at_last": round(sizes[-1], 1),
        "mib_at_most": round(max(sizes), 1),
        "mib_a_minute": round(slope_a_minute(late), 2),
        "cpu_of_a_core": round(watched.cpu_s / watched.lasted_s, 2),
        "waited_for_a_core": round(watched.waited_s / watched.lasted_s, 2),
        "cpu_ms_a_request": round(watched.cpu_s / max(answered, 1) * 1000, 2),
    }


async def beside_the_limit(system: Running, folder: Path) -> dict[str, float]:
    """Ask the same API and a bare ASGI application for boards, in turns; the process is the one of the morning."""
    people = await populate_bench(system.database, system.issuer)
    work = folder / "work.json"
    work.write_text(await told_to_peers(system.database, system.variables, people, system.issuer))
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "BENCH_WORK": str(work)}
    told |= {name: value for name, value in system.variables.items() if name.startswith("AWS_")}
    port, log = free_port(), folder / "limit.log"
    with ExitStack() as stack:
        limit = stack.enter_context(serving(uvicorn("tests.bench.http.peers.limit:app", port), told, log))
        await until_ready(port, people[0].token, log)
        servers = {LIMIT: (port, limit), OURS: (system.port, system.process)}
        measured = (await rounds(servers, {HOT_READ: requests_of(people)[HOT_READ]}))[HOT_READ]
    pairs = list(zip(measured[LIMIT], measured[OURS], strict=True))
    return {
        "cpu_ratio": round(median(one.cpu_ms / other.cpu_ms for one, other in pairs), 2),
        "rate_ratio": round(median(other.per_second / one.per_second for one, other in pairs), 2),
        "cpu_ms": round(median(other.cpu_ms for _, other in pairs), 2),
    }
