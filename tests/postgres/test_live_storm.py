"""All sockets are cut at once, while presses go on: everybody comes back, nothing is lost and nothing shown twice.

`STORM_SOCKETS` asks for more of them; 5000 take minutes.
"""

import asyncio
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from api.db.pool import Context, Database
from clients.python.alphawolf_notifications import Notifications
from tests.postgres.conftest import free_port
from tests.postgres.live_clients import Device, pressed, rows
from tests.postgres.running_api import Api, running_api

SOCKETS = int(os.environ.get("STORM_SOCKETS", "200"))
PRESSES = 6
PATIENCE_S = 120 + SOCKETS / 10

pytestmark = pytest.mark.timeout(2 * PATIENCE_S)


async def caregivers(database: Database, api: Api, count: int) -> list[UUID]:
    """Give Sam many caregivers more."""
    accounts = [uuid4() for _ in range(count)]
    async with database.transaction(Context.worker()) as connection:
        await connection.executemany(
            "INSERT INTO account (id, subject) VALUES ($1, $1::uuid::text)", [(account,) for account in accounts]
        )
        await connection.executemany(
            "INSERT INTO care_relation (account_id, person_id, role) VALUES ($1, $2, 'viewer')",
            [(account, UUID(api.person("Sam"))) for account in accounts],
        )
    return accounts


class FewAtATime(httpx.AsyncHTTPTransport):
    """Sends the requests of all devices over a few connections; a pool's own queue grows slow with its length."""

    def __init__(self, count: int) -> None:
        super().__init__(limits=httpx.Limits(max_connections=count))
        self._free = asyncio.Semaphore(count)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request once it is its turn."""
        async with self._free:
            return await super().handle_async_request(request)


def jitter(low: float, high: float) -> float:
    """Spread as clients do, within what a test can wait for."""
    return low + (uuid4().int % 1000) / 1000 * min(high - low, 1.0)


async def test_a_storm_of_reconnects_loses_nothing_and_shows_nothing_twice(
    api: Api, database: Database, tmp_path: Path
) -> None:
    accounts = await caregivers(database, api, SOCKETS)
    own = (database.settings, api.issuer, api.aws, free_port(), tmp_path / "log")
    wires = FewAtATime(20)
    devices = [Device() for _ in accounts]
    with ExitStack() as stack:
        mortal = await asyncio.to_thread(stack.enter_context, running_api(*own))
        for account, device in zip(accounts, devices, strict=True):
            headers = {"authorization": f"Bearer {api.issuer.caregiver_token(str(account))}"}
            http = httpx.AsyncClient(base_url=mortal.url, headers=headers, transport=wires, trust_env=False)
            device.client = Notifications(http, device.show, ways=("socket",), uniform=jitter)
        running = [asyncio.create_task(device.client.run_for_ever()) for device in devices]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(*(device.client.connected.wait() for device in devices))
                await pressed(api, PRESSES)
                mortal.process.kill()
                await asyncio.to_thread(mortal.process.join)
                await pressed(api, PRESSES)
                again = await asyncio.to_thread(stack.enter_context, running_api(*own))
                began = time.monotonic()
                await pressed(again, PRESSES)
                await asyncio.gather(*(device.has(3 * PRESSES, PATIENCE_S) for device in devices))
            took = time.monotonic() - began
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await wires.aclose()
    expected = list(range(1, 3 * PRESSES + 1))
    assert [device.seqs for device in devices] == [expected] * SOCKETS
    [row] = await rows(database, "SELECT count(*) FROM inbox WHERE recipient = ANY ($1::uuid[])", accounts)
    assert row[0] == SOCKETS * 3 * PRESSES
    sys.stdout.write(f"{SOCKETS} sockets back with everything {took:.1f} s after the API was\n")
