"""WebSocket frames written straight to the transport, and how much of them still waits there.

ASGI's `websocket.send` encodes each message for each socket and waits for each; here one encoded text serves many and
a socket that does not read is noticed instead of waited for.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "alphawolf.frames"
WAITING_BYTES = 64 * 1024
KERNEL_BYTES = 64 * 1024
TEXT, FINAL, MASKED = 0x1, 0x80, 0x80


def text_frame(payload: bytes) -> bytes:
    """Return a server's text frame (RFC 6455 §5.2: final, not masked, not compressed)."""
    size = len(payload)
    if size < 126:
        head = bytes((FINAL | TEXT, size))
    elif size < 65536:
        head = bytes((FINAL | TEXT, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((FINAL | TEXT, 127)) + size.to_bytes(8, "big")
    return head + payload


def short_text(data: bytes) -> bytes | None:
    """Return the payload if the data is one whole, short text frame of a client, None for everything else."""
    if len(data) < 7 or data[0] != FINAL | TEXT or not MASKED < data[1] < MASKED + 126:
        return None
    size = data[1] - MASKED
    if len(data) != size + 6:
        return None
    mask = (data[2:6] * (size // 4 + 1))[:size]
    return (int.from_bytes(data[6:], "little") ^ int.from_bytes(mask, "little")).to_bytes(size, "little")


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which hands itself to the application to write frames that are encoded already.

    `hears` is asked first what to do with a short text, and tells whether that was all: there is a receipt for each
    frame that is sent, and none of them is worth a task's turn.
    """

    hears: Callable[[bytes], bool] | None = None

    def data_received(self, data: bytes) -> None:
        """Take what came; what is no short text by itself is the library's to parse."""
        if self.hears is not None and not self.frames and not self.conn.reader.buffer:
            text = short_text(data)
            if text is not None and self.hears(text):
                return
        super().data_received(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bound what the kernel keeps for this socket: a reader that is slow is to be noticed here."""
        super().connection_made(transport)
        own = transport.get_extra_info("socket")
        if own is not None and own.family in (socket.AF_INET, socket.AF_INET6):
            own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def handle_connect(self, event: Any) -> None:
        """Begin the application's task, and leave the protocol where it finds it."""
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self

    def push(self, frames: bytes) -> bool:
        """Write frames and tell whether they were taken: not by a socket that closes, or has too much waiting."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return False
        if self.transport.get_write_buffer_size() > WAITING_BYTES:
            return False
        self.transport.write(frames)
        return True

    def end(self, code: int) -> None:
        """Close with a code, or at once where the reader is behind and would not see it."""
        if not self.writable.is_set():
            self.abort()
            return
        closing = self.loop.create_task(self._close(code))
        self.tasks.add(closing)
        closing.add_done_callback(self.tasks.discard)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(ClientDisconnected, RuntimeError):
            await self.send({"type": "websocket.close", "code": code})

    def abort(self) -> None:
        """Cut the connection; what still waits is thrown away."""
        self.transport.abort()
