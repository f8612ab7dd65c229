"""A device asks for what it misses, and what would answer it is gone: it asks once more."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from clients.python.alphawolf_notifications import Notifications

HOST = "127.0.0.1"


def notification(seq: int) -> dict[str, Any]:
    return {"type": "notification", "kind": "alert_raised", "seq": seq}


class Server:
    """Answers each `resume` but those whose number, from the first, it is told to lose."""

    def __init__(self, *lost: int) -> None:
        self.lost = lost
        self.asked: list[int] = []

    async def converse(self, socket: ServerConnection) -> None:
        async for text in socket:
            said = json.loads(text)
            if said["action"] != "resume":
                continue
            self.asked.append(said["after"])
            if len(self.asked) not in self.lost:
                missed = [notification(seq) for seq in range(said["after"] + 1, 4)] if len(self.asked) > 1 else []
                page = {"type": "page", "items": missed, "next": said["after"] + len(missed), "more": False}
                await socket.send(json.dumps(page))
            if len(self.asked) == 1:
                # Number 1 was lost on its way, so that this one shows a gap.
                await socket.send(json.dumps(notification(2)))
                await socket.send(json.dumps(notification(3)))


@pytest.mark.parametrize(
    "lost", [(), (1,), (2,), (2, 3)], ids=["none", "the first page", "the gap's", "the gap's twice"]
)
async def test_a_page_that_does_not_come_is_asked_for_again(lost: tuple[int, ...]) -> None:
    server, shown = Server(*lost), list[int]()
    complete = asyncio.Event()

    async def show(frame: dict[str, Any]) -> None:
        shown.append(frame["seq"])
        if len(shown) == 3:
            complete.set()

    async with serve(server.converse, HOST, 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        ticket = {"url": f"ws://{HOST}:{port}", "ticket": "t", "received": 0}
        api = httpx.MockTransport(lambda _: httpx.Response(200, json=ticket))
        async with httpx.AsyncClient(base_url="http://api", transport=api) as http:
            client = Notifications(http, show, ways=("socket",), answer_s=0.05)
            running = asyncio.create_task(client.run_for_ever())
            try:
                await asyncio.wait_for(complete.wait(), 5)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    assert shown == [1, 2, 3]
    assert set(server.asked) == {0}
