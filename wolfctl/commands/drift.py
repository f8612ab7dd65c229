"""Tell what was changed elsewhere than in Terraform; read-only."""

from wolfctl.commands import EnvironmentName, Json


def command(env: EnvironmentName, json: Json = False) -> int:
    """Tell what is no longer as Terraform left it, apart from what drift-ignore.yaml expects.

    Only looks: the state is neither locked nor written. Exit codes: 0 none, 2 drift, 1 it failed.
    """
    import asyncio
    from datetime import UTC, datetime

    from wolfctl import config, execute
    from wolfctl.adapters import drift_ignore
    from wolfctl.console import Console, drift_view
    from wolfctl.console.terraform_progress import watching
    from wolfctl.plan import drift
    from wolfctl.workflows import drift_document

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    rows = drift_ignore.load(root)
    shown = asyncio.run(
        execute.refreshed(
            environment,
            root,
            "drift",
            watch=watching(console, root),
            note=console.note,
        )
    )
    verdict = drift.judge(drift.drifted(shown), rows, env, datetime.now(UTC).date())
    data = drift_document.document(verdict, environment, str(shown.get("terraform_version", "")))
    console.result(data, *drift_view.view(verdict, environment))
    return 2 if verdict.drifted else 0
