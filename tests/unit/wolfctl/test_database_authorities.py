"""The file that vouches for RDS is the pinned one or none."""

import hashlib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from wolfctl.adapters import database_authorities
from wolfctl.adapters.database_authorities import KEPT, Pin
from wolfctl.errors import Refused, ToolFailed


def certificates() -> bytes:
    """A few of the system's authorities, which have the form of the real file."""
    system = ssl.create_default_context().get_ca_certs(binary_form=True)
    return "".join(ssl.DER_cert_to_PEM_cert(found) for found in system[:3]).encode()


@dataclass
class Publisher:
    """Serves one file and counts who asked for it."""

    content: bytes
    url: str = ""
    asked: int = 0

    @property
    def pin(self) -> Pin:
        return Pin(self.url, hashlib.sha256(self.content).hexdigest())


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    published = Publisher(certificates())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.asked += 1
            self.send_response(200)
            self.send_header("content-length", str(len(published.content)))
            self.end_headers()
            self.wfile.write(published.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        published.url = f"http://127.0.0.1:{server.server_port}/global-bundle.pem"
        yield published
        server.shutdown()
        thread.join()


def test_it_is_fetched_once_and_kept(publisher: Publisher, tmp_path: Path) -> None:
    for _ in range(2):
        path = database_authorities.obtain(tmp_path, pin=publisher.pin)
        assert path.read_bytes() == publisher.content
    assert publisher.asked == 1


def test_another_file_than_the_pinned_one_is_refused_and_not_kept(publisher: Publisher, tmp_path: Path) -> None:
    pin = publisher.pin
    publisher.content += publisher.content[:2000]
    with pytest.raises(Refused, match="not the one that is pinned") as refused:
        database_authorities.obtain(tmp_path, pin=pin)
    assert pin.sha256 in refused.value.why
    assert publisher.pin.sha256 in refused.value.why
    assert not (tmp_path / KEPT).exists()


def test_a_kept_file_that_was_changed_is_fetched_anew(publisher: Publisher, tmp_path: Path) -> None:
    path = database_authorities.obtain(tmp_path, pin=publisher.pin)
    path.write_text("mine")
    assert database_authorities.obtain(tmp_path, pin=publisher.pin).read_bytes() == publisher.content


def test_out_of_reach_it_says_what_to_do_and_takes_a_file_fetched_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "fetched.pem"
    elsewhere.write_bytes(certificates())
    pin = Pin("http://127.0.0.1:1/global-bundle.pem", hashlib.sha256(certificates()).hexdigest())
    with pytest.raises(ToolFailed, match="cannot be fetched") as failed:
        database_authorities.obtain(tmp_path, pin=pin)
    assert "--database-ca" in failed.value.hint
    assert database_authorities.obtain(tmp_path, given=elsewhere, pin=pin) == tmp_path / KEPT
    # From now on it is there, whether the address can be reached or not.
    assert database_authorities.obtain(tmp_path, pin=pin).read_bytes() == certificates()


def test_a_file_without_certificates_is_refused_even_if_pinned(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>Sign in to this network</html>")
    pin = Pin("https://nowhere.example/", hashlib.sha256(page.read_bytes()).hexdigest())
    with pytest.raises(Refused, match="holds no certificates"):
        database_authorities.obtain(tmp_path, given=page, pin=pin)


def test_the_pin_is_amazons_own_address() -> None:
    pin = database_authorities.pinned()
    assert pin.url.startswith("https://truststore.pki.rds.amazonaws.com/")
    assert len(bytes.fromhex(pin.sha256)) == 32
