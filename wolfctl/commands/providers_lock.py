"""Pin the AWS provider for other platforms than this machine's."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.commands import Json


def command(
    platform: Annotated[
        list[str] | None, typer.Option("--platform", metavar="NAME", help="One platform, as linux_arm64; repeatable.")
    ] = None,
    mirror: Annotated[
        Path | None,
        typer.Option("--mirror", metavar="DIR", help="A folder to ask instead of the registry.", exists=True),
    ] = None,
    json: Json = False,
) -> None:
    """Add hashes to infra/.terraform.lock.hcl, so that colleagues and CI on other platforms can run it.

    It needs the provider's registry, or a mirror that holds every platform asked for.
    """
    from dataclasses import asdict

    from rich.text import Text

    from wolfctl import config
    from wolfctl.adapters import provider_lock, terraform_binary
    from wolfctl.console import Console

    root = config.find_root()
    console = Console(json=json)
    platforms = platform or list(provider_lock.PLATFORMS)
    console.note(f"Asking for the AWS provider on {', '.join(platforms)}")
    result = provider_lock.add(root, terraform_binary.find(root).argv, platforms, mirror=mirror)
    line = f"infra/{provider_lock.LOCK} pins {result.after} hashes, {result.before} before."
    console.result({"platforms": platforms, **asdict(result)}, Text(line))
