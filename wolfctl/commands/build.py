"""Build the Lambda zip of an environment."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json


def command(
    env: EnvironmentName = "local",
    database_ca: Annotated[
        Path | None,
        typer.Option("--database-ca", help="The file of RDS's authorities, fetched elsewhere.", exists=True),
    ] = None,
    json: Json = False,
) -> int:
    """Build the zip that every Lambda function of an environment runs from; the same sources give the same bytes."""
    import hashlib

    from wolfctl import config, execute
    from wolfctl.console import Console

    console = Console(json=json)
    root = config.find_root()
    path = execute.build(config.load(env, root), root, database_ca=database_ca)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told = f"{path.relative_to(root)}  {path.stat().st_size / 1e6:.2f} MB  sha256 {digest[:16]}…"
    data = {"environment": env, "zip": str(path), "bytes": path.stat().st_size, "sha256": digest}
    console.result(data, told)
    return 0
