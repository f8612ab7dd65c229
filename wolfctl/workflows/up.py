"""What bringing the embedded environment up consists of, and what to do with an emulator that is found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work, what it is called on screen, and what must be done before it."""

    name: str
    title: str
    needs: tuple[str, ...] = ()


STEPS = (
    Step("tools", "environments of the emulators"),
    Step("render", "the stack rendered, the provider found"),
    Step("database", "PostgreSQL primary and synchronous standby"),
    Step("zip", "Lambda zip", needs=("tools",)),
    Step("emulator", "embedded AWS", needs=("tools",)),
    Step("moto", "second emulator", needs=("tools",)),
    Step("apply", "Terraform", needs=("zip", "emulator", "moto", "render")),
    Step("warm", "provisioned concurrency", needs=("apply",)),
    Step("refill", "what the second emulator forgot", needs=("apply",)),
    Step("owner", "database owner", needs=("apply", "database")),
    Step("migrate", "migrations", needs=("owner",)),
    Step("accounts", "accounts of Sam and Ana", needs=("apply",)),
    Step("seed", "vocabulary and example people", needs=("migrate", "accounts")),
    Step("api", "the API", needs=("migrate",)),
    Step("health", "the API healthy", needs=("api",)),
    Step("press", "HELP pressed", needs=("health", "seed", "warm")),
)

Verdict = Literal["new", "dead", "kept"]


def judge(*, inside: object | None, beside: object | None, has_terraform_state: bool) -> Verdict:
    """Whether an emulator that has just started is the one that the remembered state describes.

    `inside` is the mark that it holds, `beside` the one that lies with Terraform's state.
    """
    if inside is None and beside is None and not has_terraform_state:
        return "new"
    return "kept" if inside is not None and inside == beside else "dead"
