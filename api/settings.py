"""What the process is told by its environment, read once into frozen values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

SSL_MODES = ("disable", "verify-full")
VOICES = ("espeak", "polly")
PROVIDERS = ("none", "bedrock", "comprehend", "http")


class SettingsError(Exception):
    """The environment does not say what this process needs; the message names every variable."""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where PostgreSQL answers, in the order to try, and who vouches for it: the system's authorities or a file's."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    sslmode: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], *, with_credentials: bool = True) -> Self:
        """Read DATABASE_*; workers leave the credentials out and fetch them as a secret."""
        names = ["DATABASE_HOSTS", "DATABASE_NAME", "DATABASE_SSLMODE"]
        if with_credentials:
            names += ["DATABASE_USER", "DATABASE_PASSWORD"]
        values = require(environ, names)
        return cls(
            hosts=parse_hosts(values["DATABASE_HOSTS"]),
            name=values["DATABASE_NAME"],
            sslmode=one_of(values, "DATABASE_SSLMODE", SSL_MODES),
            user=values.get("DATABASE_USER", ""),
            password=values.get("DATABASE_PASSWORD", ""),
            ca_file=readable(environ, "DATABASE_CA_FILE"),
        )


@dataclass(frozen=True, slots=True)
class UserPool:
    """Whose access tokens are believed, where the keys are published, and whether a second factor was asked."""

    issuer: str
    client_id: str
    jwks_url: str
    second_factor: bool = False


def user_pools(environ: Mapping[str, str]) -> tuple[UserPool, ...]:
    """Read COGNITO_POOLS, a JSON list of objects with issuer, client_id, jwks_url and perhaps second_factor."""
    text = require(environ, ["COGNITO_POOLS"])["COGNITO_POOLS"]
    try:
        pools = tuple(UserPool(**entry) for entry in json.loads(text))
    except (ValueError, TypeError):
        pools = ()
    issuers = {pool.issuer for pool in pools}
    texts = [text for pool in pools for text in (pool.issuer, pool.client_id, pool.jwks_url)]
    factors = [pool.second_factor for pool in pools]
    if (
        not pools
        or len(issuers) < len(pools)
        or not all(isinstance(text, str) and text for text in texts)
        or not all(isinstance(factor, bool) for factor in factors)
    ):
        raise SettingsError("COGNITO_POOLS must hold a JSON list of issuer, client_id and jwks_url, each issuer once")
    return pools


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Which voice is asked first and how long it is waited for, and where clips lie: bucket, folder, or nowhere.

    Phrases are made beforehand only `warm_after_s` after the start, when the first presses have had all there is.
    """

    voice: str = "espeak"
    budget_s: float = 1.5
    bucket: str | None = None
    folder: Path | None = None
    warm_after_s: float = 20.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read SPEECH_VOICE, _BUDGET_MS, _BUCKET, _FOLDER and _WARM_AFTER_MS, which may all be left out."""
        bucket, folder = environ.get("SPEECH_BUCKET") or None, environ.get("SPEECH_FOLDER") or None
        if bucket and folder:
            raise SettingsError("Clips lie in SPEECH_BUCKET or in SPEECH_FOLDER: name one of the two")
        if folder and not Path(folder).is_dir():
            raise SettingsError("SPEECH_FOLDER names no folder; make one that this process may write to")
        voice = one_of({"SPEECH_VOICE": "espeak", **environ}, "SPEECH_VOICE", VOICES)
        budget_ms = parse_count(environ.get("SPEECH_BUDGET_MS", "1500"), "SPEECH_BUDGET_MS")
        after_ms = parse_count(environ.get("SPEECH_WARM_AFTER_MS", "20000"), "SPEECH_WARM_AFTER_MS")
        return cls(voice, budget_ms / 1000, bucket, Path(folder) if folder else None, after_ms / 1000)


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Who else is asked what a person means: nobody, a model of Bedrock, Comprehend, or a server of one's own."""

    name: str = "none"
    model: str | None = None
    url: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read INTENT_PROVIDER, and what it needs: INTENT_MODEL for Bedrock, INTENT_PROVIDER_URL for a server."""
        name = one_of({"INTENT_PROVIDER": "none", **environ}, "INTENT_PROVIDER", PROVIDERS)
        needs = {"bedrock": ["INTENT_MODEL"], "http": ["INTENT_PROVIDER_URL"]}
        require(environ, needs.get(name, []))
        return cls(name, environ.get("INTENT_MODEL") or None, web_address(environ, "INTENT_PROVIDER_URL"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the API process needs, in one place."""

    environment: str
    region: str
    host: str
    port: int
    database: DatabaseSettings
    user_pools: tuple[UserPool, ...]
    intent_function: str
    alerts_topic_arn: str
    field_key_arn: str
    notifications_url: str
    relays_outbox: bool
    requests_per_second: int
    requests_burst: int
    database_secret_arn: str | None
    rest_url: str | None
    speech: SpeechSettings = SpeechSettings()
    provider: ProviderSettings = ProviderSettings()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the whole environment; every missing variable is named in one SettingsError."""
        names = ["ENVIRONMENT", "AWS_REGION", "PORT", "INTENT_FUNCTION", "ALERTS_TOPIC_ARN", "NOTIFICATIONS_URL"]
        database = ["DATABASE_HOSTS", "DATABASE_NAME", "DATABASE_SSLMODE", "DATABASE_USER", "DATABASE_PASSWORD"]
        values = require(environ, [*names, *database, "COGNITO_POOLS", "FIELD_KEY_ARN"])
        return cls(
            environment=values["ENVIRONMENT"],
            region=values["AWS_REGION"],
            host=environ.get("HOST", "127.0.0.1"),
            port=parse_port(values["PORT"], "PORT"),
            database=DatabaseSettings.from_environment(environ),
            user_pools=user_pools(environ),
            intent_function=values["INTENT_FUNCTION"],
            alerts_topic_arn=values["ALERTS_TOPIC_ARN"],
            field_key_arn=values["FIELD_KEY_ARN"],
            notifications_url=values["NOTIFICATIONS_URL"],
            relays_outbox=one_of({"OUTBOX_RELAY": "on", **environ}, "OUTBOX_RELAY", ("on", "off")) == "on",
            requests_per_second=parse_count(environ.get("REQUESTS_PER_SECOND", "50"), "REQUESTS_PER_SECOND"),
            requests_burst=parse_count(environ.get("REQUESTS_BURST", "200"), "REQUESTS_BURST"),
            database_secret_arn=environ.get("DATABASE_SECRET_ARN") or None,
            rest_url=web_address(environ, "REST_URL"),
            speech=SpeechSettings.from_environment(environ),
            provider=ProviderSettings.from_environment(environ),
        )


def require(environ: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """Return the named variables, or say in one SettingsError which are missing or empty."""
    missing = [name for name in names if not environ.get(name)]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        raise SettingsError(f"Missing environment variable{plural}: {', '.join(missing)}")
    return {name: environ[name] for name in names}


def one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Return the variable's value if it is one of the allowed ones."""
    if values[name] not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}")
    return values[name]


