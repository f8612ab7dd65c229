"""MiniStack's server, with each answer in one piece: `ministack_shim.py ARGUMENT...`, run by its own Python.

Hypercorn writes the headers of an answer, and its body a moment later. The AWS provider hangs up when that moment is
long, as it is on a busy machine, and sends the request again, which has been carried out already. So the headers wait
here for what follows them. The calls that MiniStack lacks are added by
`ministack_answers.py` and `ministack_rotation.py` beside this file.
"""

import importlib
import runpy
import sys
from pathlib import Path
from typing import Any


def in_one_piece(protocol: Any, events: Any, h11: Any) -> None:
    """Have hypercorn's HTTP/1.1 protocol hold the headers of a response back until its first other event."""

    async def send(self: Any, event: Any) -> None:
        if isinstance(event, h11.Response):
            self.held_headers = self.connection.send(event) or b""
            return
        held, self.held_headers = getattr(self, "held_headers", b""), b""
        try:
            data = self.connection.send(event) or b""
        except h11.LocalProtocolError:
            if self.connection.their_state != h11.ERROR:
                raise
            data = b""
        if held or data:
            await self.send(events.RawData(data=held + data))

    protocol.H11Protocol._send_h11_event = send  # noqa: SLF001 - hypercorn has no public place for this


def main(arguments: list[str]) -> int:
    """Serve until told to end."""
    in_one_piece(*(importlib.import_module(name) for name in ("hypercorn.protocol.h11", "hypercorn.events", "h11")))
    for name in ("ministack_answers.py", "ministack_rotation.py"):
        runpy.run_path(str(Path(__file__).with_name(name)))["install"]()
    code: int = importlib.import_module("hypercorn.__main__").main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
