"""What Terraform sees of the caller's environment."""

import os
import subprocess
from pathlib import Path

import pytest

from wolfctl.adapters.provider_mirror import ProviderSource
from wolfctl.adapters.terraform_launcher import cli_config, write

MIRROR = ProviderSource("mirror", "/mirrors/one", "it is there")


@pytest.fixture
def shows_environment(tmp_path: Path) -> Path:
    (tmp_path / ".wolf" / "local" / "stack").mkdir(parents=True)
    program = tmp_path / "terraform with a space"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\nenv\n')
    program.chmod(0o755)
    return program


def seen(launcher: Path, *words: str, **environ: str) -> tuple[list[str], dict[str, str]]:
    """The folder and words that the program was given, and its environment."""
    done = subprocess.run([launcher, *words], capture_output=True, text=True, check=True, env=os.environ | environ)
    lines = done.stdout.splitlines()
    told = lines[: 1 + len(words)]
    return told, dict(line.split("=", 1) for line in lines[len(told) :] if "=" in line)


def test_an_emulated_environment_can_open_nothing_on_aws(tmp_path: Path, shows_environment: Path) -> None:
    launcher = write(tmp_path, "local", (str(shows_environment),), MIRROR, "http://127.0.0.1:4566")

    _, environment = seen(
        launcher,
        AWS_ACCESS_KEY_ID="real",
        AWS_SECRET_ACCESS_KEY="real",
        AWS_SESSION_TOKEN="real",
        AWS_PROFILE="real",
        AWS_ROLE_ARN="real",
    )

    assert "real" not in environment.values()
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["ALPHAWOLF_STATE"] == str((tmp_path / ".wolf" / "local").resolve())


def test_an_aws_environment_keeps_the_callers_credentials(tmp_path: Path, shows_environment: Path) -> None:
    (tmp_path / ".wolf" / "dev" / "stack").mkdir(parents=True)
    launcher = write(tmp_path, "dev", (str(shows_environment),), MIRROR, None)

    _, environment = seen(launcher, AWS_PROFILE="me")

    assert environment["AWS_PROFILE"] == "me"
    assert "AWS_ENDPOINT_URL" not in environment


def test_no_terraform_variable_of_the_machine_reaches_it(tmp_path: Path, shows_environment: Path) -> None:
    launcher = write(tmp_path, "local", (str(shows_environment),), MIRROR, "http://127.0.0.1:1")

    _, environment = seen(
        launcher, TF_CLI_CONFIG_FILE="/missing", TF_CLI_ARGS_plan="-destroy", TF_VAR_region="x", TF_LOG="TRACE"
    )

    given = {name: value for name, value in environment.items() if name.startswith("TF_")}
    assert given == {
        "TF_CLI_CONFIG_FILE": str(launcher.with_name("terraform.rc")),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
    }


def test_it_runs_in_the_stack_with_its_words_as_they_are(tmp_path: Path, shows_environment: Path) -> None:
    launcher = write(tmp_path, "local", (str(shows_environment),), MIRROR, "http://127.0.0.1:1")

    told, _ = seen(launcher, "plan", "-out=a b", "$HOME")

    assert told == [str((tmp_path / ".wolf" / "local" / "stack").resolve()), "plan", "-out=a b", "$HOME"]


def test_the_launcher_is_for_its_owner_alone(tmp_path: Path, shows_environment: Path) -> None:
    launcher = write(tmp_path, "local", (str(shows_environment),), MIRROR, "http://127.0.0.1:1")

    assert launcher.stat().st_mode & 0o777 == 0o700


def test_a_mirror_serves_the_provider_alone_and_the_registry_keeps_a_cache() -> None:
    assert 'path    = "/mirrors/one"' in cli_config(MIRROR)
    assert cli_config(ProviderSource("registry", '/a "b"', "")) == 'plugin_cache_dir = "/a \\"b\\""\n'


def test_the_users_own_configuration_is_named_and_not_written(tmp_path: Path, shows_environment: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.write_text("provider_installation {}\n")

    launcher = write(tmp_path, "local", (str(shows_environment),), ProviderSource("config", str(own), ""), "http://x:1")

    assert f"TF_CLI_CONFIG_FILE={own}" in launcher.read_text()
    assert not launcher.with_name("terraform.rc").exists()
