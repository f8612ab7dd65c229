"""The files of migrations, and what their first lines ask of whoever runs them.

-- wolf: transaction=false                 each statement by itself, for what PostgreSQL refuses in a transaction
-- wolf: lock_timeout=1s statement_timeout=30min
-- wolf: contract after=0041 hours=24      takes away what 0041 replaced; held back until 0041 has been live so long
-- wolf: empty SELECT 1 FROM t WHERE ...   held back while this query finds rows
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from api.db.sql_statements import split_statements

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
DIRECTIVE = "-- wolf:"
TIME = re.compile(r"(\d+)(ms|s|min|h)")
MILLISECONDS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}


class MigrationError(Exception):
    """The files and the database do not fit together, or a file failed; says which, and in `hint` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Directives:
    """What the first lines of a file ask for."""

    transactional: bool = True
    contract_after: int | None = None
    contract_hours: float = 0.0
    empty: tuple[str, ...] = ()
    lock_timeout_ms: int = 2_000
    statement_timeout_ms: int = 300_000

    @property
    def contracts(self) -> bool:
        """Tell whether the file is held back until something is true."""
        return self.contract_after is not None or bool(self.empty)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    version: int
    name: str
    sql: str

    @property
    def label(self) -> str:
        """Return the name of the file without its ending."""
        return f"{self.version:04}_{self.name}"

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of its text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def directives(self) -> Directives:
        """Return what it asks for. Raises MigrationError for what nobody understands."""
        return directives(self.label, self.sql)

    @property
    def statements(self) -> list[str]:
        """Return its statements."""
        return split_statements(self.sql)


def migrations() -> list[Migration]:
    """Return the files in order."""
    found = []
    for file in resources.files("api.db").joinpath("migrations").iterdir():
        matched = FILE_NAME.fullmatch(file.name)
        if matched:
            found.append(Migration(int(matched[1]), matched[2], file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.version)


def directives(label: str, sql: str) -> Directives:
    """Read the directives among a text's leading comments."""
    told: dict[str, str] = {}
    empty = []
    contracts = False
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        if not line.startswith(DIRECTIVE):
            continue
        first, _, rest = line.removeprefix(DIRECTIVE).strip().partition(" ")
        if first == "empty":
            empty.append(rest.strip().rstrip(";"))
            continue
        contracts = contracts or first == "contract"
        words = rest.split() if first == "contract" else [first, *rest.split()]
        told |= {key: value for key, _, value in (word.partition("=") for word in words)}
    try:
        made = Directives(
            transactional={"true": True, "false": False}[told.pop("transaction", "true")],
            contract_after=int(told.pop("after")) if contracts else None,
            contract_hours=float(told.pop("hours", "0")) if contracts else 0.0,
            empty=tuple(empty),
            lock_timeout_ms=milliseconds(told.pop("lock_timeout", "2s")),
            statement_timeout_ms=milliseconds(told.pop("statement_timeout", "5min")),
        )
    except (KeyError, ValueError) as error:
        raise MigrationError(f"{label}: a `{DIRECTIVE}` line cannot be understood: {error}.") from error
    if told or "" in made.empty:
        raise MigrationError(f"{label}: `{DIRECTIVE}` does not know {', '.join(sorted(told)) or 'an empty query'}.")
    return made


def milliseconds(text: str) -> int:
    """Return a length of time such as 500ms, 2s, 30min or 0s in milliseconds; 0 is no limit."""
    matched = TIME.fullmatch(text)
    if matched is None:
        raise ValueError(f"{text} is no time such as 2s or 30min")
    return int(matched[1]) * MILLISECONDS[matched[2]]


def numbered_twice(files: Sequence[Migration]) -> list[str]:
    """Return the names of files whose number another has too."""
    versions = [file.version for file in files]
    return [file.label for file in files if versions.count(file.version) > 1]
