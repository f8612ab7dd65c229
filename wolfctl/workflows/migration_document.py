"""What `migrate` prints with --json."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LockedTable:
    """A table that a migration locks: how, whom that keeps waiting, and its size in rows and bytes."""

    table: str
    lock: str
    waits: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class PlannedMigration:
    """What one file would do."""

    file: str
    statements: int
    transaction: bool
    contract: bool
    tables: tuple[LockedTable, ...]


@dataclass(frozen=True)
class SchemaFinding:
    """What `migrate verify` found, and what to do about it."""

    kind: str
    what: str
    do: str


@dataclass(frozen=True)
class Migrate:
    """What the migration said: each of its verbs fills some of these; `held` is why a contract waits, by file."""

    verb: str
    applied: list[str] | None = None
    pending: list[str] | None = None
    held: dict[str, list[str]] | None = None
    notes: list[str] | None = None
    unfinished: list[str] | None = None
    problems: list[str] | None = None
    by_hand: list[dict[str, Any]] | None = None
    files: tuple[PlannedMigration, ...] | None = None
    at_work: dict[str, Any] | None = None
    longest_transaction: dict[str, Any] | None = None
    findings: tuple[SchemaFinding, ...] | None = None
    adopted: list[str] | None = None
    repaired: str | None = None
    begins_again: bool | None = None
    dropped: list[str] | None = None
    was: str | None = None
    now: str | None = None
    what: str | None = None
    by: str | None = None
    at: str | None = None
    reason: str | None = None
