"""One embedded environment for the whole run, in a copy of the checkout, so that a developer's own stays untouched."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl import config
from wolfctl.adapters import applied_stack, aws, database_pair, example_people, press_path
from wolfctl.adapters.local_ports import Ports, remembered
from wolfctl.adapters.state_folder import StateFolder, read_json, write_json

ROOT = Path(__file__).parents[2]
MIGRATED = "migrated.json"
MAIN = "import sys; from wolfctl.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Checkout:
    """A copy of this checkout with state of its own; the tools that take long to fetch are shared."""

    root: Path

    @property
    def state(self) -> StateFolder:
        return StateFolder(self.root)

    @property
    def ports(self) -> Ports:
        return remembered(self.root)

    @property
    def outputs(self) -> dict[str, Any]:
        return applied_stack.outputs(self.state)

    @property
    def region(self) -> str:
        return config.load("local", self.root).region

    def synchronize(self) -> None:
        """Make the copy equal to the checkout, committed or not; its state stays."""
        wanted = {Path(name) for name in _files()}
        for path in [path for path in self.root.rglob("*") if path.is_file() and ".wolf" not in path.parts]:
            if path.relative_to(self.root) not in wanted:
                path.unlink()
        for name in wanted:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.root / name)
        tools = ROOT / ".wolf" / "tools"
        tools.mkdir(parents=True, exist_ok=True)
        (self.root / ".wolf").mkdir(exist_ok=True)
        if not (self.root / ".wolf" / "tools").exists():
            (self.root / ".wolf" / "tools").symlink_to(tools)

    def forget_other_migrations(self) -> None:
        """Throw away a kept database whose migrations are not the first of today's, which `up` would refuse."""
        if not self.state.terraform_state.exists():
            return
        kept = read_json(self.state.folder / MIGRATED).get("files")
        if kept is None or self._migrations()[: len(kept)] != kept:
            self.wolfctl("down", "--forget")

    def note_migrations(self) -> None:
        """Keep beside the database which migrations it has."""
        write_json(self.state.folder / MIGRATED, {"files": self._migrations()})

    def _migrations(self) -> list[list[str]]:
        files = sorted((self.root / "api" / "db" / "migrations").glob("*.sql"))
        return [[file.name, hashlib.sha256(file.read_bytes()).hexdigest()] for file in files]

    def command(self, *words: str) -> list[str]:
        """How to run this copy's own wolfctl; it must be started in its folder."""
        return [sys.executable, "-c", MAIN, *words]

    def wolfctl(self, *words: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            self.command(*words), cwd=self.root, capture_output=True, text=True, timeout=timeout, check=False
        )

    def client(self, service: str) -> Any:
        """A boto3 client of the emulator."""
        return aws.client(service, self.ports.emulator, self.region)

    async def press(self, *, patience: float = 20.0) -> press_path.Press:
        """Have Sam press HELP and Ana answer."""
        sam, ana = self.tokens("sam"), self.tokens("ana")
        url, phone = self.outputs["rest_api_url"], self.ports.emulator
        return await press_path.press_help(url, sam, ana, phone=phone, patience=patience)

    def tokens(self, name: str) -> example_people.Tokens:
        """Sign an example person in."""
        users = example_people.UserPools.applied(self.outputs, self.ports.emulator, self.region)
        return example_people.sign_in(name, users, self.state)

    async def rows(self, statement: str) -> list[list[str]]:
        """Ask the primary, whichever it is, as the superuser, whom row-level security does not bind."""
        connection = database_pair.of(self.root).roles().primary.connect("alphawolf")
        try:
            return await connection.ask(statement)
        finally:
            await connection.close()


def answer_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON that a verb printed; fails with all that it said otherwise."""
    assert done.returncode in (0, 2), f"{done.returncode}\n{done.stdout}\n{done.stderr}"
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _files() -> Iterable[str]:
    """What git knows or would take; every file but the ignored folders when there is no git."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    ignored = {".git", ".venv", ".wolf", "__pycache__"}
    return [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file() and not ignored & set(path.relative_to(ROOT).parts)
    ]
