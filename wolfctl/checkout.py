"""Which checkout a command works on; found with nothing imported that a quick command could do without."""

from pathlib import Path


def find_root() -> Path:
    """The checkout to work on: the nearest folder upwards that has envs/ and infra/, else this program's own."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "envs").is_dir() and (folder / "infra").is_dir():
            return folder
    return Path(__file__).resolve().parents[1]


def known(root: Path) -> list[str]:
    """The names of the environments that have a file."""
    return sorted(path.stem for path in (root / "envs").glob("*.yaml"))
