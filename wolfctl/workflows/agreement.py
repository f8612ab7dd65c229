"""What a person must type before an environment is changed, and what must have been looked at before."""

from pathlib import Path
from typing import Literal

from wolfctl.config.environment import Environment
from wolfctl.errors import Refused


def word(environment: Environment, *, yes: bool) -> str | None:
    """The word that agrees; None when nobody need be asked.

    prod wants its name from a person, whatever the options say.
    """
    if environment.environment == "prod":
        return "prod"
    return None if yes or not environment.on_aws else "yes"


def require_destroyable(environment: Environment) -> None:
    """Raise Refused while the environment says that its database must not be deleted."""
    if environment.on_aws and environment.data.deletion_protection:
        name = environment.environment
        raise Refused(
            f"{name} is protected: data.deletion_protection is true.",
            why="Destroying it would delete its database.",
            hint=f"Set it to false in envs/{name}.yaml, apply that, then destroy.",
        )


def require_saved(environment: Environment, verb: Literal["apply", "destroy"], plan: Path | None) -> None:
    """Raise Refused when prod is to be changed by a plan that nobody could look at beforehand."""
    if environment.environment == "prod" and plan is None:
        option = "--destroy " if verb == "destroy" else ""
        raise Refused(
            "prod is changed by a saved plan alone.",
            why="What is applied must be what was looked at, by whoever had to look at it.",
            hint=f"Type `wolfctl plan prod {option}--out prod-plan`, then `wolfctl {verb} prod --plan prod-plan`.",
        )
