"""The command that runs Terraform for one environment: `.wolf/<environment>/terraform`, for wolfctl and for hands.

It is the one place that decides what Terraform sees of the caller's environment. Every TF_* variable is dropped, so a
machine-wide setting can neither add arguments nor name a configuration file that is not there.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from wolfctl.adapters.provider_mirror import ProviderSource
from wolfctl.adapters.state_folder import write_private

# An emulator takes any key; a real one must never reach it, nor may its own reach AWS.
EMULATED = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
# Collecting the garbage of reading the provider's schema took a third of the time (Go's own default: 100).
GARBAGE_PERCENT = 800
FORGOTTEN = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


def cli_config(source: ProviderSource) -> str:
    """The CLI configuration that takes the provider from a source."""
    path = source.path.replace("\\", "\\\\").replace('"', '\\"')
    if source.kind == "registry":
        return f'plugin_cache_dir = "{path}"\n'
    return (
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path    = "{path}"\n    include = ["registry.terraform.io/hashicorp/aws"]\n  }}\n'
        '  direct {\n    exclude = ["registry.terraform.io/hashicorp/aws"]\n  }\n'
        "}\n"
    )


def variables(folder: Path, config: Path, emulator_url: str | None) -> dict[str, str]:
    """What Terraform's environment holds beside the caller's; `emulator_url` is None on AWS."""
    given = {
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
    }
    if emulator_url:
        # services that no endpoint names go to the emulator as well, never to AWS
        given |= EMULATED | {"AWS_ENDPOINT_URL": emulator_url, "ALPHAWOLF_STATE": str(folder)}
    return given


def script(binary: tuple[str, ...], stack: Path, given: Mapping[str, str]) -> str:
    """The launcher's text."""
    forgotten = " ".join(FORGOTTEN) if "AWS_ENDPOINT_URL" in given else ""
    lines = [
        "#!/bin/sh",
        "# Written by wolfctl: Terraform as wolfctl runs it for this environment.",
        "for name in $(env | sed -n 's/^\\(TF_[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset \"$name\"; done",
        *([f"unset {forgotten}"] if forgotten else []),
        *(f"export {name}={shlex.quote(value)}" for name, value in given.items()),
        f'export GOGC="${{GOGC:-{GARBAGE_PERCENT}}}"',
        f"cd {shlex.quote(str(stack))} || exit 1",
        f'exec {shlex.join(binary)} "$@"',
    ]
    return "\n".join(lines) + "\n"


def write(root: Path, name: str, binary: tuple[str, ...], source: ProviderSource, emulator_url: str | None) -> Path:
    """Write the launcher of an environment and the CLI configuration that it names; returns the launcher."""
    folder = (root / ".wolf" / name).resolve()
    config = Path(source.path) if source.kind == "config" else folder / "terraform.rc"
    if source.kind == "registry":
        Path(source.path).mkdir(parents=True, exist_ok=True)
    if source.kind != "config":
        write_private(config, cli_config(source))
    launcher = folder / "terraform"
    write_private(launcher, script(binary, folder / "stack", variables(folder, config, emulator_url)))
    launcher.chmod(0o700)
    return launcher
