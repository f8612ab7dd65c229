"""Stands in for Amazon Cognito's sign-in: SRP-6a as its servers check it, one-time codes, renewal of tokens.

Like Cognito it holds a salt and a verifier of each password, and knows nobody who does not prove theirs.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.postgres.issuer import CLIENT, ISSUER, OTHER_CLIENT, OTHER_ISSUER, Issuer
from wolfctl.adapters import one_time_password

POOLS = {CLIENT: ISSUER.rpartition("/")[2], OTHER_CLIENT: OTHER_ISSUER.rpartition("/")[2]}
Answer = dict[str, Any]


def arctangent_of_inverse(x: int, one: int) -> int:
    """Return arctan(1/x) in units of 1/one."""
    total = term = one // x
    for n in range(3, 2**63, 2):
        term //= -x * x
        if term in (0, -1):
            return total
        total += term // n
    raise AssertionError


def group_prime() -> int:
    """Return the 3072-bit prime by its formula (RFC 3526 §4), independently of the page's own copy."""
    one = 1 << 3100
    pi = 4 * (4 * arctangent_of_inverse(5, one) - arctangent_of_inverse(239, one))
    return int(2**3072 - 2**3008 - 1 + 2**64 * ((pi >> (3100 - 2942)) + 1690314))


N, G = group_prime(), 2


def padded(number: int) -> bytes:
    """Return big-endian bytes with a zero before a high bit."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def hashed(*parts: bytes) -> int:
    """Return SHA-256 as a number."""
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest())


class Refused(Exception):
    """What Cognito calls the error is its argument."""


@dataclass
class SmallCognito:
    """Two pools with an issuer's tokens; a name belongs to the pool whose second factor it has, or has not."""

    issuer: Issuer
    passwords: dict[str, str] = field(default_factory=dict)
    second_factors: dict[str, str] = field(default_factory=dict)
    token_seconds: int = 3600
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refresh_tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)

    def answer(self, action: str, body: dict[str, Any]) -> Answer:
        """Return what Cognito answers. Raises Refused."""
        if action == "InitiateAuth" and body["AuthFlow"] == "USER_SRP_AUTH":
            return self.begin(body["ClientId"], body["AuthParameters"])
        if action == "InitiateAuth" and body["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            known = self.refresh_tokens.get(body["AuthParameters"]["REFRESH_TOKEN"])
            if known is None:
                raise Refused("NotAuthorizedException")
            return self.tokens(*known)
        if action == "RevokeToken":
            self.refresh_tokens.pop(body["Token"], None)
            return {}
        session = self.sessions.pop(body["Session"], None)
        if action != "RespondToAuthChallenge" or session is None or session["challenge"] != body["ChallengeName"]:
            raise Refused("NotAuthorizedException")
        return self.go_on(session, body["ChallengeResponses"])

    def begin(self, client: str, given: dict[str, str]) -> Answer:
        """Return the challenge to prove a password."""
        name, a = given["USERNAME"], int(given["SRP_A"], 16)
        if a % N == 0:
            raise Refused("InvalidParameterException")
        salt, b, block = secrets.randbits(120), secrets.randbits(1024), secrets.token_bytes(64)
        # Somebody who is not there is asked like everybody else, and nobody has their password.
        password = self.passwords.get(name, secrets.token_hex())
        inner = hashlib.sha256(f"{POOLS[client]}{name}:{password}".encode()).digest()
        verifier = pow(G, hashed(padded(salt), inner), N)
        public = (hashed(padded(N), padded(G)) * verifier + pow(G, b, N)) % N
        u = hashed(padded(a), padded(public))
        shared = pow(a * pow(verifier, u, N), b, N)
        extracted = hmac.digest(padded(u), padded(shared), "sha256")
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]
        asked = {
            "SALT": f"{salt:x}",
            "SRP_B": f"{public:x}",
            "SECRET_BLOCK": base64.b64encode(block).decode(),
            "USERNAME": name,
            "USER_ID_FOR_SRP": name,
        }
        return self.challenge("PASSWORD_VERIFIER", asked, client=client, name=name, key=key, block=block)

    def challenge(self, challenge: str, asked: dict[str, str], **kept: Any) -> Answer:
        """Return a challenge, whose session may be answered once."""
        session = secrets.token_urlsafe(32)
        self.sessions[session] = {**kept, "challenge": challenge}
        return {"ChallengeName": challenge, "Session": session, "ChallengeParameters": asked}

    def go_on(self, session: dict[str, Any], given: dict[str, str]) -> Answer:
        """Return tokens, or the next challenge, for the right answer to one."""
        name, client = session["name"], session["client"]
        if session["challenge"] == "PASSWORD_VERIFIER":
            message = f"{POOLS[client]}{name}".encode() + session["block"] + given["TIMESTAMP"].encode()
            proof = base64.b64encode(hmac.digest(session["key"], message, "sha256")).decode()
            if not hmac.compare_digest(proof, given["PASSWORD_CLAIM_SIGNATURE"]):
                raise Refused("NotAuthorizedException")
            if client == OTHER_CLIENT:
                return self.challenge("SOFTWARE_TOKEN_MFA", {"USER_ID_FOR_SRP": name}, client=client, name=name)
            return self.tokens(client, name)
        # A code is good for half a minute more than it is shown, as long as somebody takes to type it.
        good = {one_time_password.code(self.second_factors[name], time.time() - ago) for ago in (0, 30)}
        if given["SOFTWARE_TOKEN_MFA_CODE"] not in good:
            raise Refused("CodeMismatchException")
        return self.tokens(client, name)

    def tokens(self, client: str, name: str) -> Answer:
        """Return fresh tokens."""
        until, refresh = int(time.time()) + self.token_seconds, secrets.token_urlsafe(32)
        issuer = ISSUER if client == CLIENT else OTHER_ISSUER
        self.refresh_tokens[refresh] = (client, name)
        return {
            "AuthenticationResult": {
                "AccessToken": self.issuer.token(f"sub-{name}", exp=until, iss=issuer, client_id=client),
                "ExpiresIn": self.token_seconds,
                "RefreshToken": refresh,
                "TokenType": "Bearer",
            }
        }


@contextmanager
def serving(issuer: Issuer) -> Iterator[SmallCognito]:
    """Answer on a free port, the issuer's keys included, to pages of any origin as Cognito does."""
    cognito = SmallCognito(issuer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.respond(200, issuer.jwks())

        def do_OPTIONS(self) -> None:
            self.respond(200, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            cognito.bodies.append(body)
            try:
                answer = cognito.answer(self.headers["x-amz-target"].rpartition(".")[2], json.loads(body))
                self.respond(200, answer)
            except Refused as refused:
                self.respond(400, {"__type": str(refused), "message": "refused"})

        def respond(self, status: int, document: Answer) -> None:
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.send_header("access-control-allow-origin", "*")
            self.send_header("access-control-allow-headers", "content-type, x-amz-target")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        issuer.url = f"http://127.0.0.1:{http.server_port}/jwks.json"
        try:
            yield cognito
        finally:
            http.shutdown()
            thread.join()
