"""Plans the prod stack with prod's values against an emulator that knows nothing yet: a plan from scratch.

The stack is the one that `wolfctl render prod` writes; two override files beside it keep it away from AWS.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wolfctl import config
from wolfctl.adapters import provider_mirror, templates, terraform_binary, terraform_launcher, tool_environment

_HOST = "127.0.0.1"
_ARTIFACTS = {
    "workers_zip": "../../build/workers.zip",
    "api_image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/alphawolf-prod-api:1",
}
_OVERRIDES = {
    "backend_override.tf": 'terraform {\n  backend "local" {}\n}\n',
    "provider_override.tf": (
        'provider "aws" {\n'
        "  allowed_account_ids         = null\n"
        '  access_key                  = "test"\n'
        '  secret_key                  = "test"\n'
        "  max_retries                 = 2\n"
        "  skip_credentials_validation = true\n"
        "  skip_metadata_api_check     = true\n"
        "  skip_region_validation      = true\n"
        "}\n"
    ),
}


def render(root: Path, workspace: Path, name: str = "prod") -> Path:
    """Write the stack of an environment below `workspace`, where its paths to modules and zips hold."""
    # not below .wolf: Checkov passes over hidden folders
    stack = workspace / "rendered" / name / "stack"
    stack.mkdir(parents=True)
    (workspace / "modules").symlink_to(root / "modules")
    for file, text in templates.texts(config.load(name, root), root / "infra", None, _ARTIFACTS).items():
        (stack / file).write_text(text, encoding="utf-8")
    return stack


def plan(root: Path, workspace: Path) -> dict[str, Any]:
    """What `terraform show -json` says of a first plan of prod."""
    stack = render(root, workspace)
    for file, text in _OVERRIDES.items():
        (stack / file).write_text(text, encoding="utf-8")
    for path in _ARTIFACTS["workers_zip"], _ARTIFACTS["workers_zip"].replace("build", "build/arm64-python3.13"):
        _empty_zip(stack / path)
    source = provider_mirror.find(root, os.environ, Path.home())
    settings = workspace / "cli.tfrc"
    settings.write_text(terraform_launcher.cli_config(source), encoding="utf-8")
    with _emulator(root, workspace) as url:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "AWS_"))}
        environment |= terraform_launcher.variables(workspace, settings, url)

        def terraform(*arguments: str) -> str:
            command = [*terraform_binary.find(root).argv, *arguments]
            done = subprocess.run(command, cwd=stack, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"terraform {arguments[0]} failed:\n{done.stdout}\n{done.stderr}"
            return done.stdout

        terraform("init", "-no-color", "-input=false")
        terraform("plan", "-no-color", "-input=false", "-lock=false", "-out=prod.tfplan")
        planned: dict[str, Any] = json.loads(terraform("show", "-json", "prod.tfplan"))
    return planned


@contextmanager
def _emulator(root: Path, workspace: Path) -> Iterator[str]:
    """An empty MiniStack on a free port of loopback: data sources need somebody to answer."""
    python = tool_environment.ensure(root, "emulator") / "bin" / "python"
    port = _free_port()
    url = f"http://{_HOST}:{port}"
    settings = {
        "BIND_HOST": _HOST,
        "GATEWAY_PORT": str(port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "0",
        "STATE_DIR": str(workspace / "state"),
    }
    with (workspace / "emulator.log").open("w") as log:
        process = subprocess.Popen(
            [str(python), "-m", "ministack"], env=os.environ | settings, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_for(f"{url}/_ministack/ready", process)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], patience: float = 60) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with opener.open(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the emulator did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _empty_zip(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("workers/__init__.py", "")


def clear(workspace: Path) -> None:
    """Remove the provider copy that `terraform init` leaves: it is large."""
    shutil.rmtree(workspace / "rendered" / "prod" / "stack" / ".terraform", ignore_errors=True)
