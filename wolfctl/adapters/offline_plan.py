"""Plans an environment's whole stack into nothing: against an emulator, without its backend, in a folder of its own."""

import json
import os
import subprocess
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
    folder = root / ".wolf" / "plans" / environment.environment
    addresses = None if environment.on_aws else _addresses(emulator_url)
    for name, text in templates.texts(environment, root / "infra", addresses, _ARTIFACTS).items():
        if name != "backend.tf":
            write_private(folder / name, text)
    (folder / "workers.zip").write_bytes(_NO_CODE)
    (folder / "terraform.tfstate").unlink(missing_ok=True)
    config = folder / "terraform.rc"
    source = provider_mirror.find(root, os.environ, Path.home())
    write_private(config, terraform_launcher.cli_config(source))
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "AWS_"))}
    variables |= terraform_launcher.variables(folder, config, emulator_url)
    # the emulator takes the access key for the account, so that the check of the account holds
    variables |= {"AWS_ACCESS_KEY_ID": environment.account_id or "test", "AWS_REGION": environment.region}
    binary = terraform_binary.find(root).argv
    _run([*binary, "init", "-input=false", "-no-color"], folder, variables)
    plan = folder / "plan.tfplan"
    try:
        _run([*binary, "plan", "-input=false", "-no-color", "-lock=false", f"-out={plan}"], folder, variables)
        return dict(json.loads(_run([*binary, "show", "-json", str(plan)], folder, variables)))
    finally:
        plan.unlink(missing_ok=True)


def _addresses(emulator_url: str) -> dict[str, Any]:
    return {
        "emulator_url": emulator_url,
        "api_url": "http://127.0.0.1:8080",
        "api_port": 8080,
        "database_hosts": ["127.0.0.1:5432", "127.0.0.1:5433"],
    }


def _run(argv: list[str], folder: Path, variables: Mapping[str, str]) -> str:
    done = subprocess.run(argv, cwd=folder, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(
            f"Terraform cannot plan {folder.name} away from its account.", why=(done.stderr or done.stdout)[-2000:]
        )
    return done.stdout
