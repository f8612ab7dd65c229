"""What a person must type before an environment is changed."""

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
