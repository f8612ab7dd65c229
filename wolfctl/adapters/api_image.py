"""The image of the API: named by its commit, made of the lock and the sources, described by a bill of materials."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters import bill_of_materials, git_checkout
from wolfctl.adapters.container_engine import Engine, Image, Recipe
from wolfctl.adapters.state_folder import write_json

NAME = "alphawolf-api"
LOCK = "requirements-api.lock"
DPKG_STATUS = "/var/lib/dpkg/status"
# For a checkout that git knows nothing of: the oldest time that a zip can bear, as everywhere else here.
NO_COMMIT = 315532800
ARCHITECTURES: Mapping[str, str] = {"arm64": "arm64", "x86_64": "amd64"}


@dataclass(frozen=True, slots=True)
class Built:
    """An image, who built it, and where its bill of materials lies."""

    image: Image
    engine: str
    commit: str
    clean: bool
    materials: Path

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self), "materials": str(self.materials)}


def build(root: Path, version: str, architecture: str | None, engine: Engine) -> Built:
    """Build the image for a processor, this machine's own when none is named, and write its bill of materials.

    Raises ToolFailed when the build fails.
    """
    machine = ARCHITECTURES[architecture or own_architecture()]
    commit, clean = git_checkout.commit(root), git_checkout.holds_the_commit(root)
    made_at = git_checkout.committed_at(root) or NO_COMMIT
    revision = (commit or "uncommitted") + ("" if clean or not commit else "-dirty")
    image = engine.build(
        Recipe(
            dockerfile=root / "api" / "Dockerfile",
            context=root,
            name=name(root, architecture),
            architecture=machine,
            made_at=made_at,
            arguments={"CREATED": bill_of_materials.moment(made_at), "REVISION": revision, "VERSION": version},
        )
    )
    folder = root / ".wolf" / "build"
    materials = folder / f"image-{machine}.cdx.json"
    document = bill_of_materials.of_image(
        image, version, made_at, (root / LOCK).read_text(), engine.read(image.name, DPKG_STATUS).decode()
    )
    materials.parent.mkdir(parents=True, exist_ok=True)
    materials.write_text(document, encoding="utf-8")
    built = Built(image, f"{engine.name} {engine.version}", commit, clean, materials)
    write_json(folder / f"image-{machine}.json", built.data())
    return built


def name(root: Path, architecture: str | None) -> str:
    """What the image of this checkout is called, for a processor."""
    revision = tag(git_checkout.commit(root), clean=git_checkout.holds_the_commit(root))
    return f"{NAME}:{revision}-{ARCHITECTURES[architecture or own_architecture()]}"


def tag(commit: str, *, clean: bool) -> str:
    """What an image of a commit is called; one with uncommitted changes is never called by the commit alone."""
    return f"{commit[:12] or 'uncommitted'}{'' if clean or not commit else '-dirty'}"


def own_architecture() -> str:
    """This machine's processor, as Lambda names it."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
