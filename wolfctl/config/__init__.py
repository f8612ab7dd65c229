"""envs/<name>.yaml → a frozen, validated Environment; `python -m wolfctl.config` writes envs/schema.json."""

from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from wolfctl.checkout import find_root, known
from wolfctl.config import positions, problems
from wolfctl.config.environment import Environment
from wolfctl.errors import NotFound

__all__ = ["Environment", "find_root", "known", "load"]


def load(name: str, root: Path) -> Environment:
    """Read and check one environment.

    Raises NotFound for a name without a file, BadEnvironment with file, line and what to write for a bad one.
    """
    names = known(root)
    if name not in names:
        near = get_close_matches(name, names, 1)
        raise NotFound(
            f"There is no environment called {name!r}.",
            why=f"envs/ has {', '.join(names) or 'no files'}.",
            hint=f"Did you mean {near[0]}?" if near else "Choose one of these, or add a file there.",
        )
    shown = f"envs/{name}.yaml"
    document = positions.read(root / shown, shown)
    try:
        environment = Environment.model_validate(document.values)
    except ValidationError as error:
        raise problems.refuse(shown, document, problems.of_shape(error)) from error
    if wrong := problems.of_sense(environment, name):
        raise problems.refuse(shown, document, wrong)
    return environment
