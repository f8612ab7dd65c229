"""Follow what the API and the functions say, in one stream."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName

Follow = Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines come; Ctrl-C ends it.")]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="How far back: 90s, 10m, 2h, 1d.")]
Request = Annotated[
    str | None, typer.Option("--request", metavar="ID", help="Only what names this id, or is of its trace.")
]
Function = Annotated[str | None, typer.Option("--function", metavar="NAME", help="One function alone, or api.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")]


def command(
    env: EnvironmentName,
    follow: Follow = False,
    since: Since = "10m",
    request: Request = None,
    function: Function = None,
    json: JsonLines = False,
) -> int:
    """Show what the API and all functions said, merged by time; --request finds one request on its whole way.

    Each line is shown once, late ones too.
    """
    from datetime import UTC, datetime

    from wolfctl import config
    from wolfctl.console import Console, log_run
    from wolfctl.workflows import log_lines

    begin = log_lines.since(since, datetime.now(UTC)).timestamp()
    log_lines.require_id(request)
    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    try:
        found = log_run.sources(console, environment, root, function, begin)
        run = log_run.LogRun(console, found, request, begin)
        return run.follow(log_run.AWS_LOOK_S if environment.on_aws else log_run.LOCAL_LOOK_S) if follow else run.once()
    except KeyboardInterrupt:
        return 0
