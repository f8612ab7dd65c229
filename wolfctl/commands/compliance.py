"""Report by control what breaks the rules: asked of a plan before anything is deployed, or of the live account."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json


class Format(StrEnum):
    """How the report is printed."""

    RICH, JSON, MARKDOWN, HTML, OSCAL = "rich", "json", "markdown", "html", "oscal"


Live = Annotated[bool, typer.Option("--live", help="Ask the account: its resources, AWS Config and Security Hub.")]
Plan = Annotated[Path | None, typer.Option("--plan", metavar="DIR", help="Ask what `wolfctl plan --out DIR` saved.")]
As = Annotated[
    Format,
    typer.Option("--format", metavar="FORMAT", help="rich for a screen; json, markdown, html or oscal to be kept."),
]


def command(
    env: EnvironmentName = "prod", live: Live = False, plan: Plan = None, as_: As = Format.RICH, json: Json = False
) -> int:
    """Report by control what breaks the rules, the file that owns it, and what to do.

    Without options the environment is planned into an empty account, against an emulator: no credentials are needed.
    Exit codes: 0 every control holds or is excused, 2 something breaks one, 1 it failed.
    """
    from datetime import UTC, datetime

    from wolfctl import assessment, config
    from wolfctl.adapters import compliance_data, git_checkout
    from wolfctl.console import Console, compliance_view
    from wolfctl.console.terraform_progress import watching
    from wolfctl.errors import Refused
    from wolfctl.workflows.compliance import report, report_texts, rules
    from wolfctl.workflows.compliance.sources import Sources

    chosen = Format.JSON if json and as_ is Format.RICH else as_
    if live and plan:
        raise Refused("The account or a plan is asked, not both.", hint="Leave out --live or --plan.")
    if json and chosen is not Format.JSON:
        raise Refused(f"--json and --format {as_} are two ways to print.", hint="Leave one of them out.")
    console, root = Console(json=chosen is not Format.RICH), config.find_root()
    environment, data = config.load(env, root), compliance_data.load(root)
    policy, sources = rules.policy(data.rules, data.exceptions), Sources(data.terraform)
    pack = [row["rule"] for row in data.hipaa_rules]
    if live:
        stack, answers = assessment.account(environment, root, policy, sources, watching(console, root), console.note)
    else:
        stack, answers = assessment.planned_stack(environment, root, plan, sources, console.note), None
    found = report.fold(environment, policy, pack, stack, datetime.now(UTC).replace(microsecond=0), answers)
    if chosen is Format.RICH:
        console.result({}, *compliance_view.view(found))
    else:
        console.text(report_texts.TEXTS[chosen](found, git_checkout.commit(root)))
    return 2 if found.failed else 0
