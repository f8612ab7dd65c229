"""The same fan-out with the websockets library and asyncpg: LISTEN, the same statements, a frame for each recipient."""

import asyncio
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


@dataclass(eq=False)
class Seat:
    """One account's sockets."""

    account: UUID
    cursor: int
    sockets: set[ServerConnection] = field(default_factory=set)


class Peer:
    """Everything that the process has."""

    def __init__(self, work: dict[str, Any], pool: asyncpg.Pool) -> None:
        self.work = work
        self.pool = pool
        self.seats: dict[str, Seat] = {}
        self.dirty: set[Seat] = set()
        self.noted: dict[UUID, int] = {}
        self.wake = asyncio.Event()

    async def transaction(self, text: str, *values: Any) -> list[asyncpg.Record]:
        """Ask as the system itself."""
        async with self.pool.acquire() as connection:
            await connection.execute(self.work["begin"])
            rows: list[asyncpg.Record] = await connection.fetch(text, *values)
            await connection.execute("COMMIT")
            return rows

    def heard(self, *told: Any) -> None:
        """Note who has news."""
        for account in told[-1].split(","):
            if (seat := self.seats.get(account)) is not None:
                self.dirty.add(seat)
                self.wake.set()

    async def fan_out_for_ever(self) -> None:
        """Send what is new."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            asked, self.dirty = list(self.dirty), set()
            values = [seat.account for seat in asked], [seat.cursor for seat in asked], self.work["most"]
            for places, seqs, rest in await self.transaction(self.work["news"], *values):
                for place, seq in zip(places, seqs, strict=True):
                    seat = asked[place]
                    seat.cursor = seq
                    broadcast(seat.sockets, f'{{"type":"notification","seq":{seq},{rest}')

    async def write_receipts_for_ever(self) -> None:
        """Write what was acknowledged, in batches."""
        while True:
            await asyncio.sleep(0.1)
            if self.noted:
                noted, self.noted = self.noted, {}
                await self.transaction(self.work["received"], list(noted), list(noted.values()))

    async def serve(self, socket: ServerConnection) -> None:
        """Keep a socket until it is closed."""
        assert socket.request is not None
        query = parse_qs(urlsplit(socket.request.path).query)
        account = query["account"][0]
        seat = self.seats.setdefault(account, Seat(UUID(account), int(query["after"][0])))
        seat.sockets.add(socket)
        await socket.send('{"type":"page","items":[],"next":0,"more":false}')
        try:
            async for text in socket:
                self.noted[seat.account] = json.loads(text)["seq"]
        finally:
            self.seats.pop(account, None)


async def main() -> None:
    """Serve until killed."""
    work = json.loads(await asyncio.to_thread(Path(os.environ["BENCH_WORK"]).read_text))
    pool = await asyncpg.create_pool(work["dsn"], min_size=1, max_size=4, reset=leave)
    peer = Peer(work, pool)
    listener = await asyncpg.connect(work["dsn"])
    await listener.add_listener("inbox", peer.heard)
    tasks = [asyncio.create_task(work) for work in (peer.fan_out_for_ever(), peer.write_receipts_for_ever())]
    async with serve(peer.serve, "127.0.0.1", int(os.environ["PORT"]), compression=None, max_size=1024):
        await asyncio.gather(*tasks)


async def leave(_: object) -> None:
    """Reset nothing, as the API does."""


if __name__ == "__main__":
    uvloop.run(main())
