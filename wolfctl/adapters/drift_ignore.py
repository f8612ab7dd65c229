"""Reads drift-ignore.yaml: what something else than Terraform may change."""

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from wolfctl.errors import WolfctlError
from wolfctl.plan.drift import Expected

FILE = "drift-ignore.yaml"


def load(root: Path) -> tuple[Expected, ...]:
    """The rows of the checkout at `root`; none without a file. Raises WolfctlError naming the row that is wrong."""
    try:
        rows = yaml.safe_load((root / FILE).read_text(encoding="utf-8")) or []
        return TypeAdapter(tuple[Expected, ...]).validate_python(rows)
    except FileNotFoundError:
        return ()
    except (OSError, yaml.YAMLError) as error:
        raise WolfctlError(f"{FILE} cannot be read.", why=str(error)) from error
    except ValidationError as error:
        raise WolfctlError(
            f"{FILE} cannot be used.",
            why="\n".join(_said(found["loc"], found["msg"]) for found in error.errors(include_url=False)),
            hint="A row has resource, reason and expires; attribute and environments if it is about less.",
        ) from error


def _said(place: tuple[int | str, ...], what: str) -> str:
    row, *keys = place or ("",)
    where = f"row {int(row) + 1}" if isinstance(row, int) else "the file"
    return f"{where}{''.join(f', {key}' for key in keys)}: {what}."
