"""Makes Terraform ready for an environment: which binary, which provider, room for it, and the launcher."""

import os
from dataclasses import dataclass
from pathlib import Path

from wolfctl.adapters import disk_space, provider_mirror, terraform_binary, terraform_launcher
from wolfctl.adapters.provider_mirror import ProviderSource
from wolfctl.adapters.terraform import Terraform
from wolfctl.adapters.terraform_binary import TerraformBinary

# The AWS provider: 160 MB zipped, 707 MB unpacked.
UNPACKED_MB = 750
ZIPPED_MB = 170
# An emulator answers at once, while the provider waits as long as it would for AWS: for a database 80 s, for a load
# balancer 60 s. Terraform's own ten at a time would have what is ready wait behind those.
AT_ONCE_EMULATED = 64


@dataclass(frozen=True)
class Setup:
    """What was chosen."""

    binary: TerraformBinary
    source: ProviderSource
    terraform: Terraform


def prepare(root: Path, name: str, emulator_url: str | None) -> Setup:
    """Choose the binary and the provider, and write the launcher; the stack must be rendered before init.

    `emulator_url` is None on AWS. Raises ToolMissing or ToolFailed when Terraform cannot be had.
    """
    binary = terraform_binary.find(root)
    source = provider_mirror.find(root, os.environ, Path.home())
    launcher = terraform_launcher.write(root, name, binary.argv, source, emulator_url)
    return Setup(
        binary, source, Terraform(root, name, launcher, parallelism=AT_ONCE_EMULATED if emulator_url else None)
    )


def require_room(root: Path, setup: Setup) -> None:
    """Raise NoSpace when init would unpack the provider onto a disk that cannot take it."""
    if not setup.terraform.init_needed():
        return
    source = setup.source
    if source.kind == "registry" and not _cached(root, source):
        disk_space.require(Path(source.path), UNPACKED_MB + ZIPPED_MB, "the AWS provider")
    if source.packed:
        disk_space.require(setup.terraform.stack, UNPACKED_MB, "the AWS provider")


def _cached(root: Path, source: ProviderSource) -> bool:
    return provider_mirror.holds(Path(source.path), provider_mirror.wanted(root)) == "unpacked"
