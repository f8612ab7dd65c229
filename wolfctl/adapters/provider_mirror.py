"""Finds the AWS provider on this machine, so that Terraform need not fetch it.

A mirror and a plugin cache have the same folders: <mirror>/registry.terraform.io/hashicorp/aws/<version>/<platform>/,
or beside the versions a zip `terraform-provider-aws_<version>_<platform>.zip`.
"""

import json
import os
import platform
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from wolfctl.adapters.state_folder import read_json, write_private
from wolfctl.errors import ToolMissing

HOST = "registry.terraform.io"
DEPTH = 5
SECONDS = 4.0
SKIPPED = {"proc", "sys", "dev", "node_modules", "site-packages", "__pycache__", ".git", ".terraform"}

Kind = Literal["mirror", "config", "registry"]


@dataclass(frozen=True)
class Wanted:
    """The package to look for."""

    version: str
    platform: str


@dataclass(frozen=True)
class ProviderSource:
    """Where the provider comes from: a mirror folder, the user's own CLI configuration, or the registry."""

    kind: Kind
    path: str
    why: str
    packed: bool = False


def wanted(root: Path) -> Wanted:
    """The version that infra/.terraform.lock.hcl pins, for this machine."""
    lock = root / "infra" / ".terraform.lock.hcl"
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    match = re.search(rf'provider "{HOST}/hashicorp/aws" {{\s*version\s*=\s*"([^"]+)"', text)
    if match is None:
        raise ToolMissing(
            "Nothing says which AWS provider to use.",
            why=f"{lock} does not pin hashicorp/aws.",
            hint="Run `terraform providers lock` in a rendered stack and keep its file in infra/.",
        )
    return Wanted(match.group(1), this_platform())


def this_platform() -> str:
    """Terraform's name of this machine, as linux_amd64."""
    processor = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{platform.system().lower()}_{processor}"


def find(root: Path, environ: Mapping[str, str], home: Path, *, roots: Iterable[Path] | None = None) -> ProviderSource:
    """Where to take the provider from; what was found is remembered and looked at again before it is believed.

    Raises ToolMissing when WOLFCTL_PROVIDER_MIRROR names a folder without the provider.
    """
    want = wanted(root)
    told = environ.get("WOLFCTL_PROVIDER_MIRROR")
    if told:
        kind = holds(Path(told), want)
        if kind is None:
            raise ToolMissing(
                f"WOLFCTL_PROVIDER_MIRROR names {told}, which does not hold the AWS provider.",
                why=f"{HOST}/hashicorp/aws {want.version} for {want.platform} is not below it.",
                hint="Name the folder that holds registry.terraform.io/, or unset the variable.",
            )
        return ProviderSource("mirror", told, "WOLFCTL_PROVIDER_MIRROR names it", kind == "packed")
    if config := _own_config(environ, home):
        return config
    memory = root / ".wolf" / "tools" / "provider-source.json"
    if known := _remembered(memory, want):
        return known
    for folder, why in _candidates(root, environ, home, roots):
        if kind := holds(folder, want):
            found = ProviderSource("mirror", str(folder), why, kind == "packed")
            write_private(memory, json.dumps({**asdict(want), **asdict(found)}))
            return found
    cache = root / ".wolf" / "tools" / "plugin-cache"
    return ProviderSource("registry", str(cache), "no copy of it was found on this machine")


def holds(mirror: Path, want: Wanted) -> Literal["unpacked", "packed"] | None:
    """Whether a mirror folder holds the wanted package, and in which form."""
    provider = mirror / HOST / "hashicorp" / "aws"
    program = f"terraform-provider-aws_v{want.version}"
    try:
        for path in (provider / want.version / want.platform).glob(f"{program}*"):
            if os.access(path, os.X_OK) and path.stat().st_size:
                return "unpacked"
        if (provider / f"terraform-provider-aws_{want.version}_{want.platform}.zip").stat().st_size:
            return "packed"
    except OSError:
        return None
    return None


def _own_config(environ: Mapping[str, str], home: Path) -> ProviderSource | None:
    """The user's own CLI configuration, when it says how providers are installed."""
    for path, why in (
        (environ.get("TF_CLI_CONFIG_FILE"), "TF_CLI_CONFIG_FILE says how providers are installed"),
        (str(home / ".terraformrc"), "your .terraformrc says how providers are installed"),
    ):
        try:
            text = Path(path).read_text(encoding="utf-8") if path else ""
        except OSError:
            continue
        if path and re.search(r"^\s*(provider_installation\s*\{|plugin_cache_dir\s*=)", text, re.MULTILINE):
            return ProviderSource("config", path, why)
    return None


def _remembered(memory: Path, want: Wanted) -> ProviderSource | None:
    known = read_json(memory)
    if {key: known.get(key) for key in asdict(want)} != asdict(want):
        return None
    kind = holds(Path(str(known.get("path"))), want)
    return ProviderSource("mirror", str(known["path"]), str(known["why"]), kind == "packed") if kind else None


def _candidates(
    root: Path, environ: Mapping[str, str], home: Path, roots: Iterable[Path] | None
) -> Iterator[tuple[Path, str]]:
    data_folders = [environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")]
    data_folders += (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    for implied in [home / ".terraform.d" / "plugins", *(Path(f) / "terraform" / "plugins" for f in data_folders)]:
        yield implied, "it is one of the folders in which Terraform looks"
    for cache in [environ.get("TF_PLUGIN_CACHE_DIR"), home / ".terraform.d" / "plugin-cache"]:
        if cache:
            yield Path(cache), "it is your plugin cache"
    yield root / ".wolf" / "tools" / "plugin-cache", "it was fetched for this checkout before"
    conventional = ("/opt", "/usr/local/share", "/usr/share", "/usr/local/lib", "/usr/lib", "/var/lib", "/srv", "/mnt")
    for mirror in search(roots if roots is not None else [*map(Path, conventional), home]):
        yield mirror, f"a search of the usual folders found {mirror}"


def search(roots: Iterable[Path], *, depth: int = DEPTH, seconds: float = SECONDS) -> Iterator[Path]:
    """Folders that hold registry.terraform.io, nearest the roots first, within a depth and a time."""
    until = time.monotonic() + seconds
    level = [str(root) for root in roots]
    for _ in range(depth):
        below: list[str] = []
        for folder in level:
            if time.monotonic() > until:
                return
            try:
                with os.scandir(folder) as entries:
                    names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            except OSError:
                continue
            if HOST in names:
                yield Path(folder)
            below += [f"{folder}/{name}" for name in sorted(names) if name not in SKIPPED]
        level = below
