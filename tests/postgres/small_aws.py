"""The AWS calls that the API makes, answered as AWS words its answers.

Lambda Invoke, SNS PublishBatch, KMS GenerateDataKey, Decrypt and ReEncrypt, Secrets Manager GetSecretValue, Polly
SynthesizeSpeech, Bedrock Converse, Comprehend DetectSentiment, and the objects of S3.
"""

import base64
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.postgres.local_keys import unwrap, wrap
from tests.postgres.small_speech import SmallBucket, SmallPolly
from workers import process_intent


@dataclass
class SmallAws:
    """What was published so far, and what the services shall do wrong."""

    url: str = ""
    published: list[dict[str, Any]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    invocations: int = 0
    lambda_fails: bool = False
    lambda_hangs: threading.Event | None = None
    topic_fails: bool = False
    secret: Callable[[], str] | None = None
    secret_reads: int = 0
    keys_left: int | None = None
    polly: SmallPolly = field(default_factory=SmallPolly)
    bucket: SmallBucket = field(default_factory=SmallBucket)
    texts_fail: bool = False
    model_says: str = ""
    model_takes_s: float = 0.0
    sentiment: float = 0.0

    def answer(self, path: str, body: bytes, target: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        if target.startswith("TrentService."):
            if self.keys_left == 0:
                return 500, {}, b'{"__type": "KMSInternalException"}'
            if self.keys_left is not None:
                self.keys_left -= 1
            return 200, {}, json.dumps(key_answer(target, json.loads(body))).encode()
        if path == "/v1/speech":
            return self.polly.answer(body)
        if path.startswith("/model/"):
            time.sleep(self.model_takes_s)
            said = {"message": {"role": "assistant", "content": [{"text": self.model_says}]}}
            return 200, {}, json.dumps({"output": said, "stopReason": "end_turn"}).encode()
        if target == "Comprehend_20171127.DetectSentiment":
            scores = {"Positive": 0.0, "Negative": self.sentiment, "Neutral": 1 - self.sentiment, "Mixed": 0.0}
            heard = {"Sentiment": "NEGATIVE" if self.sentiment > 0.5 else "NEUTRAL", "SentimentScore": scores}
            return 200, {}, json.dumps(heard).encode()
        self.received.append(f"{path} {body.decode()}")
        if "/functions/" in path:
            self.invocations += 1
            if self.lambda_hangs is not None:
                self.lambda_hangs.wait(10)
            if self.lambda_fails:
                return 200, {"x-amz-function-error": "Unhandled"}, b'{"errorMessage": "no"}'
            return 200, {}, json.dumps(process_intent.handler(json.loads(body), None)).encode()
        if self.secret is not None and body.startswith(b'{"SecretId"'):
            self.secret_reads += 1
            return 200, {}, json.dumps({"SecretString": self.secret()}).encode()
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if self.texts_fail if form["Action"] == "Publish" else self.topic_fails:
            return 500, {}, b"<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>"
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
                if form.get(f"{entry}.MessageAttributes.entry.1.Name") == "traceparent":
                    self.traces.append(form[f"{entry}.MessageAttributes.entry.1.Value.StringValue"])
                members += f"<member><Id>{form[f'{entry}.Id']}</Id><MessageId>m</MessageId></member>"
        result = f"<PublishBatchResult><Successful>{members}</Successful><Failed/></PublishBatchResult>"
        return 200, {}, f'<PublishBatchResponse xmlns="{space}">{result}</PublishBatchResponse>'.encode()


def key_answer(target: str, asked: dict[str, Any]) -> dict[str, str]:
    """Return what KMS answers."""
    if target.endswith("GenerateDataKey"):
        plain = secrets.token_bytes(asked["NumberOfBytes"])
        wrapped = base64.b64encode(wrap(plain, asked["EncryptionContext"])).decode()
        return {"Plaintext": base64.b64encode(plain).decode(), "CiphertextBlob": wrapped, "KeyId": asked["KeyId"]}
    if target.endswith("ReEncrypt"):
        plain = unwrap(base64.b64decode(asked["CiphertextBlob"]), asked["SourceEncryptionContext"])
        again = base64.b64encode(wrap(plain, asked["DestinationEncryptionContext"])).decode()
        return {"CiphertextBlob": again, "SourceKeyId": asked["SourceKeyId"], "KeyId": asked["DestinationKeyId"]}
    plain = unwrap(base64.b64decode(asked["CiphertextBlob"]), asked["EncryptionContext"])
    return {"Plaintext": base64.b64encode(plain).decode(), "KeyId": asked["KeyId"]}


class PatientServer(ThreadingHTTPServer):
    """Says nothing of a client that would not wait for its answer."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[SmallAws]:
    """Answer on a free port."""
    aws = SmallAws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # so that it answers `Expect: 100-continue`

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if told := self.headers.get("x-amz-client-context"):
                aws.traces.append(json.loads(base64.b64decode(told))["custom"]["traceparent"])
            self.respond(*aws.answer(self.path, body, self.headers.get("x-amz-target", "")))

        def do_object(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            told = {name.lower(): value for name, value in self.headers.items()}
            self.respond(*aws.bucket.answer(self.command, self.path, told, body))

        do_GET = do_PUT = do_HEAD = do_object  # noqa: N815 - as the server's class names them

        def respond(self, status: int, headers: dict[str, str], answer: bytes) -> None:
            length = headers.pop("x-size", str(len(answer)))
            self.send_response(status)
            for name, value in {**headers, "content-length": length}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with PatientServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        aws.url = f"http://127.0.0.1:{http.server_port}"
        try:
            yield aws
        finally:
            http.shutdown()
            thread.join()
            aws.polly.voice.close()
