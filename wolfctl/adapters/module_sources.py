"""The text of the Terraform modules, for what is made from it."""

from pathlib import Path


def names(root: Path) -> list[str]:
    """The modules of a checkout by their path below modules, those inside another as well: `edge`, `edge/firewall`."""
    folder = root / "modules"
    return sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("**/variables.tf"))


def texts(root: Path, module: str) -> tuple[str, ...]:
    """Every .tf file of a module, in the order of their names."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((root / "modules" / module).glob("*.tf")))


def readme(root: Path, module: str) -> tuple[Path, str]:
    """Where a module's README is and what it says; nothing when it is not there."""
    path = root / "modules" / module / "README.md"
    return path, path.read_text(encoding="utf-8") if path.exists() else ""
