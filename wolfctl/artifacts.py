"""What a release consists of, built: the zips of the Lambda functions and the images of the API."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from wolfctl import execute
from wolfctl.adapters import api_image, bill_of_materials, container_engine, database_authorities, git_checkout
from wolfctl.adapters.api_image import Built
from wolfctl.adapters.container_engine import Engine
from wolfctl.adapters.lambda_zip import Target
from wolfctl.config import Environment
from wolfctl.errors import Refused

LOCK = "requirements-lambda.lock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Targets of zips, and processors of images; None stands for this machine's own."""

    zips: tuple[Target, ...]
    images: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Zip:
    """A built zip and its bill of materials."""

    path: Path
    size: int
    sha256: str
    materials: Path

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self), "path": str(self.path), "materials": str(self.materials)}


def wanted(environment: Environment, root: Path, architectures: Sequence[str], pythons: Sequence[str]) -> Wanted:
    """What an environment runs, or what was asked for in its place. Raises Refused for what nothing runs on."""
    for name in architectures:
        if name not in api_image.ARCHITECTURES:
            raise Refused(f"No Lambda function runs on {name!r}.", hint="Write arm64 or x86_64.")
    for python in pythons:
        if not re.fullmatch(r"3\.\d{1,2}", python):
            raise Refused(f"{python!r} is no version of Python.", hint="Write it as 3.13.")
    compute = environment.compute
    own = compute.lambda_architecture if environment.on_aws else None
    images = tuple(architectures) or (own,)
    if not architectures and not pythons:
        return Wanted((execute.zip_target(environment, root),), images)
    runtimes = [f"python{python}" for python in pythons] or [compute.lambda_runtime]
    machines = architectures or [own or api_image.own_architecture()]
    targets = tuple(Target.lambda_service(runtime, machine) for machine in machines for runtime in runtimes)
    return Wanted(targets, images)


def zips(environment: Environment, root: Path, targets: Sequence[Target], database_ca: Path | None) -> list[Zip]:
    """Build each zip. Raises ToolFailed when packages cannot be had, WolfctlError above 5 MB."""
    made_at = git_checkout.committed_at(root) or api_image.NO_COMMIT
    built = []
    for target in targets:
        path = execute.build(environment, root, target=target, database_ca=database_ca)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lock = (root / LOCK).read_text(encoding="utf-8")
        materials = path.with_suffix(".cdx.json")
        text = bill_of_materials.of_zip("alphawolf-workers", version("alphawolf"), digest, made_at, lock)
        materials.write_text(text, encoding="utf-8")
        built.append(Zip(path, path.stat().st_size, digest, materials))
    return built


def images(
    environment: Environment,
    root: Path,
    architectures: Sequence[str | None],
    database_ca: Path | None,
    *,
    find: Callable[[], Engine] = container_engine.find,
) -> list[Built]:
    """Build each image. Raises ToolMissing without Docker and Podman, ToolFailed when a build fails."""
    engine = find()
    if environment.features.database_tls:
        database_authorities.obtain(root, given=database_ca)
    return [api_image.build(root, version("alphawolf"), machine, engine) for machine in architectures]
