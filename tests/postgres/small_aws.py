"""The AWS calls that the API makes, answered as AWS words its answers: Lambda Invoke, SNS PublishBatch and Publish."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from workers import process_intent


@dataclass
class SmallAws:
    """What was published so far, and what the services shall do wrong."""

    url: str = ""
    published: list[dict[str, Any]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    invocations: int = 0
    lambda_fails: bool = False
    lambda_hangs: threading.Event | None = None
    topic_fails: bool = False

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        if "/functions/" in path:
            self.invocations += 1
            if self.lambda_hangs is not None:
                self.lambda_hangs.wait(10)
            if self.lambda_fails:
                return 200, {"x-amz-function-error": "Unhandled"}, b'{"errorMessage": "no"}'
            return 200, {}, json.dumps(process_intent.handler(json.loads(body), None)).encode()
        if self.topic_fails:
            return 500, {}, b"<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>"
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        space = "http://sns.amazonaws.com/doc/2010-03-31/"
        if form["Action"] == "Publish":
            self.texts.append((form["PhoneNumber"], form["Message"]))
            told = "<PublishResult><MessageId>m</MessageId></PublishResult>"
            return 200, {}, f'<PublishResponse xmlns="{space}">{told}</PublishResponse>'.encode()
        members = ""
        for number in range(1, 11):
            entry = f"PublishBatchRequestEntries.member.{number}"
            if f"{entry}.Id" in form:
                self.published.append(json.loads(form[f"{entry}.Message"]))
                members += f"<member><Id>{form[f'{entry}.Id']}</Id><MessageId>m</MessageId></member>"
        result = f"<PublishBatchResult><Successful>{members}</Successful><Failed/></PublishBatchResult>"
        return 200, {}, f'<PublishBatchResponse xmlns="{space}">{result}</PublishBatchResponse>'.encode()


@contextmanager
def serving() -> Iterator[SmallAws]:
    """Answer on a free port."""
    aws = SmallAws()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, headers, answer = aws.answer(self.path, body)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        aws.url = f"http://127.0.0.1:{http.server_port}"
        try:
            yield aws
        finally:
            http.shutdown()
            thread.join()
