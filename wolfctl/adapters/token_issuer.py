"""Signs access tokens as Cognito words them, for an environment that has no Cognito; its public key goes to the API."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from wolfctl.adapters.example_people import POOLS, WITH_SECOND_FACTOR
from wolfctl.adapters.state_folder import write_private
from wolfctl.errors import NotFound

KEY_ID = "alphawolf-localstack"
LIVES_S = 3600
BITS = 2048
# Nobody asks this address for anything: it is a name, and the keys lie elsewhere.
ISSUER = "https://localstack.invalid"


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """A key of this checkout's own, made when it is first needed."""

    file: Path

    def key(self) -> rsa.RSAPrivateKey:
        """The private key, made now if there is none."""
        if self.file.exists():
            read = serialization.load_pem_private_key(self.file.read_bytes(), password=None)
            assert isinstance(read, rsa.RSAPrivateKey)  # noqa: S101 - we wrote it
            return read
        made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_private(self.file, pem.decode())
        return made

    def key_set(self) -> str:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        numbers = self.key().public_key().public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        public = {"n": _text(numbers.n.to_bytes(size, "big")), "e": _text(numbers.e.to_bytes(3, "big"))}
        return json.dumps({"keys": [{"kty": "RSA", "kid": KEY_ID, "use": "sig", "alg": "RS256", **public}]})

    def token(self, name: str, now: float) -> str:
        """An access token of an example person, good for an hour. Raises NotFound when there is none of that name."""
        if name not in POOLS:
            raise NotFound(f"There is no example person called {name}.", hint=f"Choose one of: {', '.join(POOLS)}.")
        pool = POOLS[name]
        claims = {"sub": subject(name), "iss": f"{ISSUER}/{pool}", "client_id": pool, "token_use": "access"}
        header = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
        signed = f"{_json(header)}.{_json({**claims, 'iat': int(now), 'exp': int(now) + LIVES_S})}"
        signature = self.key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_text(signature)}"


def subject(name: str) -> str:
    """Who an example person is in a token."""
    return f"localstack-{name}"


def pools(key_set_url: str) -> list[dict[str, Any]]:
    """What the API is told of this issuer: the keys of people and caregivers lie at one address."""
    return [
        {"issuer": f"{ISSUER}/{pool}", "client_id": pool, "jwks_url": key_set_url}
        | ({"second_factor": True} if pool == WITH_SECOND_FACTOR else {})
        for pool in POOLS.values()
    ]


def _json(value: Mapping[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
