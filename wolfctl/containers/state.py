"""What a checkout remembers of its containers, in `.wolf/localstack`: passwords, ports, emulator, who signs tokens."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from wolfctl.adapters import local_ports
from wolfctl.adapters.state_folder import read_json, write_json
from wolfctl.adapters.token_issuer import TokenIssuer
from wolfctl.errors import NotFound
from wolfctl.workflows.composed import ENVIRONMENT, Project

PASSWORDS = ("OWNER_PASSWORD", "REPLICATION_PASSWORD", "APPLICATION_PASSWORD")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What stays the same from one start to the next, as long as the volumes do."""

    profile: str
    api: int
    emulator: int
    told: Mapping[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{local_ports.HOST}:{self.api}"


@dataclass(frozen=True, slots=True)
class ComposedState:
    """The files of one checkout's containers; all of them are readable by their owner alone."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.root.resolve() / ".wolf" / ENVIRONMENT

    @property
    def settings(self) -> Path:
        """What Docker Compose reads."""
        return self.folder / "compose.env"

    @property
    def log(self) -> Path:
        """What the containers said in the run that failed last."""
        return self.folder / "logs" / "containers.log"

    @property
    def project(self) -> Project:
        """The containers of this checkout, as Docker Compose knows them."""
        return Project(self.root.resolve(), self.settings)

    @property
    def issuer(self) -> TokenIssuer:
        """Who signs people in."""
        return TokenIssuer(self.folder / "issuer.pem")

    def remembered(self) -> Remembered | None:
        """What an earlier start wrote down; None before the first."""
        known = read_json(self._file)
        return Remembered(**known) if known else None

    def require(self) -> Remembered:
        """The same, for a verb that needs it. Raises NotFound."""
        if (known := self.remembered()) is None:
            raise NotFound(
                "There are no containers of this checkout.", hint="`wolfctl up --env localstack` makes them."
            )
        return known

    def begin(self, profile: str) -> Remembered:
        """What is remembered, with passwords, a key and ports made the first time."""
        if known := self.remembered():
            return known
        told = {name: secrets.token_hex(24) for name in PASSWORDS}
        told["FIELD_KEY_MATERIAL"] = base64.b64encode(secrets.token_bytes(32)).decode()
        api, emulator = local_ports.choose(2)
        made = Remembered(profile, api, emulator, told)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_json(self._file, asdict(made))
        return made

    @property
    def _file(self) -> Path:
        return self.folder / "remembered.json"
