"""TLS in front of the tests' PostgreSQL, which was built without it, and certificates made for one test.

The front takes PostgreSQL's SSLRequest as the server itself would, and passes on what comes through:
https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-SSL
"""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SSL_REQUEST = bytes([0, 0, 0, 8, 4, 210, 22, 47])


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own, and the folder where its files are."""

    folder: Path
    name: x509.Name
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, folder: Path, name: str) -> "Authority":
        """Make a key and a certificate that signs itself."""
        made = cls(
            folder / name.replace(" ", "-"),
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
            ec.generate_private_key(ec.SECP256R1()),
        )
        made.folder.mkdir()
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = made._signed(made.name, made.key, days=1).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        made._write("ca.pem", builder.add_extension(usage, critical=True).sign(made.key, hashes.SHA256()))
        return made

    @property
    def file(self) -> str:
        """The authority's certificate."""
        return str(self.folder / "ca.pem")

    def server(self, host: str, *, days: int = 1) -> ssl.SSLContext:
        """What a server of this name shows; a negative number of days has run out."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = self._signed(subject, key, days=days).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
        )
        pair = self._write(f"{host}{days}.pem", builder.sign(self.key, hashes.SHA256()), key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        return context

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=7))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )

    def _write(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey | None = None) -> Path:
        text = certificate.public_bytes(serialization.Encoding.PEM)
        if key is not None:
            text += key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        path = self.folder / name
        path.write_bytes(text)
        return path


class Front(socketserver.ThreadingTCPServer):
    """Listens on a free port; counts the connections that got through their handshake."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Handshake)
        self.context = context
        self.behind = port
        self.through = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Handshake(socketserver.BaseRequestHandler):
    """One connection."""

    server: Front

    def handle(self) -> None:
        """Agree to TLS, then pass bytes on both ways."""
        assert self.request.recv(8) == SSL_REQUEST
        self.request.sendall(b"S")
        # A client that does not like the certificate hangs up: that is what the tests are about.
        with contextlib.suppress(OSError), self.server.context.wrap_socket(self.request, server_side=True) as client:
            self.server.through += 1
            with socket.create_connection(("127.0.0.1", self.server.behind)) as server:
                back = threading.Thread(target=pump, args=(server, client), daemon=True)
                back.start()
                pump(client, server)
                back.join(5)


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes until there is no more."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def tls_front(context: ssl.SSLContext, port: int) -> Iterator[Front]:
    """Listen before a server."""
    with Front(context, port) as front:
        thread = threading.Thread(target=front.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield front
        finally:
            front.shutdown()
            thread.join()
