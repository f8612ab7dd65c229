"""Write the documents that are made from the sources, or tell which of them are stale."""

from pathlib import Path
from typing import Annotated, Any

import typer

from wolfctl.commands import Json


def command(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what is stale and exit with 2.")] = False,
    plans: Annotated[
        bool, typer.Option("--plans/--no-plans", help="docs/differences.md too, which takes two Terraform plans.")
    ] = True,
    json: Json = False,
) -> int:
    """Write all documents that are made from sources: READMEs, rules, schemas, reference, differences."""
    from rich.text import Text

    from wolfctl import config
    from wolfctl.console import Console

    root = config.find_root()
    texts = readmes(root) | compliance(root) | schemas(root)
    texts[root / "docs" / "reference.md"] = reference(context.find_root())
    if plans:
        texts[root / "docs" / "differences.md"] = differences(root, plans_to_compare(root))
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in () if check else stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
    shown = [str(path.relative_to(root)) for path in stale]
    lines = [Text(f"{'stale  ' if check else 'written'}  {name}") for name in shown] or [Text("Nothing is stale.")]
    Console(json=json).result({"stale" if check else "written": shown, "looked_at": len(texts)}, *lines)
    return 2 if check and stale else 0


def readmes(root: Path) -> dict[Path, str]:
    """Every module's README with fresh tables."""
    from wolfctl.adapters import module_sources
    from wolfctl.workflows import module_readme

    found = {}
    for name in module_sources.names(root):
        path, before = module_sources.readme(root, name)
        found[path] = module_readme.readme(before, name, module_sources.texts(root, name))
    return found


def compliance(root: Path) -> dict[Path, str]:
    """The rules that plans are tested by, as a page for reviewers and as what AWS Config asks of the live account."""
    from wolfctl.adapters import compliance_data
    from wolfctl.workflows import config_rules
    from wolfctl.workflows.compliance import page, rules
    from wolfctl.workflows.compliance.sources import Sources

    data = compliance_data.load(root)
    policy = rules.policy(data.rules, data.exceptions)
    pack = [row["rule"] for row in data.hipaa_rules]
    return {
        root / "modules" / "security" / "config_rules.json": config_rules.text(data.rules),
        root / "docs" / "compliance.md": page.page(policy, pack, Sources(data.terraform)),
    }


def schemas(root: Path) -> dict[Path, str]:
    """The JSON schema of what each verb prints with --json."""
    from wolfctl.workflows import json_documents

    return {root / "docs" / "schemas" / f"{name}.json": text for name, text in json_documents.schemas().items()}


def reference(program: Any) -> str:
    """The help of every verb, 100 columns wide whatever the terminal."""
    from wolfctl.workflows.verb_reference import VerbHelp
    from wolfctl.workflows.verb_reference import reference as page

    group = program.command
    width: dict[str, Any] = {"terminal_width": 100, "max_content_width": 100}
    overview = group.make_context("wolfctl", [], resilient_parsing=True, **width)
    verbs = []
    for name in group.list_commands(program):
        verb = group.get_command(program, name)
        alone = verb.make_context(name, [], parent=overview, resilient_parsing=True, **width)
        verbs.append(VerbHelp(name, alone.command.get_help(alone)))
    return page(group.get_help(overview), verbs)


def plans_to_compare(root: Path) -> dict[str, dict[str, Any]]:
    """The whole stacks of prod and of local, planned for an empty account."""
    from wolfctl import config
    from wolfctl.adapters import offline_plan, throwaway_emulator

    with throwaway_emulator.running(root) as url:
        return {name: offline_plan.document(root, config.load(name, root), url) for name in ("prod", "local")}


def differences(root: Path, plans: dict[str, dict[str, Any]]) -> str:
    """What the local environment leaves out of prod, from a plan of each."""
    from wolfctl import config
    from wolfctl.adapters import module_sources
    from wolfctl.workflows import type_differences

    local = config.load("local", root)
    whole, part = (type_differences.planned_types(plans[name]) for name in ("prod", "local"))
    texts = {folder: module_sources.texts(root, folder) for folder in module_sources.names(root)}
    switches = type_differences.switches(texts)
    return type_differences.page(type_differences.compare(whole, part, local.differences, switches), "prod", "local")
