"""Build what an environment runs: the image of the API and the zip of the Lambda functions."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json

DatabaseCa = Annotated[
    Path | None,
    typer.Option(
        "--database-ca", metavar="FILE", help="The file of RDS's authorities, fetched elsewhere.", exists=True
    ),
]
Architectures = Annotated[
    list[str] | None,
    typer.Option("--architecture", metavar="NAME", help="arm64 or x86_64 in place of the environment's; repeatable."),
]
Pythons = Annotated[
    list[str] | None,
    typer.Option("--python", metavar="X.Y", help="Python of the zip in place of the environment's; repeatable."),
]
ZipOnly = Annotated[bool, typer.Option("--zip-only", help="Only the zip, which needs no container engine.")]
ImageOnly = Annotated[bool, typer.Option("--image-only", help="Only the image of the API.")]


def command(
    env: EnvironmentName = "local",
    database_ca: DatabaseCa = None,
    architecture: Architectures = None,
    python: Pythons = None,
    zip_only: ZipOnly = False,
    image_only: ImageOnly = False,
    json: Json = False,
) -> int:
    """Build the image of the API with Docker or Podman, and the zip of the Lambda functions; say what each is made of.

    The same commit gives the same bytes. Exit codes: 0 built, 1 not.
    """
    from wolfctl import artifacts, config
    from wolfctl.console import Console, build_view
    from wolfctl.errors import Refused, ToolMissing

    if zip_only and image_only:
        raise Refused("--zip-only and --image-only leave nothing to build.", hint="Give one of them, or neither.")
    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    wanted = artifacts.wanted(environment, root, architecture or [], python or [])
    zips = [] if image_only else artifacts.zips(environment, root, wanted.zips, database_ca)
    try:
        images = [] if zip_only else artifacts.images(environment, root, wanted.images, database_ca)
    except ToolMissing:
        for line in build_view.view(zips, [], root):
            console.note(line)
        raise
    console.result(build_view.data(env, zips, images), *build_view.view(zips, images, root))
    return 0
