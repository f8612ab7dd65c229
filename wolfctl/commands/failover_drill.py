"""Make the database fail over under load, and tell whether anything was lost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wolfctl.commands import EnvironmentName, Json, Yes

if TYPE_CHECKING:
    from uuid import UUID

    from wolfctl.config import Environment
    from wolfctl.drill import Target
    from wolfctl.workflows.failover_drill.window import Window

Rounds = Annotated[int, typer.Option("--rounds", metavar="N", help="How often the database fails over.")]
BlackHole = Annotated[bool, typer.Option("--black-hole", help="Silence instead of SIGKILL; local only.")]
Control = Annotated[
    bool, typer.Option("--negative-control", help="End with a round that must lose writes, and see it; local only.")
]
FailBack = Annotated[bool, typer.Option("--fail-back", help="Fail over once more when the primary has moved.")]
Rto = Annotated[
    float | None, typer.Option("--rto", metavar="SECONDS", help="Longest time without service on any path.")
]
WindowFile = Annotated[Path | None, typer.Option("--window", metavar="FILE", help="YAML file of a signed-off window.")]
ApprovedBy = Annotated[str | None, typer.Option("--approved-by", metavar="WHO", help="Who has signed off the window.")]
From = Annotated[str | None, typer.Option("--from", metavar="TIME", help="Its begin: 2026-11-26T02:00:00Z.")]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Its end.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")]


def command(
    env: EnvironmentName,
    rounds: Rounds = 1,
    black_hole: BlackHole = False,
    negative_control: Control = False,
    fail_back: FailBack = False,
    rto: Rto = None,
    window: WindowFile = None,
    approved_by: ApprovedBy = None,
    from_: From = None,
    to: To = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Fail the database over while canaries write on every path, and hold what is left against what was acknowledged.

    local: the primary is killed, or falls silent. AWS: RDS reboots with failover; prod wants a signed-off window.
    Reports are kept in .wolf/drills/ENV. Exit codes: 0 every claim held, 1 one did not, 130 interrupted.
    """
    import time

    from wolfctl import config
    from wolfctl.adapters.drill_api import drill_token
    from wolfctl.console import Console
    from wolfctl.console.drill_view import plan_view
    from wolfctl.workflows import agreement
    from wolfctl.workflows.failover_drill.plan import plan
    from wolfctl.workflows.failover_drill.request import Request, require_allowed

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)
    request = Request(
        environment=env,
        on_aws=environment.on_aws,
        multi_az=environment.data.multi_az,
        rounds=rounds,
        black_hole=black_hole,
        negative_control=negative_control,
        fail_back=fail_back,
        rto_s=rto,
        window=_window(env, window, {"approved_by": approved_by, "from": from_, "to": to}),
    )
    require_allowed(request, time.time())
    planned = plan(request)
    if dry_run:
        console.result(planned.data(), *plan_view(planned))
        return 0
    if not json:
        console.err.print(*plan_view(planned), "", sep="\n")
    token = drill_token("failover-drill") if environment.on_aws else ""
    if word := agreement.word(environment, yes=yes):
        console.ask(f"Fail {env} over {len(planned.rounds)} times? Type", word)
    return _drilled(console, root, environment, planned, token)


def _drilled(console: Any, root: Path, environment: "Environment", planned: Any, token: str) -> int:
    """Run it, with the environment locked, and write its reports."""
    import asyncio
    import signal
    from datetime import UTC, datetime
    from importlib.metadata import version
    from json import dumps
    from uuid import uuid4

    from wolfctl import execute
    from wolfctl.adapters import run_lock, summary_files
    from wolfctl.adapters.author import author
    from wolfctl.adapters.drill_archive import REPORT, DrillArchive
    from wolfctl.console.drill_view import DrillProgress, result_view
    from wolfctl.drill.run import Drill, Identity, files
    from wolfctl.workflows.failover_drill import history, html_page, markdown

    name = environment.environment
    number = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    identity = Identity(number, author(), execute.image_tag(root), version("alphawolf"))

    async def run() -> dict[str, Any]:
        if task := asyncio.current_task():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await drill.check()
        async with DrillProgress(console, planned, drill.progress).shown():
            return await drill.run()

    with run_lock.hold(root, name, "failover-drill"):
        archive = DrillArchive(root, name, number)
        drill = Drill(planned, target(root, environment, uuid4(), token), archive, identity)
        document = asyncio.run(run())
    earlier = history.latest(map(history.line, archive.earlier()), number)
    texts = (
        (REPORT, dumps(document, indent=2, ensure_ascii=False) + "\n"),
        ("report.md", markdown.page(document, earlier)),
        ("report.html", html_page.page(document, earlier)),
    )
    written = files(texts, archive)
    summary_files.write(markdown.page(document, earlier), None)
    console.result(document | {"files": written}, *result_view(document, written))
    return int(document["exit_code"])


def target(root: Path, environment: "Environment", run: "UUID", token: str) -> "Target":
    """What is drilled: this machine's pair, or the environment's instance of RDS."""
    if not environment.on_aws:
        from wolfctl.adapters.local_drill import LocalDrill

        return LocalDrill(root, environment, run)
    import boto3

    from wolfctl import execute
    from wolfctl.adapters.rds_drill import RdsDrill

    outputs = execute.outputs(environment, root)
    return RdsDrill(environment, boto3.Session(), str(outputs["rest_api_url"]), token, run)


def _window(env: str, path: Path | None, told: dict[str, str | None]) -> "Window | None":
    """The window of a file or of the options; None when neither is given."""
    from wolfctl.errors import NotFound, Refused
    from wolfctl.workflows.failover_drill.window import window

    given = {key: value for key, value in told.items() if value}
    if path is None:
        return window({"environment": env, **given}) if given else None
    if given:
        raise Refused("A window comes from a file or from options, not from both.", hint="Leave one of them out.")
    import yaml

    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise NotFound(
            f"The window {path} cannot be read.", why=str(error), hint="docs/runbooks/failover-drill.md shows one."
        ) from error
    return window(read if isinstance(read, dict) else {})
