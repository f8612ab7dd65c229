"""Notifications at once: nothing is missed and nothing is shown twice, whatever breaks on the way."""

import asyncio
import contextlib
import json
import socket as sockets
import time
from contextlib import AsyncExitStack, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from api.db import inbox
from api.db.live_inbox import ended_since, news
from api.db.pool import Context, Database
from api.domain.notifications import Kind, Notice
from api.domain.socket_frames import Close
from api.routes.notification_socket import SOCKETS_OF_ACCOUNT
from tests.postgres.conftest import free_port
from tests.postgres.live_clients import (
    HELLO,
    eventually,
    last_seq,
    listening,
    opened,
    pressed,
    rows,
    ticket_of,
    token_of,
    written,
)
from tests.postgres.running_api import Api, running_api


async def closing_code(socket: ClientConnection, seconds: float = 5) -> int | None:
    """Read until the socket is closed, and return the code."""
    async with asyncio.timeout(seconds):
        await socket.wait_closed()
    return socket.close_code


def rest_of(slow: sockets.socket) -> int:
    """Read what is still there until the connection ends, and return how many bytes there were."""
    size = 0
    with contextlib.suppress(ConnectionResetError):
        while chunk := slow.recv(1 << 20):
            size += len(chunk)
    return size


async def read_all(socket: ClientConnection, after: int) -> list[int]:
    """Resume by hand, page by page, and return the numbers."""
    seqs: list[int] = []
    more = True
    while more:
        await socket.send(json.dumps({"action": "resume", "after": after}))
        page = json.loads(await asyncio.wait_for(socket.recv(), 5))
        seqs += [item["seq"] for item in page["items"]]
        after, more = page["next"], page["more"]
    return seqs


async def test_a_ticket_opens_one_socket_and_nothing_else_opens_any(api: Api) -> None:
    ticket = (await ticket_of(api))["ticket"]
    async with opened(api, ticket=ticket) as socket:
        await socket.send('{"action": "ping"}')
        assert json.loads(await socket.recv()) == {"type": "pong"}
    for bad, status in ((ticket, 401), ("made-up", 401), ("", 401), (ticket + "&after=x", 422)):
        with pytest.raises(InvalidStatus) as refused:
            async with opened(api, ticket=bad):
                pass
        assert refused.value.response.status_code == status
    assert ticket not in api.log.read_text()


async def test_what_was_missed_is_replayed_in_order_without_a_gap_and_what_comes_follows(
    api: Api, database: Database
) -> None:
    before = await last_seq(database, api)
    await written(database, api, 120)
    async with opened(api) as socket:
        assert await read_all(socket, before) == list(range(before + 1, before + 121))
        await pressed(api, 3)
        came = [json.loads(await asyncio.wait_for(socket.recv(), 5)) for _ in range(3)]
        assert [frame["seq"] for frame in came] == [before + 121, before + 122, before + 123]
        assert {(frame["type"], frame["kind"]) for frame in came} == {("notification", "alert_raised")}
        assert came[0]["body"]["sentence"].startswith(HELLO)
    async with opened(api, query=f"&after={before + 121}") as socket:
        page = json.loads(await socket.recv())
        assert ([item["seq"] for item in page["items"]], page["more"]) == ([before + 122, before + 123], False)


async def test_a_push_counts_as_delivered_only_after_the_device_says_so(api: Api, database: Database) -> None:
    state = "SELECT state FROM deliveries WHERE recipient = $1 AND seq = $2 AND channel = 'websocket'"
    ana = UUID(api.account("Ana"))
    async with opened(api) as socket:
        await read_all(socket, await last_seq(database, api))
        await pressed(api)
        seq = json.loads(await socket.recv())["seq"]
        [row] = await rows(database, state, ana, seq)
        assert row["state"] == "queued"
        await socket.send(json.dumps({"action": "received", "seq": seq + 1}))
        assert json.loads(await socket.recv())["type"] == "error"  # nobody has what was never sent
        await socket.send(json.dumps({"action": "received", "seq": seq}))
        await eventually(database, state + " AND state = 'delivered'", ana, seq)
    assert (await ticket_of(api))["received"] == seq
    await pressed(api)
    async with opened(api) as socket:  # a device that lost its memory goes on from what was acknowledged
        await socket.send('{"action": "resume"}')
        page = json.loads(await socket.recv())
        assert [item["seq"] for item in page["items"]] == [seq + 1]


