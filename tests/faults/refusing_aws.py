"""An AWS that refuses whatever it is asked: it is out, or it is asked too often."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from wolfctl.adapters.local_ports import HOST

FORM = "application/x-www-form-urlencoded"


@dataclass
class Refusal:
    """How everything is answered, and how often it was."""

    status: int = 503
    code: str = "ServiceUnavailable"
    count: int = 0

    def body(self, content_type: str) -> bytes:
        """As AWS words it: XML for services that are asked in forms, else JSON."""
        if content_type.startswith(FORM):
            return f"<ErrorResponse><Error><Code>{self.code}</Code><Message/></Error></ErrorResponse>".encode()
        return f'{{"__type":"{self.code}","message":""}}'.encode()


@contextmanager
def refusing(refusal: Refusal) -> Iterator[int]:
    """Refuse on a free port, whose number is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def refuse(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            refusal.count += 1
            body = refusal.body(self.headers.get("content-type", ""))
            self.send_response(refusal.status)
            self.send_header("x-amzn-errortype", refusal.code)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = refuse  # noqa: N815 - as the server's class names them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that would not wait."""

    server = Server((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
