"""The roadmap's own figures, through the applied API Gateway: `pytest tests/local/test_roadmap_figures.py -m slow -s`.

The gateway is MiniStack's, one Python process and not AWS. The figures go to docs/load.json and the page made of it;
`ROADMAP_SOCKETS` changes how many caregivers connect, and then they go to `.wolf/load`.
"""

import asyncio
import os
import sys
import time
from typing import Any

import httpx
import pytest

from tests.load import page
from tests.load.gateway_crowd import Crowd
from tests.load.machine import machine
from tests.load.timings import figures, percentile
from tests.local.running_system import ROOT, Checkout
from tests.local.under_load import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.local, pytest.mark.timeout(900)]

LIMIT_MS = 200
WARM, REQUESTS, CALLS = 10, 200, 5
WANTED = 1000
SOCKETS = int(os.environ.get("ROADMAP_SOCKETS", str(WANTED)))


async def test_symbols_and_boards_come_in_time_and_a_thousand_caregivers_are_connected(system: Checkout) -> None:
    gateway = system.outputs["rest_api_url"]
    crowd = Crowd(system, SOCKETS)
    async with signed_in(system, "sam", gateway) as sam, signed_in(system, "ana", gateway) as ana:
        person = (await sam.get("/me", timeout=60)).raise_for_status().json()["person"]["id"]
        paths = {"GET /symbols": "/symbols", "GET /user/{id}/symbols": f"/user/{person}/symbols"}
        routes = {name: await took(sam, path) for name, path in paths.items()}
        address = (await ana.post("/notifications/ticket", timeout=60)).raise_for_status().json()["url"]
        await crowd.arrive()
        try:
            begun = time.monotonic()
            await crowd.connect(address)
            connected_s = time.monotonic() - begun
            beside = {f"{name}, {len(crowd.sockets):,} connected": await took(sam, paths[name]) for name in paths}
            wanted, rings = await crowd.rings(ana, CALLS)
            held = await crowd.held()
        finally:
            await crowd.leave()
    told = {
        "machine": machine(),
        "routes": {name: {**figures(ms), "limit_ms": LIMIT_MS} for name, ms in (routes | beside).items()},
        "sockets": {
            "wanted": SOCKETS,
            "connected": len(crowd.sockets),
            "took_s": round(connected_s, 1),
            "held": held,
            "calls": CALLS,
            "to_ring": wanted,
            "rang": len(rings),
            "p50_s": round(percentile(sorted(rings), 50), 2),
            "p99_s": round(percentile(sorted(rings), 99), 2),
        },
    }
    page.write("gateway", told, ROOT if SOCKETS == WANTED else ROOT / ".wolf" / "load")
    sys.stdout.write(f"\n{page.gateway(told)}\n")
    assert {name: p95(told, name) < LIMIT_MS for name in routes} == dict.fromkeys(routes, True)
    assert (len(crowd.sockets), held, len(rings)) == (SOCKETS, SOCKETS, wanted)


async def took(http: httpx.AsyncClient, path: str) -> list[float]:
    """Ask again and again, one after the other, and return the milliseconds of each answer once it is warm."""
    times = []
    for _ in range(WARM + REQUESTS):
        begun = time.perf_counter()
        (await http.get(path)).raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0)
    return times[WARM:]


def p95(told: dict[str, Any], name: str) -> float:
    """The figure that the roadmap limits."""
    value: float = told["routes"][name]["p95"]
    return value
