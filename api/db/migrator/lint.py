"""The lint of migrations: `python -m api.db.migrator.lint`, a part of `make check`.

Squawk (https://squawkhq.com) asks what PostgreSQL would lock, rewrite or break; the rules below are our own. Which of
Squawk's rules do not apply here, and what a file that has run already may keep, stands with its reason in `lint.toml`.
"""

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.db.migrator.files import Migration, MigrationError, migrations, numbered_twice
from api.db.migrator.indexes import COMMENT, built_by
from api.db.migrator.open_tables import OPEN_TABLES

FOLDER = Path(__file__).parent.parent / "migrations"
POSTGRESQL = "16"
BODY = re.compile(r"(\$\w*\$).*?\1", re.DOTALL)
NEW_TABLE = re.compile(r"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>\w+)(?P<rest>.*)", re.I | re.S)
EXPANDS = re.compile(r"\bCREATE\s+TABLE\b|\bADD\s+COLUMN\b|\bADD\s+(?!CONSTRAINT\b)\w+\s+\w", re.I)
CONTRACTS = re.compile(
    r"\bDROP\s+(?:TABLE|COLUMN)\b|\bALTER\s+(?:COLUMN\s+)?\w+\s+(?:SET\s+DATA\s+)?TYPE\b|\bRENAME\b", re.I
)


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """What a rule has against a line of a file; of a rule of our own, line 0 is the whole file."""

    file: str
    line: int
    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of our own: what it asks of a file, and what it says where it is broken."""

    name: str
    breaks: Callable[[Migration], Iterable[str]]


def bare(migration: Migration) -> list[str]:
    """Return the statements of a file without comments and bodies of functions."""
    return [BODY.sub("''", COMMENT.sub("", statement)) for statement in migration.statements]


def unwalled(migration: Migration) -> Iterable[str]:
    """Return the new tables without forced row-level security."""
    text = "\n".join(bare(migration))
    for statement in bare(migration):
        matched = NEW_TABLE.match(statement)
        if (
            matched is None
            or matched["table"] in OPEN_TABLES
            or re.match(r"\s+PARTITION\s+OF\b", matched["rest"], re.I)
        ):
            continue
        for needed in ("ENABLE", "FORCE"):
            if not re.search(rf"ALTER\s+TABLE\s+{matched['table']}\s+{needed}\s+ROW\s+LEVEL\s+SECURITY", text, re.I):
                yield f"{matched['table']} is new and does not {needed} ROW LEVEL SECURITY."


def both_phases(migration: Migration) -> Iterable[str]:
    """Return that a file takes away and adds: the one must wait for what the other makes possible."""
    text = "\n".join(bare(migration))
    if CONTRACTS.search(text) and EXPANDS.search(text):
        yield "It expands and contracts; two files, the second with a `-- wolf: contract` line."


def ungated(migration: Migration) -> Iterable[str]:
    """Return that a file takes something away and waits for nothing."""
    if CONTRACTS.search("\n".join(bare(migration))) and not migration.directives.contracts:
        yield "It takes something away; a `-- wolf: contract after=NNNN` line says whose release must be live first."


def in_company(migration: Migration) -> Iterable[str]:
    """Return that a file without a transaction holds what belongs into one."""
    if not migration.directives.transactional:
        for statement in bare(migration):
            if not re.search(r"\bCONCURRENTLY\b|\bVALIDATE\s+CONSTRAINT\b", statement, re.I):
                yield f"Outside of a transaction, and need not be: {' '.join(statement.split())[:60]}"
            elif re.match(r"\s*CREATE\b", statement, re.I) and built_by(statement) is None:
                yield "The index has no name, so that nobody could find what is left of it."
            elif re.search(r"\bINDEX\s+CONCURRENTLY\b(?!\s+IF\b)", statement, re.I):
                yield "A run that is cut off after this statement says it again: write IF EXISTS or IF NOT EXISTS."


RULES = (
    Rule("force-row-level-security", unwalled),
    Rule("one-phase-a-file", both_phases),
    Rule("gated-contract", ungated),
    Rule("alone-outside-a-transaction", in_company),
)


def own(files: Sequence[Migration]) -> list[Finding]:
    """Return what our own rules have against files."""
    found = [Finding(f"{label}.sql", 0, "number", "Another file has this number.") for label in numbered_twice(files)]
    for file in files:
        try:
            found += [Finding(f"{file.label}.sql", 0, rule.name, what) for rule in RULES for what in rule.breaks(file)]
        except MigrationError as error:
            found.append(Finding(f"{file.label}.sql", 0, "directive", str(error)))
    return found


def squawk(files: Sequence[Migration], folder: Path, excluded: Iterable[str]) -> list[Finding]:
    """Return what Squawk has against the files of a folder. Raises MigrationError when it cannot be asked."""
    found = []
    for transactional in (True, False):
        paths = [str(folder / f"{file.label}.sql") for file in files if file.directives.transactional is transactional]
        if not paths:
            continue
        words = ["--reporter", "Json", "--pg-version", POSTGRESQL, "--exclude", ",".join(excluded)]
        words += ["--assume-in-transaction"] if transactional else []
        program = Path(sysconfig.get_path("scripts")) / "squawk"
        done = subprocess.run([program, *words, *paths], capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or not done.stdout.startswith("["):
            raise MigrationError(f"squawk failed: {done.stderr.strip()}")
        found += [
            Finding(Path(one["file"]).name, one["line"] + 1, one["rule_name"], one["message"])
            for one in json.loads(done.stdout)
        ]
    return found


def unexcused(found: Iterable[Finding], excuses: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """Return what no exception covers, and the exceptions that cover nothing any longer."""
    findings = sorted(found)
    used = {(one.file, one.rule) for one in findings}
    left = [one for one in findings if one.rule not in excuses.get(one.file, {})]
    stale = [
        Finding("lint.toml", 0, rule, f"Nothing in {file} needs this exception any longer.")
        for file, rules in excuses.items()
        for rule in rules
        if (file, rule) not in used
    ]
    return left + stale


def lint(folder: Path, files: Sequence[Migration]) -> list[Finding]:
    """Return all that is to be said against the files of a folder, which has a `lint.toml`."""
    told = tomllib.loads((folder / "lint.toml").read_text(encoding="utf-8"))
    return unexcused([*own(files), *squawk(files, folder, told["not_here"])], told["exceptions"])


def main() -> int:
    """Print what is found; 1 when there is something."""
    files = migrations()
    found = lint(FOLDER, files)
    for one in found:
        sys.stdout.write(f"{one.file}:{one.line or 1}: {one.rule}: {one.what}\n")
    sys.stdout.write(f"{len(files)} migrations, {len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
