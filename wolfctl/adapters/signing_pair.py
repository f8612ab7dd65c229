"""Pairs of signing keys: the private half in Secrets Manager alone, the public one in the environment's file.

The private half is drawn here, handed over at once and never written to a file, a plan or a state.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from wolfctl.adapters.state_folder import write_private

BITS = 2048  # CloudFront takes RSA of 2048 bits, or ECDSA on P-256


@dataclass(frozen=True)
class SigningPair:
    """The pairs of one environment; `file` is envs/ENV.yaml, `stack` what the stack's resources are named after."""

    file: Path
    stack: str
    client: Callable[[str], Any]

    @property
    def secret(self) -> str:
        """The name of the secret that holds the private halves."""
        return f"{self.stack}-cdn-signing"

    def text(self) -> str:
        """The environment's file."""
        return self.file.read_text(encoding="utf-8")

    def replace(self, text: str) -> None:
        """Write the environment's file."""
        mode = self.file.stat().st_mode
        write_private(self.file, text)
        self.file.chmod(mode)

    def listed(self) -> list[str]:
        """The names of the keys in the environment's file."""
        told = yaml.safe_load(self.text())
        return list(((told.get("edge") or {}).get("cdn") or {}).get("signing_keys") or {})

    def trusted(self) -> dict[str, datetime]:
        """The names of the public keys that CloudFront has, and since when. Raises what boto3 raises."""
        listed = self.client("cloudfront").list_public_keys(MaxItems="100")["PublicKeyList"].get("Items", [])
        prefix = f"{self.stack}-"
        return {
            one["Name"].removeprefix(prefix): one["CreatedTime"] for one in listed if one["Name"].startswith(prefix)
        }

    def kept(self) -> dict[str, Any]:
        """Whose private half is `signing`, whose is `pending`, and `signs_since`. Raises what boto3 raises."""
        manager = self.client("secretsmanager")
        try:
            told = manager.describe_secret(SecretId=self.secret)
        except manager.exceptions.ResourceNotFoundException:
            return {"signing": None, "pending": None, "signs_since": None}
        labels = {label: version for version, marks in told["VersionIdsToStages"].items() for label in marks}
        names = {label: self._name(version) for label, version in labels.items()}
        pending = names.get("AWSPENDING") if labels.get("AWSPENDING") != labels.get("AWSCURRENT") else None
        return {"signing": names.get("AWSCURRENT"), "pending": pending, "signs_since": told.get("LastChangedDate")}

    def draw(self, name: str) -> str:
        """Make a pair, hand its private half over, and return the public one as PEM. Raises what boto3 raises."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        manager = self.client("secretsmanager")
        with contextlib.suppress(manager.exceptions.ResourceExistsException):
            manager.create_secret(
                Name=self.secret,
                Description="Private half of the key that signs cookies for CloudFront.",
                KmsKeyId=f"alias/{self.stack}-secrets",
            )
        kept = json.dumps({"name": name, "private_key": private})
        manager.put_secret_value(SecretId=self.secret, SecretString=kept, VersionStages=["AWSPENDING"])
        return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def promote(self) -> None:
        """Let the pending half sign. Raises what boto3 raises."""
        manager = self.client("secretsmanager")
        stages = manager.describe_secret(SecretId=self.secret)["VersionIdsToStages"]
        versions = {label: version for version, labels in stages.items() for label in labels}
        before = {"RemoveFromVersionId": versions["AWSCURRENT"]} if "AWSCURRENT" in versions else {}
        pending = versions["AWSPENDING"]
        move = manager.update_secret_version_stage
        move(SecretId=self.secret, VersionStage="AWSCURRENT", MoveToVersionId=pending, **before)
        move(SecretId=self.secret, VersionStage="AWSPENDING", RemoveFromVersionId=pending)

    def _name(self, version: str) -> str | None:
        manager = self.client("secretsmanager")
        try:
            kept = manager.get_secret_value(SecretId=self.secret, VersionId=version)
        except manager.exceptions.ResourceNotFoundException:
            return None  # a secret that was made and given nothing yet
        return str(json.loads(kept["SecretString"])["name"])
