"""Many sockets in a process of its own: opens them, acknowledges each frame, and tells when each came.

Standard input: a JSON object with `port` and `paths`; then the number of notifications to wait for. Standard output:
`ready`, then the latencies in milliseconds as a JSON list. The time at which a press was sent stands in its sentence.
"""

import asyncio
import json
import os
import re
import struct
import sys
import time
from typing import cast

import uvloop

SENT = re.compile(rb"sent (\d+)\.")
SEQ = re.compile(rb'"seq":(\d+),"kind')
HANDSHAKE = "host: bench\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\n"
AT_ONCE = 8
PATIENCE = 400


class Listener(asyncio.Protocol):
    """One socket, no more of RFC 6455 than the benchmark needs."""

    def __init__(self, path: str, latencies: list[float]) -> None:
        self.path = path
        self.latencies = latencies
        self.ready = asyncio.get_running_loop().create_future()
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        self.transport = transport = cast(asyncio.Transport, transport)
        key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        transport.write(f"GET {self.path} HTTP/1.1\r\n{HANDSHAKE}{key}".encode())

    def data_received(self, data: bytes) -> None:
        """Take frames."""
        self.rest += data
        if not self.ready.done():
            if b'"page"' in self.rest:
                self.rest = b""
                self.ready.set_result(None)
            return
        for sent in SENT.finditer(self.rest):
            self.latencies.append((time.monotonic_ns() - int(sent[1])) / 1e6)
        for seq in SEQ.finditer(self.rest):
            self.say(b'{"action":"received","seq":%s}' % seq[1])
        # A frame is at its end where its body is; what is left over is shorter than any.
        self.rest = self.rest[self.rest.rfind(b"}") + 1 :]

    def say(self, text: bytes) -> None:
        """Send a short text frame, masked as a client must."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
        self.transport.write(struct.pack("!BB", 0x81, 0x80 | len(text)) + mask + masked)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Tell who waits for it."""
        if not self.ready.done():
            self.ready.set_exception(AssertionError(self.rest.decode(errors="replace")))


async def main() -> None:
    """Open, listen, tell."""
    loop = asyncio.get_running_loop()
    told = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    latencies: list[float] = []
    slots = asyncio.Semaphore(AT_ONCE)

    async def opened(path: str) -> None:
        async with slots:
            _, listener = await loop.create_connection(lambda: Listener(path, latencies), "127.0.0.1", told["port"])
            await listener.ready

    await asyncio.gather(*(opened(path) for path in told["paths"]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    expected = int(await loop.run_in_executor(None, sys.stdin.readline))
    for _ in range(PATIENCE):
        if len(latencies) >= expected:
            break
        await asyncio.sleep(0.05)
    sys.stdout.write(json.dumps(latencies) + "\n")


if __name__ == "__main__":
    uvloop.run(main())
