"""Look at dead letters, send them back, or empty their queue."""

from enum import StrEnum
from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json, Yes


class Action(StrEnum):
    """What is done with dead letters."""

    LS = "ls"
    SHOW = "show"
    REDRIVE = "redrive"
    PURGE = "purge"


What = Annotated[
    Action,
    typer.Argument(
        metavar="ACTION",
        help="List the queues, show letters, send them back, or delete them.",
    ),
]
Queue = Annotated[str | None, typer.Option("--queue", metavar="NAME", help="Needed when several hold something.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="Letters that show shows, at most.")]
Rate = Annotated[int, typer.Option("--rate", metavar="N", help="Messages a second that redrive sends back.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what redrive would do, and stop.")]
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why purge deletes; kept in the audit line.")
]


def command(
    action: What,
    env: EnvironmentName,
    queue: Queue = None,
    limit: Limit = 20,
    rate: Rate = 10,
    dry_run: DryRun = False,
    reason: Reason = None,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Look at dead letters (ls, show), send them back (redrive), or delete them (purge).

    Bodies are never shown: they are about people. purge wants a reason; prod wants its name typed.
    Exit codes: 0 nothing waits or all is done, 2 ls found some or redrive left some, 1 it failed.
    """
    from wolfctl import config
    from wolfctl.console import Console, dead_letter_run
    from wolfctl.workflows import dead_letters

    dead_letters.require_rate(rate)
    if action is Action.PURGE:
        reason = dead_letters.require_reason(reason)
    root = config.find_root()
    letters = dead_letter_run.opened(Console(json=json), config.load(env, root), root)
    if action is Action.LS:
        return letters.ls()
    if action is Action.SHOW:
        return letters.show(queue, limit)
    if action is Action.REDRIVE:
        return letters.redrive(queue, rate, dry_run=dry_run, yes=yes)
    return letters.purge(queue, str(reason), yes=yes)
