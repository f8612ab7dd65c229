"""What each environment's stack consists of, word for word.

WRITE_GOLDEN=1 writes the files anew; the difference is then read in review.
"""

import json
import os
from pathlib import Path

import pytest

from tests.render.conftest import ENVIRONMENTS, REPOSITORY, render
from wolfctl import config

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_templates_and_values_render_as_they_did(name: str, checkout: Path) -> None:
    stack = render(checkout, name).stack
    made = sorted(path.name.removesuffix(".j2") for path in (REPOSITORY / "infra").glob("*.tf.j2"))
    rendered = {file: (stack / file).read_text(encoding="utf-8") for file in [*made, "terraform.tfvars.json"]}
    if os.environ.get("WRITE_GOLDEN"):
        for file, text in rendered.items():
            (GOLDEN / name).mkdir(parents=True, exist_ok=True)
            (GOLDEN / name / file).write_text(text, encoding="utf-8")

    golden = {path.name: path.read_text(encoding="utf-8") for path in (GOLDEN / name).iterdir()}

    assert golden == rendered


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_plain_files_arrive_unchanged(name: str, checkout: Path) -> None:
    stack = render(checkout, name).stack

    for path in [*(REPOSITORY / "infra").glob("*.tf"), REPOSITORY / "infra" / ".terraform.lock.hcl"]:
        assert (stack / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_declared_input_is_given_and_no_other(name: str, checkout: Path) -> None:
    stack = render(checkout, name).stack
    declared = {
        line.split('"')[1] for line in (stack / "variables.tf").read_text().splitlines() if line.startswith("variable ")
    }

    assert declared == json.loads((stack / "terraform.tfvars.json").read_text()).keys()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_only_emulated_environments_name_endpoints(name: str, checkout: Path) -> None:
    providers = (render(checkout, name).stack / "providers.tf").read_text()

    assert config.load(name, checkout).on_aws == ("endpoints" not in providers)


def test_a_second_render_changes_nothing(checkout: Path) -> None:
    render(checkout, "local")

    again = render(checkout, "local")

    assert not again.changed
    assert len(again.unchanged) > 5


def test_a_file_that_infra_no_longer_has_is_deleted_but_terraforms_own_stay(checkout: Path) -> None:
    stack = render(checkout, "local").stack
    (stack / "removed_from_infra.tf").write_text("")
    (stack / "errored.tfstate").write_text("{}")
    (stack / ".terraform").mkdir(exist_ok=True)

    again = render(checkout, "local")

    assert again.deleted == ["removed_from_infra.tf"]
    assert (stack / "errored.tfstate").exists()
    assert (stack / ".terraform").is_dir()
    (stack / "errored.tfstate").unlink()
