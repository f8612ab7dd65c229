"""Who is listening in this process, and what wakes them: NOTIFY, with a look of its own every few seconds."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from api.db.listen import listen_for_ever
from api.db.live_inbox import INBOX, RELATION_ENDED, Shared, ended_since, news
from api.db.pool import Context, Database
from api.domain.socket_frames import Close
from api.live.frames import text_frame
from api.live.receipts import Receipts
from api.logs import logger

LOOK_S = 5.0  # a safety net while NOTIFY is heard
LOOK_ALONE_S = 1.0  # all there is while it is not
ACCESS_CHECK_S = 15.0
MOST_AT_ONCE = 200
HEAD = b'{"type":"notification","seq":%d,'


class Listener(Protocol):
    """A socket: `cursor` is the last number it was sent, `live` whether it has caught up and follows."""

    cursor: int
    live: bool
    since: datetime

    def push(self, frames: bytes) -> None:
        """Write frames; a socket that cannot take them ends itself, and replays when it comes back."""

    def end(self, code: Close) -> None:
        """Close with a code."""


@dataclass(eq=False, slots=True)
class Seat:
    """One account of whom somebody listens here; `wakes` counts what was heard for it."""

    account_id: UUID
    sockets: dict[Listener, None] = field(default_factory=dict)  # in the order in which they came
    waiting: set[asyncio.Event] = field(default_factory=set)
    wakes: int = 0


class Hub:
    """The process's listeners by account. Each keeps its own cursor; what is heard only says that there is news."""

    def __init__(self, database: Database) -> None:
        self.receipts = Receipts(database)
        self.stopping = False
        self._database = database
        self._seats: dict[str, Seat] = {}
        self._dirty: set[Seat] = set()
        self._wake = asyncio.Event()
        self._hears = False

    async def run_for_ever(self) -> None:
        """Listen, fan out, check access and write receipts until cancelled."""
        heard = {INBOX: self._news_for, RELATION_ENDED: self._relation_ended}
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen_for_ever(self._database, "alphawolf-live", heard, self._listening))
            tasks.create_task(self._fan_out_for_ever())
            tasks.create_task(self._look_for_ever())
            tasks.create_task(self._check_access_for_ever())
            tasks.create_task(self.receipts.run_for_ever())

    @contextlib.contextmanager
    def seated(self, account_id: UUID) -> Iterator[Seat]:
        """Keep a seat while somebody of the account listens."""
        key = str(account_id)
        seat = self._seats.setdefault(key, Seat(account_id))
        try:
            yield seat
        finally:
            # Whoever leaves late may leave a seat that another one has taken the place of.
            if not seat.sockets and not seat.waiting and self._seats.get(key) is seat:
                del self._seats[key]
                self._dirty.discard(seat)

    @contextlib.contextmanager
    def waiting(self, account_id: UUID) -> Iterator[asyncio.Event]:
        """Return an event that is set when something may have come for the account, or the process is to stop."""
        event = asyncio.Event()
        with self.seated(account_id) as seat:
            seat.waiting.add(event)
            try:
                yield event
            finally:
                seat.waiting.discard(event)

    def follow(self, seat: Seat, socket: Listener, wakes: int) -> None:
        """Let a socket that has read everything up to its cursor follow; `wakes` is how many there were before that."""
        socket.live = True
        if seat.wakes != wakes:
            self._soil(seat)

    def stop(self) -> None:
        """Send away who waits, for the process is about to end; sockets are closed by the server."""
        self.stopping = True
        for seat in self._seats.values():
            for event in seat.waiting:
                event.set()

    def _news_for(self, payload: str) -> None:
        for key in payload.split(","):
            seat = self._seats.get(key)
            if seat is not None:
                self._soil(seat)

    def _soil(self, seat: Seat) -> None:
        """Note that something may have come for a seat."""
        seat.wakes += 1
        for event in seat.waiting:
            event.set()
        if seat.sockets:
            self._dirty.add(seat)
            self._wake.set()

    def _listening(self, hears: bool) -> None:
        self._hears = hears
        if hears:
            self._look()

    def _look(self) -> None:
        for seat in list(self._seats.values()):
            self._soil(seat)

    def _relation_ended(self, payload: str) -> None:
        seat = self._seats.get(payload)
        if seat is not None:
            end_all(seat)

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S if self._hears else LOOK_ALONE_S)
            if self._hears:
                # Requests that wait look by themselves, each at its own time.
                self._dirty.update(seat for seat in self._seats.values() if seat.sockets)
                self._wake.set()
            else:
                self._look()

    async def _fan_out_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            seats, self._dirty = self._dirty, set()
            try:
                await self._fan_out(list(seats))
            except Exception as error:  # noqa: BLE001 - nobody would notice a fan-out that ended
                logger("live").warning("fan_out_waits", error=type(error.__cause__ or error).__name__)
                self._dirty |= seats
                await asyncio.sleep(LOOK_ALONE_S / 2)
                self._wake.set()

    async def _fan_out(self, seats: list[Seat]) -> None:
        """Read what is new for each seat since its hindmost socket that follows, and write it to those sockets."""
        asked = []
        for seat in seats:
            cursors = [socket.cursor for socket in seat.sockets if socket.live]
            if cursors:
                asked.append((seat, min(cursors)))
        if not asked:
            return
        accounts, after = [seat.account_id for seat, _ in asked], [cursor for _, cursor in asked]
        async with self._database.transaction(Context.worker(), read_only=True) as connection:
            shared, unfinished = await news(connection, accounts, after, MOST_AT_ONCE)
        for place, frames in frames_by_place(shared).items():
            seat, since = asked[place]
            for socket in list(seat.sockets):
                # One that went back behind `since` meanwhile would be left with a gap.
                if socket.live and socket.cursor >= since:
                    send(socket, frames)
                elif socket.live:
                    self._soil(seat)
        for place in unfinished:
            self._soil(asked[place][0])

    async def _check_access_for_ever(self) -> None:
        """End sockets of accounts some of whose relations have run out; an end by decree is heard at once."""
        while True:
            await asyncio.sleep(ACCESS_CHECK_S)
            seats = [seat for seat in self._seats.values() if seat.sockets]
            if not seats:
                continue
            since = [min(socket.since for socket in seat.sockets) for seat in seats]
            try:
                async with self._database.transaction(Context.worker(), read_only=True) as connection:
                    ended = await ended_since(connection, [seat.account_id for seat in seats], since)
            except Exception as error:  # noqa: BLE001 - the next check comes
                logger("live").warning("access_check_waits", error=type(error).__name__)
                continue
            for account in ended:
                self._relation_ended(str(account))


def end_all(seat: Seat) -> None:
    """Close every socket of an account; it comes back and sees what it may see then."""
    for socket in list(seat.sockets):
        socket.end(Close.ACCESS_CHANGED)


def frames_by_place(shared: list[Shared]) -> dict[int, list[tuple[int, bytes]]]:
    """Return the frames for each recipient in the order of their numbers; what follows the number is encoded once."""
    frames: dict[int, list[tuple[int, bytes]]] = {}
    for one in shared:
        rest = one.rest.encode()
        for place, seq in zip(one.places, one.seqs, strict=True):
            frames.setdefault(place, []).append((seq, text_frame(HEAD % seq + rest)))
    for of_place in frames.values():
        if len(of_place) > 1:
            of_place.sort()
    return frames


def send(socket: Listener, frames: list[tuple[int, bytes]]) -> None:
    """Write to a socket what it does not have."""
    last = frames[-1][0]
    if last <= socket.cursor:
        return
    fresh = [frame for seq, frame in frames if seq > socket.cursor]
    socket.cursor = last
    socket.push(fresh[0] if len(fresh) == 1 else b"".join(fresh))
