"""The export of a record over HTTP, held against HL7's own JSON schema of R4."""

import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft6Validator

from tests.postgres.running_api import Api

SCHEMA = Path(__file__).parents[1] / "fhir_schema"


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Draft6Validator:
    """Install the package that carries the schema, as its lock file pins it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; tests/unit/api/test_fhir.py holds the export against SMART's models of R4")
    folder = tmp_path_factory.mktemp("schema")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SCHEMA / name, folder)
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=120)
    path = folder / "node_modules" / "@asymmetrik" / "fhir-json-schema-validator" / "fhir.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["id"] == "http://hl7.org/fhir/json-schema/4.0"
    return Draft6Validator(schema)


def test_the_export_is_valid_r4(api: Api, sam: httpx.Client, ana: httpx.Client, validator: Draft6Validator) -> None:
    answered = api.press(sam, sentence="Señora, I need help. 🙂").json()["id"]
    ana.post(f"/alerts/{answered}/acknowledge").raise_for_status()
    api.press(sam, sentence="And this too.", severity="need").raise_for_status()
    answer = ana.get(f"/user/{api.person('Sam')}/fhir")
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["cache-control"] == "no-store"
    document = answer.json()
    assert [error.message for error in validator.iter_errors(document)] == []
    kinds = {entry["resource"]["resourceType"] for entry in document["entry"]}
    assert kinds >= {"Patient", "RelatedPerson", "CareTeam", "Task", "CommunicationRequest", "Communication"}
    sentences = [
        entry["resource"]["payload"][0]["contentString"]
        for entry in document["entry"]
        if entry["resource"]["resourceType"] == "CommunicationRequest"
    ]
    assert sentences == ["Señora, I need help. 🙂", "And this too."]


def test_the_schema_would_notice(validator: Draft6Validator) -> None:
    assert list(validator.iter_errors({"resourceType": "Bundle", "type": "collection", "entries": []}))


def test_only_the_person_and_their_managers_export(api: Api, sam: httpx.Client) -> None:
    assert sam.get(f"/user/{api.person('Sam')}/fhir").status_code == 200
    with api.signed_in("luz") as luz:
        assert luz.get(f"/user/{api.person('Sam')}/fhir").status_code == 404
