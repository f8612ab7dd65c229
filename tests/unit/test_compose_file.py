"""What docker-compose.localstack.yml holds of each container, and that its page tells what is not there."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import Settings
from tests.local.localstack_calls import NOT_OFFERED, OFFERED
from tests.unit.test_documents import named_first
from wolfctl.workflows.localstack_editions import EDITIONS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.localstack.yml"
COMPOSED: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSED["services"]
# Their image cannot do otherwise: decision 80.
ROOTED = {"localstack", "localstack-licensed"}
ONCE = {"migrate", "seed"}
# Whoever has a token gets the newest; the API's image is named by its commit.
UNPINNED = {"localstack-licensed", "migrate", "seed", "api"}
VARIABLE = re.compile(r"\$\{(\w+)")

each = pytest.mark.parametrize("name", sorted(SERVICES))


@each
def test_a_service_can_gain_no_rights(name: str) -> None:
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & set(service)
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


@each
def test_a_service_is_nobody_special_on_a_root_that_it_cannot_write_to(name: str) -> None:
    service = SERVICES[name]

    if name in ROOTED:
        assert "user" not in service
        assert "read_only" not in service
    else:
        assert service["user"].partition(":")[0] not in {"", "0", "root"}
        assert service["read_only"] is True


@each
def test_a_service_says_whether_it_is_well(name: str) -> None:
    health = SERVICES[name]["healthcheck"]

    assert health == {"disable": True} if name in ONCE else health["test"][0] in {"CMD", "CMD-SHELL"}


@each
def test_an_image_is_pinned(name: str) -> None:
    image = SERVICES[name]["image"]

    if name not in UNPINNED:
        assert re.fullmatch(r"docker\.io/[a-z]+(/[a-z]+)?:\d+\.\d+(\.\d+)?(-[a-z]+)?", image), image


@each
def test_a_port_is_this_machines_own(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@each
def test_what_is_kept_lies_in_a_named_volume_and_what_is_ours_cannot_be_changed(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.partition(":")[0]
        if source.startswith("./"):
            assert (ROOT / source).is_file()
            assert volume.endswith(":ro")
        else:
            assert source in COMPOSED["volumes"]


def test_the_database_is_reached_from_inside_alone() -> None:
    assert COMPOSED["networks"]["inside"] == {"internal": True}
    for name in ("primary", "standby", "migrate", "seed"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_every_emulator_is_a_profile_of_its_own_and_waited_for() -> None:
    emulators = {name for name, service in SERVICES.items() if name in service.get("profiles", [])} - ONCE
    waited = {name for name, need in SERVICES["api"]["depends_on"].items() if need.get("required") is False}

    assert emulators == waited == {"localstack", "localstack-licensed", "ministack"}
    assert SERVICES["localstack"]["image"].endswith(":4.14.0")
    assert "LOCALSTACK_AUTH_TOKEN" not in SERVICES["localstack"]["environment"]
    assert SERVICES["localstack-licensed"]["environment"]["LOCALSTACK_AUTH_TOKEN"]


def test_the_api_is_told_all_that_it_needs(tmp_path: Path) -> None:
    pools = '[{"issuer": "https://id.example", "client_id": "board", "jwks_url": "https://id.example/jwks"}]'
    told = {**SERVICES["api"]["environment"], "COGNITO_POOLS": pools, "SPEECH_FOLDER": str(tmp_path)}

    settings = Settings.from_environment(told)

    assert settings.database.hosts == (("primary", 5432), ("standby", 5432))
    assert SERVICES["api"]["ports"][0].endswith(f":{settings.port}")
    assert SERVICES["api"]["environment"]["SPEECH_FOLDER"] in {at.partition(":")[0] for at in SERVICES["api"]["tmpfs"]}


def test_no_secret_is_written_down() -> None:
    said = [
        (key, value) for service in SERVICES.values() for key, value in dict(service.get("environment", {})).items()
    ]

    hidden = [value for key, value in said if key.endswith(("PASSWORD", "TOKEN", "MATERIAL"))]
    assert hidden
    assert all(value == "" or VARIABLE.match(value) for value in hidden)


def test_its_page_tells_of_every_variable() -> None:
    page = (ROOT / "docs" / "runbooks" / "compose.md").read_text(encoding="utf-8")

    assert {name for name in VARIABLE.findall(FILE.read_text(encoding="utf-8")) if name not in page} == set()


def test_its_page_tells_of_every_service_of_the_stack_whether_localstack_offers_it() -> None:
    stack = yaml.safe_load((ROOT / "envs" / "local.yaml").read_text(encoding="utf-8"))
    told = named_first("docs/runbooks/compose.md", "What it lacks", column=0)

    assert set(stack["emulator"]["services"]) == told == set(OFFERED) | set(NOT_OFFERED)
    assert set(EDITIONS["localstack"].missing) == set(NOT_OFFERED)


def test_compose_itself_takes_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("Docker's compose plugin is not here")
    engine = {name: value for name, value in os.environ.items() if name.startswith("DOCKER_")}
    told = {"PATH": os.environ["PATH"], "HOME": str(ROOT), **engine, **dict.fromkeys(required(), "x")}
    command = [docker, "compose", "-f", str(FILE), "--profile", "*", "config", "--quiet"]

    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_compose_refuses_to_start_without_what_must_be_told() -> None:
    assert required() == {
        "ALPHAWOLF_IMAGE",
        "APPLICATION_PASSWORD",
        "COGNITO_POOLS",
        "FIELD_KEY_MATERIAL",
        "OWNER_PASSWORD",
        "REPLICATION_PASSWORD",
    }


def required() -> set[str]:
    """The variables that the file cannot do without."""
    return set(re.findall(r"\$\{(\w+):\?", FILE.read_text(encoding="utf-8")))