async def test_nothing_is_compressed_and_nothing_large_or_senseless_is_taken(api: Api) -> None:
    async with opened(api, compression="deflate") as socket:
        assert "sec-websocket-extensions" not in socket.response.headers  # type: ignore[union-attr]
        await socket.send("x" * 2000)
        assert await closing_code(socket) == 1009
    async with opened(api) as socket:
        for _ in range(10):
            await socket.send('["nonsense"]')
            assert json.loads(await socket.recv())["type"] == "error"
        assert await closing_code(socket) == Close.BAD_FRAMES


@pytest.mark.parametrize("way", ["socket", "events", "polling"])
async def test_each_way_brings_the_same_and_acknowledges_it(api: Api, database: Database, way: str) -> None:
    before = await last_seq(database, api)
    await written(database, api, 60)
    async with listening(api, cursor=before, ways=(way,)) as device:
        await device.has(60)
        begun = time.monotonic()
        await pressed(api, 2)
        await device.has(62)
        assert time.monotonic() - begun < 2
        assert device.seqs == list(range(before + 1, before + 63))
        acknowledged = "SELECT 1 FROM inbox_cursor WHERE account_id = $1 AND seq = $2"
        await eventually(database, acknowledged, UUID(api.account("Ana")), before + 62)


async def test_who_cannot_hold_a_socket_falls_back(api: Api, database: Database) -> None:
    def refused(request: httpx.Request) -> None:
        if request.url.path in ("/notifications/ticket", "/notifications/events"):
            raise httpx.ConnectError("a proxy in between", request=request)

    async def check(request: httpx.Request) -> None:
        refused(request)

    before = await last_seq(database, api)
    async with listening(api, cursor=before, hooks=[check]) as device:
        assert device.client.way == "polling"
        await pressed(api)
        await device.has(1)


async def test_two_processes_each_bring_everything(api: Api, database: Database, tmp_path: Path) -> None:
    before = await last_seq(database, api)
    with running_api(database.settings, api.issuer, api.aws, free_port(), tmp_path / "log") as other:
        async with listening(api, cursor=before) as one, listening(other, cursor=before) as two:
            await asyncio.gather(pressed(api, 10), pressed(other, 10))
            await one.has(20)
            await two.has(20)
    assert one.seqs == two.seqs == list(range(before + 1, before + 21))


async def test_a_reader_that_is_slow_is_dropped_slows_nobody_and_replays(api: Api, database: Database) -> None:
    before = await last_seq(database, api)
    ticket = await ticket_of(api)
    with sockets.socket() as slow:
        slow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", int(api.url.rpartition(":")[2])))
        path = f"/notifications?ticket={ticket['ticket']}&after={before}"
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        lines = ["host: x", "upgrade: websocket", "connection: Upgrade", f"sec-websocket-key: {key}"]
        slow.sendall("\r\n".join([f"GET {path} HTTP/1.1", *lines, "sec-websocket-version: 13", "", ""]).encode())
        assert b"101" in slow.recv(64)
        async with listening(api, cursor=before) as device:
            await written(database, api, 80, "x" * 8000)
            await device.has(80)
        assert rest_of(slow) < 40 * 8000
    async with opened(api) as socket:
        assert await read_all(socket, before) == list(range(before + 1, before + 81))


async def test_nothing_is_lost_while_nobody_listens_to_the_database(api: Api, database: Database) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alphawolf-live'"
    before = await last_seq(database, api)
    async with listening(api, cursor=before) as device:
        for _ in range(5):
            assert await rows(database, cut)
            await pressed(api, 4)
            await asyncio.sleep(0.3)
        await device.has(20)
        assert device.seqs == list(range(before + 1, before + 21))


async def test_an_api_that_starts_anew_is_found_again(api: Api, database: Database, tmp_path: Path) -> None:
    before = await last_seq(database, api)
    own = (database.settings, api.issuer, api.aws, free_port(), tmp_path / "log")
    with ExitStack() as stack:
        mortal = await asyncio.to_thread(stack.enter_context, running_api(*own))
        async with listening(mortal, cursor=before) as device:
            await pressed(mortal, 2)
            await device.has(2)
            mortal.process.kill()
            await asyncio.to_thread(mortal.process.join)
            await pressed(api, 3)
            again = await asyncio.to_thread(stack.enter_context, running_api(*own))
            await pressed(again, 2)
            await device.has(7)
    assert device.seqs == list(range(before + 1, before + 8))


