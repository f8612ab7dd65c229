"""As much of S3 as Terraform's backend needs: objects in memory, listed, and put only where none is yet."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class SmallS3(ThreadingHTTPServer):
    """The server, what it holds by path (`/bucket/key`), and how often it was asked to change that."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.objects: dict[str, bytes] = {}
        self.written = 0
        self.one_at_a_time = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def running() -> Iterator[SmallS3]:
    """A server with nothing in it."""
    with SmallS3() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Requests(BaseHTTPRequestHandler):
    """One request each; https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html for If-None-Match."""

    server: SmallS3
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, query = self.split()
        if "list-type" in query or path.count("/") == 1:
            self.answer(200, self.listing(path, query.get("prefix", [""])[0]))
        elif path in self.server.objects:
            self.answer(200, self.server.objects[path])
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>")

    def do_HEAD(self) -> None:
        path, _ = self.split()
        self.answer(200 if path in self.server.objects else 404, self.server.objects.get(path, b""))

    def do_PUT(self) -> None:
        path, _ = self.split()
        body = self.body()
        with self.server.one_at_a_time:
            self.server.written += 1
            taken = self.headers.get("If-None-Match") == "*" and path in self.server.objects
            if not taken:
                self.server.objects[path] = body
        if taken:
            self.answer(412, b"<Error><Code>PreconditionFailed</Code><Message>There is one.</Message></Error>")
        else:
            self.answer(200, b"")

    def do_DELETE(self) -> None:
        path, _ = self.split()
        self.server.written += 1
        self.server.objects.pop(path, None)
        self.answer(204, b"")

    def listing(self, bucket: str, prefix: str) -> bytes:
        found = [path.removeprefix(f"{bucket.rstrip('/')}/") for path in self.server.objects]
        keys = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in found if key.startswith(prefix))
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>".encode()

    def split(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return parts.path.rstrip("/"), parse_qs(parts.query, keep_blank_values=True)

    def body(self) -> bytes:
        """The object, also where the client sends it in signed chunks."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
            return content
        whole = b""
        while content:
            head, _, content = content.partition(b"\r\n")
            size = int(head.split(b";")[0], 16)
            if not size:
                break
            whole, content = whole + content[:size], content[size + 2 :]
        return whole

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0" if status == 204 else str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class above names it
        pass
