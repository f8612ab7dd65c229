"""The lint of migrations: our own files pass, and each rule finds what it is for."""

from pathlib import Path

import pytest

from api.db.migrator.files import Migration, migrations
from api.db.migrator.lint import FOLDER, Finding, lint, own, unexcused

PAST = "-- wolf: contract after=0001\n"
APART = "-- wolf: transaction=false\n"


def test_our_own_files_pass_with_exceptions_that_are_all_needed_and_all_reasoned() -> None:
    assert lint(FOLDER, migrations()) == []


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("CREATE TABLE notes (person_id uuid)", ["force-row-level-security"] * 2),
        (
            "CREATE TABLE notes (person_id uuid); ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
            ["force-row-level-security"],
        ),
        (
            "CREATE TABLE n (id int); ALTER TABLE n ENABLE ROW LEVEL SECURITY; ALTER TABLE n FORCE ROW LEVEL SECURITY",
            [],
        ),
        ("CREATE TABLE symbol (id text)", []),
        ("CREATE TABLE logs_2000_01 PARTITION OF logs FOR VALUES IN (1)", []),
        ("ALTER TABLE tasks DROP COLUMN title", ["gated-contract"]),
        ("ALTER TABLE tasks RENAME title TO name", ["gated-contract"]),
        ("ALTER TABLE tasks ALTER COLUMN title TYPE varchar", ["gated-contract"]),
        (f"{PAST}ALTER TABLE tasks DROP COLUMN title", []),
        (f"{PAST}ALTER TABLE tasks DROP COLUMN title, ADD COLUMN name text", ["one-phase-a-file"]),
        ("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE x; END $$", []),
        ("ALTER TABLE tasks DROP CONSTRAINT a, ADD CONSTRAINT a CHECK (true)", []),
        (f"{APART}ANALYZE tasks", ["alone-outside-a-transaction"]),
        (f"{APART}CREATE INDEX CONCURRENTLY ON tasks (id)", ["alone-outside-a-transaction"]),
        (f"{APART}CREATE INDEX CONCURRENTLY tasks_id ON tasks (id)", ["alone-outside-a-transaction"]),
        (f"{APART}DROP INDEX CONCURRENTLY tasks_id", ["alone-outside-a-transaction"]),
        (
            f"{APART}CREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id); ALTER TABLE t VALIDATE CONSTRAINT c",
            [],
        ),
        ("-- wolf: speed=high\nSELECT 1", ["directive"]),
        ("-- wolf: lock_timeout=long\nSELECT 1", ["directive"]),
        ("-- wolf: contract hours=2\nSELECT 1", ["directive"]),
    ],
)
def test_each_rule_finds_what_it_is_for(sql: str, rules: list[str]) -> None:
    assert [one.rule for one in own([Migration(99, "x", sql)])] == rules


def test_squawk_is_asked_and_an_exception_that_nobody_needs_is_found(tmp_path: Path) -> None:
    sql = "ALTER TABLE tasks ADD COLUMN priority integer NOT NULL;"
    (tmp_path / "0099_x.sql").write_text(sql)
    (tmp_path / "lint.toml").write_text(
        '[not_here]\nrequire-lock-timeout = "x"\nrequire-statement-timeout = "x"\nprefer-bigint-over-int = "x"\n'
        'prefer-robust-stmts = "x"\n[exceptions."0098_y.sql"]\nban-drop-table = "x"\n'
    )
    found = {(one.file, one.rule) for one in lint(tmp_path, [Migration(99, "x", sql)])}
    assert found == {("0099_x.sql", "adding-required-field"), ("lint.toml", "ban-drop-table")}


def test_an_exception_covers_its_own_file_and_rule_alone() -> None:
    mine, other = Finding("a.sql", 1, "r", ""), Finding("b.sql", 1, "r", "")
    assert unexcused([mine, other], {"a.sql": {"r": "because"}}) == [other]