async def test_told_to_stop_it_sends_every_kind_of_listener_to_another(
    api: Api, database: Database, tmp_path: Path
) -> None:
    with running_api(database.settings, api.issuer, api.aws, free_port(), tmp_path / "log") as mortal:
        before = await last_seq(database, api)
        headers = {"authorization": f"Bearer {token_of(api, 'ana')}"}
        async with httpx.AsyncClient(base_url=mortal.url, headers=headers, trust_env=False) as http:
            async with opened(mortal) as socket:
                poll = asyncio.create_task(http.get("/notifications", params={"after": before, "wait": 25}, timeout=30))
                stream = asyncio.create_task(http.get("/notifications/events", params={"after": before}, timeout=30))
                await asyncio.sleep(0.3)
                mortal.process.terminate()
                assert await closing_code(socket) == 1012
            assert (await poll).json() == {"items": [], "next": before}
            assert (await stream).text.startswith("retry:")
        began = time.monotonic()
        await asyncio.to_thread(mortal.process.join, 8)
        assert time.monotonic() - began < 5


async def test_who_loses_access_loses_the_socket_and_is_shown_nothing_more(api: Api, database: Database) -> None:
    ben = UUID(api.account("Ben"))
    relation = "UPDATE care_relation SET valid_to = {} WHERE account_id = $1 RETURNING 1"
    before = await last_seq(database, api, "Ben")
    async with opened(api, name="ben") as socket, listening(api, "ben", cursor=before) as device:
        await read_all(socket, before)
        await pressed(api)
        await device.has(1)
        assert json.loads(await socket.recv())["seq"] == before + 1
        await rows(database, relation.format("clock_timestamp()"), ben)
        assert await closing_code(socket, 2) == Close.ACCESS_CHANGED
        await asyncio.sleep(0.3)
        await pressed(api)
        async with opened(api, name="ben") as again:
            assert await read_all(again, 0) == []
        assert device.seqs == [before + 1]
    await rows(database, relation.format("NULL"), ben)


async def test_a_relation_that_runs_out_by_itself_is_found_and_shows_nothing_meanwhile(
    api: Api, database: Database
) -> None:
    ana, since = UUID(api.account("Ana")), datetime.now(UTC) - timedelta(minutes=1)
    await pressed(api)
    async with database.transaction(Context.worker()) as connection:
        [shared], _ = await news(connection, [ana], [await last_seq(database, api) - 1], 10)
        assert await ended_since(connection, [ana], [since]) == []
        await connection.execute("UPDATE care_relation SET valid_to = now() WHERE account_id = $1", ana)
        assert await news(connection, [ana], [shared.seqs[0] - 1], 10) == ([], [])
        assert await ended_since(connection, [ana], [since]) == [ana]
        await connection.execute("UPDATE care_relation SET valid_to = NULL WHERE account_id = $1", ana)


async def test_what_one_may_not_see_any_more_is_never_in_the_way_of_what_comes(
    api: Api, database: Database, owner: asyncpg.Connection
) -> None:
    ana, rosa = UUID(api.account("Ana")), UUID(api.person("Rosa"))
    before = await last_seq(database, api)
    await written(database, api, times=3)
    undone = owner.transaction()
    await undone.start()
    try:
        await owner.execute(Context.worker().begin(read_only=False).partition(";")[2])
        await owner.execute("UPDATE care_relation SET valid_to = now() WHERE account_id = $1", ana)
        await owner.execute(
            "INSERT INTO care_relation (account_id, person_id, role, granted_by) VALUES ($1, $2, 'viewer', $1)",
            ana,
            rosa,
        )
        await inbox.append_notices(owner, rosa, datetime.now(UTC), [Notice(ana, Kind.JOINED, {}, ())])
        [shared], _ = await news(owner, [ana], [before], 2)
        assert shared.seqs == [before + 4]
    finally:
        await undone.rollback()


async def test_a_socket_lives_no_longer_than_its_sign_in(api: Api) -> None:
    token = api.issuer.token("sub-ana", exp=int(time.time()) + 2)
    async with opened(api, token=token) as socket:
        assert await closing_code(socket, 4) == Close.SESSION_ENDED


async def test_a_planned_reconnect_opens_the_next_socket_first(api: Api, database: Database) -> None:
    before = await last_seq(database, api)
    async with listening(api, cursor=before, planned_s=(0.2, 0.2)) as device:
        for _ in range(8):
            await pressed(api, 2)
            await asyncio.sleep(0.1)
        await device.has(16)
        assert device.seqs == list(range(before + 1, before + 17))


async def test_an_account_that_opens_too_many_sockets_keeps_the_newest(api: Api) -> None:
    async with AsyncExitStack() as stack:
        oldest = await stack.enter_async_context(opened(api))
        others = [await stack.enter_async_context(opened(api)) for _ in range(SOCKETS_OF_ACCOUNT)]
        assert await closing_code(oldest) == Close.REPLACED
        await others[0].send('{"action": "ping"}')
        while json.loads(await others[0].recv())["type"] != "pong":  # a page may have been on its way
            pass
