"""Plans an environment's whole stack into nothing: against an emulator, without its backend, in a folder of its own."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wolfctl.adapters import provider_mirror, templates, terraform_binary, terraform_launcher
from wolfctl.adapters.state_folder import write_private
from wolfctl.config import Environment
from wolfctl.errors import ToolFailed

# An empty zip: plans hash the workers' code, and nothing is uploaded.
_NO_CODE = b"PK\x05\x06" + bytes(18)
_ARTIFACTS = {"workers_zip": "workers.zip", "api_image": "alphawolf-api:planned"}


def document(root: Path, environment: Environment, emulator_url: str) -> dict[str, Any]:
    """What `terraform show -json` says of a plan for an empty account.

    Raises ToolFailed with Terraform's own errors.
    """
    plans = root / ".wolf" / "plans"
    plans.mkdir(parents=True, exist_ok=True)
    # as deep as .wolf/<environment>/stack, so that the paths to the modules hold
    with tempfile.TemporaryDirectory(prefix=f"{environment.environment}-", dir=plans) as name:
        folder = Path(name)
        _render(root, environment, emulator_url, folder)
        config = _cli_config(provider_mirror.find(root, os.environ, Path.home()), folder)
        variables = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "AWS_"))}
        variables |= terraform_launcher.variables(folder, config, emulator_url)
        # the emulator takes the access key for the account, so that the check of the account holds
        variables |= {"AWS_ACCESS_KEY_ID": environment.account_id or "test", "AWS_REGION": environment.region}

        def terraform(*arguments: str) -> str:
            return _run([*terraform_binary.find(root).argv, *arguments], environment.environment, folder, variables)

        terraform("init", "-input=false", "-no-color")
        terraform("plan", "-input=false", "-no-color", "-lock=false", "-out=plan.tfplan")
        return dict(json.loads(terraform("show", "-json", "plan.tfplan")))


def _render(root: Path, environment: Environment, emulator_url: str, folder: Path) -> None:
    addresses = None if environment.on_aws else _addresses(emulator_url)
    for name, text in templates.texts(environment, root / "infra", addresses, _ARTIFACTS).items():
        if name != "backend.tf":
            write_private(folder / name, text)
    (folder / "workers.zip").write_bytes(_NO_CODE)


def _cli_config(source: provider_mirror.ProviderSource, folder: Path) -> Path:
    if source.kind == "config":
        return Path(source.path)
    if source.kind == "registry":
        Path(source.path).mkdir(parents=True, exist_ok=True)
    config = folder / "terraform.rc"
    write_private(config, terraform_launcher.cli_config(source))
    return config


def _addresses(emulator_url: str) -> dict[str, Any]:
    return {
        "emulator_url": emulator_url,
        "api_url": "http://127.0.0.1:8080",
        "api_port": 8080,
        "database_hosts": ["127.0.0.1:5432", "127.0.0.1:5433"],
    }


def _run(argv: list[str], name: str, folder: Path, variables: Mapping[str, str]) -> str:
    done = subprocess.run(argv, cwd=folder, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(
            f"Terraform cannot plan {name} away from its account.", why=(done.stderr or done.stdout)[-2000:]
        )
    return done.stdout
