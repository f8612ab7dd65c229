"""Stands in for Cognito: an RSA key of its own, tokens signed with it, and the key published over HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://issuer.example/pool"
CLIENT = "board-app"
OTHER_ISSUER = "https://issuer.example/caregivers"
OTHER_CLIENT = "caregiver-app"


class Issuer:
    """Signs tokens for two pools; `url` is where their keys are published."""

    def __init__(self, kid: str = "first") -> None:
        self.kid = kid
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""

    def jwks(self) -> dict[str, Any]:
        """Return the key set."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def pools(self) -> str:
        """Return the pools as the processes are told of them."""
        people = {"issuer": ISSUER, "client_id": CLIENT, "jwks_url": self.url}
        caregivers = {"issuer": OTHER_ISSUER, "client_id": OTHER_CLIENT, "jwks_url": self.url, "second_factor": True}
        return json.dumps([people, caregivers])

    def caregiver_token(self, subject: str) -> str:
        """Return an access token of the pool that asks for a second factor."""
        return self.token(subject, iss=OTHER_ISSUER, client_id=OTHER_CLIENT)

    def token(self, subject: str, **changed: Any) -> str:
        """Return an access token as Cognito makes them; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "sub": subject,
            "iss": ISSUER,
            "client_id": CLIENT,
            "token_use": "access",
            "iat": now,
            "exp": now + 3600,
            **changed,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.key, algorithm="RS256", headers={"kid": self.kid})


@contextmanager
def published(issuer: Issuer) -> Iterator[Issuer]:
    """Publish the issuer's keys on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(issuer.jwks()).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        issuer.url = f"http://127.0.0.1:{http.server_port}/jwks.json"
        try:
            yield issuer
        finally:
            http.shutdown()
            thread.join()
