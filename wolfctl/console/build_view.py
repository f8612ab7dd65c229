"""What was built, as people read it: sizes, digests, and what each layer of an image adds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from wolfctl.adapters.api_image import Built
from wolfctl.artifacts import Zip

LONGEST_WORDS = 44


def view(zips: Sequence[Zip], images: Sequence[Built], root: Path) -> list[RenderableType]:
    """Zips first, a line each; then each image with its layers."""
    shown: list[RenderableType] = [_zip(one, root) for one in zips]
    for built in images:
        shown += [*_heading(built), _layers(built), Text(f"  made of  {_below(built.materials, root)}")]
    return shown


def data(environment: str, zips: Sequence[Zip], images: Sequence[Built]) -> dict[str, Any]:
    """The same for programs."""
    return {"environment": environment, "zips": [one.data() for one in zips], "images": [one.data() for one in images]}


def _zip(one: Zip, root: Path) -> Text:
    return Text(f"{_below(one.path, root)}  {one.size / 1e6:.2f} MB  sha256 {one.sha256[:16]}…")


def _heading(built: Built) -> list[Text]:
    image = built.image
    lines = [
        Text(f"{image.name}  {image.size / 1e6:.0f} MB  {image.id[:16]}…"),
        Text(f"  {image.architecture}, user {image.user}, by {built.engine}", "dim"),
    ]
    if not built.clean:
        lines.append(Text("  of a checkout with uncommitted changes: no environment is given this image", "yellow"))
    return lines


def _layers(built: Built) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
    table.add_column(justify="right")
    table.add_column()
    for layer in built.image.layers:
        words = layer.made_by if len(layer.made_by) <= LONGEST_WORDS else f"{layer.made_by[: LONGEST_WORDS - 1]}…"
        table.add_row(f"{layer.size / 1e6:.1f} MB", Text(words))
    return table


def _below(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
