"""Rotate every key while canaries go through the API, or say what is due."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wolfctl.commands import EnvironmentName, Json, Yes

if TYPE_CHECKING:
    from wolfctl.config import Environment
    from wolfctl.rotation.target import RotationTarget

Check = Annotated[bool, typer.Option("--check", help="Say what is due, and change nothing.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="KIND", help="kms, data-keys, database, signing or hmac; may be repeated."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")]
Requests = Annotated[
    int, typer.Option("--requests", metavar="N", min=0, help="Go on until the canaries have made so many.")
]


def command(
    env: EnvironmentName,
    check: Check = False,
    only: Only = None,
    dry_run: DryRun = False,
    requests: Requests = 0,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Rotate the keys of KMS, of fields, of the database, of cookies and of indexes, and prove that nobody noticed.

    A run that was cut off is gone on with. Reports are kept in .wolf/rotations/ENV. Exit codes: 0 every claim held,
    or nothing is due; 1 a step failed or a claim did not hold; 2 with --check, something is due; 130 interrupted.
    """
    import asyncio
    from datetime import UTC, datetime

    from wolfctl import config
    from wolfctl.adapters import rotation_journal
    from wolfctl.console import Console
    from wolfctl.console.rotation_view import due_view, plan_view
    from wolfctl.workflows import agreement
    from wolfctl.workflows.rotation.keys import judged
    from wolfctl.workflows.rotation.plan import plan, wanted_kinds

    console = Console(json=json)
    kinds = wanted_kinds(only or ())
    root = config.find_root()
    environment = config.load(env, root)
    target, paths = _target(root, environment)
    states = asyncio.run(target.observe(kinds))
    if check:
        verdicts = judged(states, datetime.now(UTC))
        data = {"environment": env, "keys": [verdict.data() for verdict in verdicts]}
        console.result(data, *due_view(env, verdicts))
        return 2 if any(verdict.due for verdict in verdicts) else 0
    planned = plan(env, kinds, states, paths)
    if dry_run:
        console.result(planned.data(), *plan_view(planned))
        return 0
    journal = rotation_journal.begin(root / ".wolf" / "rotations" / env, kinds, datetime.now(UTC))
    target.since = journal.since
    if not json:
        console.err.print(*plan_view(planned), "", sep="\n")
    if journal.done:
        console.warn(f"Going on with rotation {journal.id}, of which {len(journal.done)} steps are done.")
    if word := agreement.word(environment, yes=yes):
        console.ask(f"Rotate the keys of {env}? Type", word)
    return _rotated(console, root, environment, planned, target, journal, requests)


def _rotated(
    console: Any,
    root: Path,
    environment: "Environment",
    planned: Any,
    target: "RotationTarget",
    journal: Any,
    least: int,
) -> int:
    """Carry it out, with the environment locked, and write its reports."""
    import asyncio
    import signal
    from importlib.metadata import version
    from json import dumps
    from uuid import uuid4

    from wolfctl import execute
    from wolfctl.adapters import run_lock, summary_files
    from wolfctl.adapters.author import author
    from wolfctl.adapters.drill_archive import REPORT, DrillArchive
    from wolfctl.console.rotation_view import RotationProgress, result_view
    from wolfctl.rotation import targets
    from wolfctl.rotation.run import Rotation
    from wolfctl.workflows.rotation.document import About, page

    name = environment.environment
    archive = DrillArchive(root, name, journal.id, shelf="rotations")
    commit, began = execute.image_tag(root), journal.since.isoformat(timespec="seconds")
    about = About(journal.id, began, "", author(), commit, version("alphawolf"), target.about)

    async def run() -> dict[str, Any]:
        if task := asyncio.current_task():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        canaries = await _canaries(root, environment, target, uuid4())
        rotation = Rotation(planned, target, canaries, journal, archive, about, least)
        async with RotationProgress(console, planned, rotation.progress).shown():
            told = await rotation.run()
        if not environment.on_aws:
            await targets.forget_canaries(root)
        return told

    with run_lock.hold(root, name, "rotate-keys"):
        document = asyncio.run(run())
    texts = ((REPORT, dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"), ("report.md", page(document)))
    written = {file: str(archive.write(file, text).relative_to(root.resolve())) for file, text in texts}
    summary_files.write(page(document), None)
    console.result(document | {"files": written}, *result_view(document, written))
    return int(document["exit_code"])


def _target(root: Path, environment: "Environment") -> "tuple[RotationTarget, Any]":
    """The keys of the environment, and the paths of its canaries."""
    from wolfctl.rotation import targets
    from wolfctl.workflows.rotation.plan import LOCAL, ON_AWS

    if environment.on_aws:
        from wolfctl import execute

        return targets.on_aws(root, environment, execute.outputs(environment, root)), ON_AWS
    return targets.local(root, environment), LOCAL


async def _canaries(root: Path, environment: "Environment", target: "RotationTarget", run: Any) -> Any:
    """A canary a path. Raises Refused without a token, WolfctlError when the API does not know it."""
    from wolfctl.adapters import rotation_canaries
    from wolfctl.adapters.drill_api import Api, drill_token
    from wolfctl.rotation import targets

    if not environment.on_aws:
        direct, gateway, caregiver = await targets.example_apis(root, environment)
        return rotation_canaries.local(direct, gateway, caregiver, await direct.person(), run)
    api = Api(str(target.outputs["rest_api_url"]), drill_token("rotate-keys"))
    return rotation_canaries.on_aws(api, await api.person(), run)
