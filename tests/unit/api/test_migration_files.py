"""Splitting SQL, and deciding what is still to run."""

import base64
import hmac

import pytest

from api.db.migrate import Migration, MigrationError, Status, label, migrations, pending, report
from api.db.roles import scram_verifier
from api.db.sql_statements import split_statements


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("", []),
        ("-- nothing; at all\n /* ; */ ;;", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';'; SELECT 'it''s; fine';", ["SELECT ';'", "SELECT 'it''s; fine'"]),
        ("SELECT E'\\';'; SELECT 2", ["SELECT E'\\';'", "SELECT 2"]),
        ("SELECT '\\'; SELECT 2", ["SELECT '\\'", "SELECT 2"]),
        ("SELECT made'\\'; SELECT 2", ["SELECT made'\\'", "SELECT 2"]),
        ('SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', "SELECT 2"]),
        ("DO $$ BEGIN; END $$; SELECT 2", ["DO $$ BEGIN; END $$", "SELECT 2"]),
        ("DO $a$ ; $$ ; $b$ ; $a$; SELECT 2", ["DO $a$ ; $$ ; $b$ ; $a$", "SELECT 2"]),
        ("SELECT $1; SELECT a$b$; SELECT 3", ["SELECT $1", "SELECT a$b$", "SELECT 3"]),
        ("SELECT 1 /* a /* nested; */ ; */; SELECT 2", ["SELECT 1 /* a /* nested; */ ; */", "SELECT 2"]),
        ("SELECT 1 -- one;\n, 2; SELECT 3", ["SELECT 1 -- one;\n, 2", "SELECT 3"]),
        ("SELECT 'unclosed; SELECT 2", ["SELECT 'unclosed; SELECT 2"]),
        ("SELECT $$unclosed; SELECT 2", ["SELECT $$unclosed; SELECT 2"]),
        ("SELECT /* unclosed; SELECT 2", ["SELECT /* unclosed; SELECT 2"]),
    ],
)
def test_a_text_is_split_where_its_statements_end(sql: str, statements: list[str]) -> None:
    assert split_statements(sql) == statements


ONE, TWO, THREE = (Migration(number, "x", f"SELECT {number}") for number in (1, 2, 3))


def applied(*files: Migration) -> dict[int, str]:
    return {file.version: file.checksum for file in files}


def test_what_has_not_run_is_still_to_run() -> None:
    assert pending([ONE, TWO, THREE], applied(ONE)) == [TWO, THREE]
    assert pending([ONE], applied(ONE)) == []


@pytest.mark.parametrize(
    ("files", "known", "message"),
    [
        ([Migration(1, "x", "SELECT 'changed'")], applied(ONE), "0001_x was changed"),
        ([ONE], applied(ONE, TWO), "0002 was applied here, but its file is missing"),
        ([ONE, TWO, THREE], applied(ONE, THREE), "0002_x comes before one that is applied"),
        ([ONE, Migration(1, "y", "")], {}, "same number"),
    ],
)
def test_a_changed_history_is_refused(files: list[Migration], known: dict[int, str], message: str) -> None:
    with pytest.raises(MigrationError, match=message):
        pending(files, known)


def test_our_own_files_are_numbered_each_by_itself() -> None:
    versions = [file.version for file in migrations()]
    assert versions == sorted(set(versions))
    outside = [label(file) for file in migrations() if not file.transactional]
    assert outside == ["0004_index_tasks_by_user", "0031_index_tasks_by_watch"]


def test_the_result_is_told_to_people_and_to_programs() -> None:
    ran = Status(["0001_x"], [])
    assert report("up", ran, as_json=False) == "applied 0001_x"
    assert report("up", Status([], []), as_json=False) == "nothing to apply"
    assert report("status", Status(["0001_x"], ["0002_x"]), as_json=False) == "applied 0001_x\npending 0002_x"
    assert report("up", ran, as_json=True) == '{"verb": "up", "applied": ["0001_x"], "pending": []}'


def test_a_password_is_stored_as_the_standards_example_says() -> None:
    # RFC 7677 §3: the server that stored "pencil" proves itself with this signature.
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    salt = "W22ZaJ0SNY7soEsUEjb6gQ=="
    exchange = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s={salt},i=4096,c=biws,r={nonce}"
    method, salted, keys = scram_verifier("pencil", base64.b64decode(salt)).split("$")
    signature = hmac.digest(base64.b64decode(keys.split(":")[1]), exchange.encode(), "sha256")
    assert (method, salted) == ("SCRAM-SHA-256", f"4096:{salt}")
    assert base64.b64encode(signature).decode() == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
