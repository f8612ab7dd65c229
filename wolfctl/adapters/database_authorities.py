"""Gets the file of authorities that vouch for RDS, for the zip and the image, and believes only the pinned one."""

import hashlib
import ssl
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from wolfctl.adapters.state_folder import write_private
from wolfctl.errors import Refused, ToolFailed

NAME = "rds-ca.pem"
KEPT = Path(".wolf/build") / NAME
TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Pin:
    """Where Amazon publishes the file, and the SHA-256 of the one that we believe."""

    url: str
    sha256: str


def pinned() -> Pin:
    """The pin that is kept as data."""
    import yaml

    text = resources.files("wolfctl").joinpath("data", "rds-ca.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    return Pin(str(data["url"]), str(data["sha256"]))


def obtain(root: Path, *, given: Path | None = None, pin: Pin | None = None) -> Path:
    """The file, kept below .wolf once it was fetched; `given` is one that was fetched elsewhere.

    Raises ToolFailed when it cannot be fetched, Refused when it is not the pinned one.
    """
    pin = pin or pinned()
    kept = root / KEPT
    if given is None and kept.exists() and _sha256(kept.read_bytes()) == pin.sha256:
        return kept
    content = given.read_bytes() if given else _fetch(pin.url)
    if (found := _sha256(content)) != pin.sha256:
        raise Refused(
            "The file of the database's authorities is not the one that is pinned.",
            why=f"{given or pin.url} has sha256 {found}, wolfctl/data/rds-ca.yaml says {pin.sha256}.",
            hint="Amazon may have added an authority: docs/runbooks/build.md says how to take up the new file.",
        )
    _require_certificates(content, str(given or pin.url))
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_private(kept, content.decode("ascii"))
    kept.chmod(0o644)
    return kept


def _fetch(url: str) -> bytes:
    import httpx

    try:
        answer = httpx.get(url, timeout=TIMEOUT_S, follow_redirects=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise ToolFailed(
            "The file of the database's authorities cannot be fetched.",
            why=f"{url}: {error}",
            hint="Fetch it where that address can be reached, then run `wolfctl build ENV --database-ca FILE`.",
        ) from error
    return answer.content


def _require_certificates(content: bytes, source: str) -> None:
    try:
        ssl.create_default_context(cadata=content.decode("ascii"))
    except (ssl.SSLError, UnicodeDecodeError, ValueError) as error:
        raise Refused(f"{source} holds no certificates.", why=str(error)) from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
