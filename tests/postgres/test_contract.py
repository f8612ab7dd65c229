"""Schemathesis asks the API for all that its own OpenAPI document promises, as two people with nothing in common.

`make test` asks a little of each operation; `make test-contract` asks until ten thousand cases have been answered.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import UNHURRIED, Api, running_api
from tests.postgres.small_aws import serving

CASES_WANTED = 10_000
# All but the tour of every boundary of every field, which is most of the time.
QUICK = ("--phases", "examples,fuzzing,stateful")


@pytest.fixture
def unhurried(server: Server, database_name: str, tmp_path: Path) -> Iterator[Api]:
    """Start an API that lets its callers ask as often as they like."""
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(server.settings(database_name), issuer, aws, free_port(), tmp_path / "api.log", UNHURRIED) as api,
    ):
        yield api


def configuration(api: Api, folder: Path) -> Path:
    """Write what Schemathesis must know: two people who must not see each other, and whose ids are worth trying."""
    people = {"auth": [{"name": name, "fixedHeaders": [bearer(api, name)]} for name in ("sam", "rosa")]}
    (folder / "people.json").write_text(json.dumps(people))
    ids = json.dumps([api.person("Sam"), api.person("Rosa")])
    file = folder / "schemathesis.toml"
    file.write_text(f"""
[dictionaries.person]
values = {ids}

[parameters]
"path.id" = {{ dictionary = "person", probability = 0.5 }}
"query.user_id" = {{ dictionary = "person", probability = 0.7 }}
# Whoever waits for news would wait for long: there are none.
"query.wait" = 0

# More than a schema can say: a version that was read before, words that fit together, a lock, so many codes a day.
[checks.positive_data_acceptance]
expected-statuses = ["2XX", "304", "401", "403", "404", "409", "412", "413", "422", "423", "428", "429"]

# A list that is too long may make a body that is too large, which is looked at first.
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]

# One asks for everything, lest what she made be asked for as somebody else; the other tries what she read.
[auth.wfc]
path = {json.dumps(str(folder / "people.json"))}
user = "sam"
peers = ["sam", "rosa"]
""")
    return file


def bearer(api: Api, name: str) -> dict[str, str]:
    """Return the header that a person signs in with."""
    return {"name": "Authorization", "value": f"Bearer {api.issuer.token(f'sub-{name}')}"}


def ask(api: Api, folder: Path, *options: str) -> tuple[int, int, str]:
    """Run Schemathesis; return its exit code, the number of cases that it made and what it printed."""
    report = folder / "report.json"
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration(api, folder))),
        *("run", f"{api.url}/openapi.json", "--checks", "all", "--continue-on-failure", "--no-color"),
        *("--generation-database", "none", "--report-json-path", str(report), *options),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("contract_hooks.py"))}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=3000
    )
    told = ended.stdout + ended.stderr
    counted = re.search(r"(\d[\d,]*) generated", told)
    return ended.returncode, int(counted[1].replace(",", "")) if counted else 0, told


def test_the_api_keeps_what_its_document_promises(unhurried: Api, tmp_path: Path) -> None:
    code, cases, told = ask(unhurried, tmp_path, "--max-examples", "2", "--workers", "2", "--seed", "1", *QUICK)
    assert code == 0, told
    assert cases > 100, told


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_it_keeps_it_ten_thousand_times(unhurried: Api, tmp_path: Path) -> None:
    # One worker: two that parse sources at once meet a fault of CPython 3.11 (a "recursion depth mismatch").
    code, cases, told = ask(unhurried, tmp_path, "--max-examples", "80", "--workers", "1", "--no-shrink", "--seed", "2")
    sys.stdout.write(told[told.rfind("= SUMMARY") :])
    assert code == 0, told
    assert cases >= CASES_WANTED, told
