"""Documents that list what the sources declare leave nothing out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_table_of_the_database_is_classified() -> None:
    sources = [*(ROOT / "api" / "db" / "migrations").glob("*.sql"), ROOT / "api" / "db" / "migrator" / "ledger.py"]
    declared = {
        name
        for file in sources
        for name in re.findall(
            r"^ *CREATE TABLE (?:IF NOT EXISTS )?(\w+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }

    assert declared == named_first("docs/data-classification.md", "In PostgreSQL", column=0)


def test_every_service_that_a_module_uses_is_in_the_table_of_responsibilities() -> None:
    declared = {
        kind
        for folder in ("modules", "infra")
        for file in (ROOT / folder).rglob("*.tf")
        for kind in re.findall(r'^resource "(aws_\w+)"', file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    prefixes = named_first("docs/responsibilities.md", "Which services may hold health data", column=1)

    assert declared
    assert {kind for kind in declared if not kind.startswith(tuple(prefixes))} == set()


def named_first(document: str, heading: str, *, column: int) -> set[str]:
    """What stands in backquotes in one column of the table under a heading."""
    section = (ROOT / document).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row[column])}
