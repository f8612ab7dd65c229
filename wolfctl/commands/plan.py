"""Show what applying an environment would change, and save the plan where it is to be applied later."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Full, Json

Refresh = Annotated[bool, typer.Option("--refresh/--no-refresh", help="Look at what is there, or trust the state.")]
Lock = Annotated[bool, typer.Option("--lock/--no-lock", help="Hold the state meanwhile, or look at it as it is.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Save the plan in this new folder.")]
Expires = Annotated[str, typer.Option("--expires", metavar="TIME", help="How long it may be applied: 90m, 24h, 3d.")]
Destroy = Annotated[bool, typer.Option("--destroy", help="Plan the removal of everything.")]
Markdown = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Write it as Markdown as well.")]


def command(
    env: EnvironmentName,
    out: Out = None,
    expires: Expires = "24h",
    destroy: Destroy = False,
    refresh: Refresh = True,
    lock: Lock = True,
    markdown: Markdown = None,
    full: Full = False,
    json: Json = False,
) -> int:
    """Show what applying would change, and what an AWS environment would then cost a month.

    In a GitHub workflow the summary is added to the step's. Exit codes: 0 nothing, 2 something, 1 it failed.
    """
    import asyncio

    from wolfctl import config, saved_plans
    from wolfctl.adapters import summary_files
    from wolfctl.console import Console, plan_view
    from wolfctl.console.terraform_progress import watching
    from wolfctl.plan.manifest import lifetime
    from wolfctl.workflows import plan_document, plan_markdown

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    outcome, manifest = asyncio.run(
        saved_plans.make(
            environment,
            root,
            out,
            lifetime(expires),
            destroy=destroy,
            refresh=refresh,
            lock=lock,
            watch=watching(console, root),
            note=console.note,
        )
    )
    cost, summary = saved_plans.cost_of(environment, outcome), outcome.summary
    summary_files.write(plan_markdown.markdown(summary, environment, cost, manifest, folder=str(out)), markdown)
    saved = plan_document.saved(str(out), manifest) if manifest else None
    changes = {"has_changes": outcome.has_changes, "destroy": destroy}
    data = plan_document.document(summary, environment, cost, saved=saved, **changes)
    console.result(data, *plan_view.view(summary, environment, cost, full=full), *plan_view.saved(str(out), manifest))
    return 2 if outcome.has_changes else 0
