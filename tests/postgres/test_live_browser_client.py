"""The browser's client (api/console/notifications.js), run in Node where there is one that knows WebSocket."""

import asyncio
import contextlib
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.db.pool import Database
from tests.postgres.live_clients import eventually, last_seq, pressed, token_of, written
from tests.postgres.running_api import Api

ROOT = Path(__file__).parents[2]
NODE = ["node", "--experimental-websocket"]


def knows_websocket() -> bool:
    """Tell whether there is a Node that can stand in for a browser."""
    if shutil.which("node") is None:
        return False
    done = subprocess.run([*NODE, "-p", "typeof WebSocket"], capture_output=True, text=True, check=False)
    return done.stdout.strip() == "function"


pytestmark = pytest.mark.skipif(
    not knows_websocket(), reason="no Node with WebSocket here; the console's tests have a browser"
)


@contextlib.asynccontextmanager
async def page(api: Api, **options: Any) -> AsyncIterator[asyncio.StreamReader]:
    """Run the client until the block ends, and return what it prints."""
    told = json.dumps({"api": api.url, "token": token_of(api, "ana"), **options})
    module, script = ROOT / "api/console/notifications.js", ROOT / "tests/postgres/browser_client.mjs"
    running = await asyncio.create_subprocess_exec(
        *NODE, "--no-warnings", str(script), str(module), told, stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout is not None
    try:
        yield running.stdout
    finally:
        running.kill()
        await running.wait()


async def shown(output: asyncio.StreamReader, last: int) -> list[int]:
    """Return the numbers that were shown, up to one."""
    seqs: list[int] = []
    async with asyncio.timeout(20):
        while last not in seqs:
            line = json.loads(await output.readline())
            seqs += [line["seq"]] if "seq" in line else []
    return seqs


@pytest.mark.parametrize("way", ["socket", "events", "polling"])
async def test_each_way_brings_the_same_and_acknowledges_it(api: Api, database: Database, way: str) -> None:
    before = await last_seq(database, api)
    await written(database, api, 60)
    async with page(api, cursor=before, ways=[way]) as output:
        assert await shown(output, before + 60) == list(range(before + 1, before + 61))
        await pressed(api, 3)
        assert await shown(output, before + 63) == [before + 61, before + 62, before + 63]
        acknowledged = "SELECT 1 FROM inbox_cursor WHERE account_id = $1 AND seq = $2"
        await eventually(database, acknowledged, UUID(api.account("Ana")), before + 63)


async def test_a_planned_reconnect_loses_nothing_and_shows_nothing_twice(api: Api, database: Database) -> None:
    before = await last_seq(database, api)
    async with page(api, cursor=before, plannedMs=[150, 150]) as output:
        for _ in range(8):
            await pressed(api, 2)
            await asyncio.sleep(0.1)
        assert await shown(output, before + 16) == list(range(before + 1, before + 17))


async def test_without_a_socket_it_falls_back(api: Api, database: Database) -> None:
    before = await last_seq(database, api)
    async with page(api, cursor=before, ways=["nothing", "polling"]) as output:
        await pressed(api)
        assert await shown(output, before + 1) == [before + 1]
