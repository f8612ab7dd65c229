"""What words for Terraform would do to an environment."""

from collections.abc import Sequence
from enum import Enum

from wolfctl.config.environment import Environment
from wolfctl.errors import Refused

READS = frozenset(
    {
        "console",
        "fmt",
        "get",
        "graph",
        "init",
        "metadata",
        "modules",
        "output",
        "plan",
        "providers",
        "show",
        "test",
        "validate",
        "version",
    }
)
READS_OF = {"state": {"list", "pull", "show"}, "workspace": {"list", "show"}}


class Effect(Enum):
    """How far words reach."""

    READS = "reads"
    CHANGES = "changes the state or what it describes"
    APPLIES = "applies or destroys"


def effect(arguments: Sequence[str]) -> Effect:
    """The effect of a command line; what is not known changes something."""
    verb, *rest = [word for word in arguments if not word.startswith("-")] or ["version"]
    if verb in ("apply", "destroy"):
        return Effect.APPLIES
    reads = verb in READS or (rest[:1] and rest[0] in READS_OF.get(verb, ()))
    return Effect.READS if reads else Effect.CHANGES


def require_allowed(environment: Environment, arguments: Sequence[str]) -> Effect:
    """The effect; raises Refused for what prod takes from a saved plan alone."""
    found = effect(arguments)
    if found is Effect.APPLIES and environment.environment == "prod":
        destroys = "destroy" in arguments or "-destroy" in arguments
        verb, option = ("destroy", "--destroy ") if destroys else ("apply", "")
        raise Refused(
            "prod is changed by a saved plan alone, not by Terraform's own apply.",
            why="Nobody could say afterwards what was looked at before it was applied.",
            hint=f"Type `wolfctl plan prod {option}--out prod-plan`, then `wolfctl {verb} prod --plan prod-plan`.",
        )
    return found
