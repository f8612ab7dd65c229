"""Say where the schema of a database stands, bring it up to date, and mend its history."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json, Yes
from wolfctl.workflows.migration import Verb

What = Annotated[Verb, typer.Argument(metavar="VERB", help="One of status, plan, up, verify, baseline, repair.")]
To = Annotated[int | None, typer.Option("--to", metavar="NNNN", help="up: the last migration to run.")]
Version = Annotated[int | None, typer.Option("--version", metavar="NNNN", help="baseline, repair: of which migration.")]
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="baseline, repair: why; it stays in the history.")
]
Checksum = Annotated[
    str | None, typer.Option("--checksum", metavar="HEX", help="repair: how that of the reviewed file begins.")
]


def command(
    verb: What,
    env: EnvironmentName = "local",
    to: To = None,
    version: Version = None,
    reason: Reason = None,
    checksum: Checksum = None,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Run a verb of the applied migration task: on AWS as a one-off task of the cluster, here as a process.

    status, plan and verify change nothing; up runs what is pending; baseline adopts a schema that is there already;
    repair takes a reviewed file into the history. Exit codes: 0 done, 1 failed, 2 pending, held back or findings.
    """
    import asyncio

    from rich.markup import escape

    from wolfctl import config, execute
    from wolfctl.adapters import embedded_system, migration_task
    from wolfctl.adapters.author import author
    from wolfctl.adapters.embedded_stack import EmbeddedStack
    from wolfctl.console import Console, migration_view
    from wolfctl.workflows import agreement
    from wolfctl.workflows.migration import Request

    console, root = Console(json=json), config.find_root()
    request = Request(verb, to, version, reason, checksum)
    environment = config.load(env, root)
    if (warning := request.warning(env)) and (word := agreement.word(environment, yes=yes)):
        console.ask(f"{warning} To go on, type", word)
    if environment.on_aws:
        outputs = execute.outputs(environment, root)
    else:
        outputs = embedded_system.attached(root, EmbeddedStack(root, environment)).outputs
    words = request.words(author())

    def note(line: str) -> None:
        console.note(escape(line))

    done = asyncio.run(migration_task.run(environment, root, outputs, verb, *words, note=note))
    console.result(done.document, *migration_view.view(env, done.document))
    return done.exit_code