def readable(environ: Mapping[str, str], name: str) -> str | None:
    """Return the path that an optional variable names, if there is such a file."""
    path = environ.get(name) or None
    if path is not None and not Path(path).is_file():
        raise SettingsError(f"{name} names no file; the image and the zip carry the one that they are told of")
    return path


def web_address(environ: Mapping[str, str], name: str) -> str | None:
    """Return the address that an optional variable holds, without a slash at its end."""
    address = environ.get(name) or None
    if address is not None and not address.startswith(("https://", "http://")):
        raise SettingsError(f"{name} must hold an HTTP address")
    return address and address.rstrip("/")


def parse_hosts(text: str) -> tuple[tuple[str, int], ...]:
    """Parse "host:port[,host:port]"; the port defaults to 5432."""
    hosts = []
    for part in text.split(","):
        host, _, port = part.strip().rpartition(":") if ":" in part else (part.strip(), "", "5432")
        if not host:
            raise SettingsError("DATABASE_HOSTS must look like host:port[,host:port]")
        hosts.append((host, parse_port(port, "DATABASE_HOSTS")))
    return tuple(hosts)


def parse_port(text: str, name: str) -> int:
    """Parse a TCP port."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"{name} must hold a TCP port between 1 and 65535")
    return int(text)


def parse_count(text: str, name: str) -> int:
    """Parse a number of things, at least one."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 10**9:
        raise SettingsError(f"{name} must hold a whole number above 0")
    return int(text)
