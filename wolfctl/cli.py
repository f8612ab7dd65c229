"""The `wolfctl` command: finds the verb, runs it, and turns whatever went wrong into text and an exit code.

Exit codes: 0 done and nothing differs, 1 failed, 2 changes or findings, 130 interrupted.
Verbs are imported when they are run, so `wolfctl --help` loads neither boto3, jinja2, pydantic nor Rich's renderers.
"""

import importlib
import os
import sys
import time
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from wolfctl import checkout
from wolfctl.errors import NotFound, WolfctlError

# heading → verb → (module that exposes `command`, the line shown in the list of verbs)
VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "The system on this machine": {
        "up": ("wolfctl.commands.up", "Bring the whole local system up and press HELP once."),
        "down": ("wolfctl.commands.down", "Stop everything that up started."),
        "status": ("wolfctl.commands.status", "Show what is running."),
        "doctor": ("wolfctl.commands.doctor", "Check all that up needs; say how to mend what is wrong."),
    },
    "Any environment": {
        "bootstrap": ("wolfctl.commands.bootstrap", "Make the bucket and the key that keep the Terraform state."),
        "render": ("wolfctl.commands.render", "Write the root stack and list what changed."),
        "plan": ("wolfctl.commands.plan", "Show what applying would change."),
        "apply": ("wolfctl.commands.apply", "Plan, show the plan, and apply it once agreed."),
        "deploy": ("wolfctl.commands.deploy", "Build, apply, migrate, roll out; go back if that fails."),
        "unlock": ("wolfctl.commands.unlock", "Say who holds it; let go of a lock that a killed run left."),
        "tf": ("wolfctl.commands.tf", "Hand words to its own Terraform."),
        "destroy": ("wolfctl.commands.destroy", "Plan the removal, show it, carry it out once agreed."),
        "failover-drill": ("wolfctl.commands.failover_drill", "Fail the database over under load; say what was lost."),
        "compliance": ("wolfctl.commands.compliance", "Report by control what breaks the rules, and in which file."),
        "waf-test": (
            "wolfctl.commands.waf_test",
            "Send attacks and harmless requests to its firewall.",
        ),
        "dlq": ("wolfctl.commands.dlq", "Look at dead letters; send them back or delete them."),
        "logs": ("wolfctl.commands.logs", "Follow what the API and the functions say, in one stream."),
        "rotate-keys": ("wolfctl.commands.rotate_keys", "Rotate every key while it is in use; say what is due."),
        "cost": ("wolfctl.commands.cost", "Estimate what it costs a month, from a dated price table."),
        "drift": ("wolfctl.commands.drift", "Tell what was changed elsewhere than in Terraform."),
        "output": ("wolfctl.commands.output", "Print the outputs of what is applied."),
    },
    "Code and data": {
        "build": ("wolfctl.commands.build", "Build the image of the API and the Lambda zip."),
        "migrate": ("wolfctl.commands.migrate", "Bring the schema up to date; plan, verify, mend its history."),
        "seed": ("wolfctl.commands.seed", "Load the vocabulary and the example people."),
        "token": ("wolfctl.commands.token", "Print an access token of a seeded person or caregiver."),
    },
    "This checkout": {
        "docs": ("wolfctl.commands.docs", "Write the documents that are made from the sources."),
        "providers-lock": ("wolfctl.commands.providers_lock", "Pin the AWS provider for other platforms too."),
    },
}
UNREAD = 141  # as a shell reports a program that SIGPIPE ended
SHORT_HELP = {"help_option_names": ["-h", "--help"]}
COMMANDS = {verb: entry for verbs in VERBS.values() for verb, entry in verbs.items()}


class Verb(TyperCommand):
    """A verb whose module is imported only when the verb is run or completed."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Hand the words on to the real verb."""
        return load(str(self.name)).make_context(info_name, args, parent, **extra)


class Verbs(TyperGroup):
    """The verbs under their headings, in the order in which a newcomer meets them."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """The verbs in the order in which the help lists them."""
        return list(COMMANDS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that is meant by the first word. Raises NotFound with the nearest one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, 1)
            meant = f"Did you mean `wolfctl {near[0]}`? " if near else ""
            raise NotFound(f"There is no verb called {args[0]!r}.", hint=f"{meant}`wolfctl --help` lists the verbs.")
        return super().resolve_command(ctx, args)

    def get_command(self, _ctx: Any, cmd_name: str) -> TyperCommand | None:
        """A verb that is not imported yet."""
        return Verb(cmd_name, help=COMMANDS[cmd_name][1]) if cmd_name in COMMANDS else None

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the verbs under their headings."""
        for heading, verbs in VERBS.items():
            with formatter.section(heading):
                formatter.write_dl([(verb, line) for verb, (_, line) in verbs.items()])


def load(verb: str) -> TyperCommand:
    """The real command of a verb."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SHORT_HELP)
    alone.command(verb)(importlib.import_module(COMMANDS[verb][0]).command)
    return cast(TyperCommand, typer.main.get_command(alone))


def root_command() -> TyperGroup:
    """The command that holds the verbs."""
    app = typer.Typer(cls=Verbs, rich_markup_mode=None, context_settings=SHORT_HELP)

    @app.callback()
    def wolfctl(
        debug: Annotated[bool, typer.Option("--debug", help="Show the traceback when something goes wrong.")] = False,
        version: Annotated[
            bool, typer.Option("--version", help="Print the version and the commit.", is_eager=True, callback=_version)
        ] = False,
    ) -> None:
        """Run AlphaWolf: bring it up here, render and apply it anywhere, look after it.

        Every verb takes --json. Exit codes: 0 done, 1 failed, 2 changes or findings.
        """

    return cast(TyperGroup, typer.main.get_command(app))


def _version(asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import version

    from wolfctl.adapters import git_checkout

    commit = git_checkout.commit(checkout.find_root())
    typer.echo(f"wolfctl {version('alphawolf')}" + (f", commit {commit}" if commit else ""))
    raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and keep a line about it; the returned number is the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    own = given.index("--") if "--" in given else len(given)
    words = [word for word in given[:own] if word != "--debug"] + given[own:]  # heard before and after the verb
    words = words or ["--help"]
    if words[0] not in COMMANDS or {"-h", "--help"} & set(words[: words.index("--") if "--" in words else None]):
        return run(given, words)
    began, code = time.time(), 1
    try:
        code = run(given, words)
    finally:
        audit(words, began, code)
    return code


def run(given: Sequence[str], words: Sequence[str]) -> int:
    """Run one verb; what goes wrong is told, and becomes an exit code."""
    try:
        return root_command().main(list(words), prog_name="wolfctl", standalone_mode=False) or 0
    except BrokenPipeError:
        from wolfctl.console import nobody_reads

        nobody_reads()
        return UNREAD
    except Exception as caught:  # noqa: BLE001 - the one place where an error becomes text
        if "--debug" in given or os.environ.get("WOLFCTL_DEBUG"):
            traceback.print_exc()
        from wolfctl.console import Console

        error = explain(caught, words[0])
        Console(json="--json" in given).error(error)
        return error.exit_code


def audit(words: Sequence[str], began: float, code: int) -> None:
    """Keep a line about a command; where that cannot be done the command is none the worse."""
    from datetime import UTC, datetime

    from wolfctl.adapters import audit_log, git_checkout
    from wolfctl.adapters.author import author
    from wolfctl.workflows import audit_line

    try:
        root = checkout.find_root()
        line = audit_line.line(
            words,
            checkout.known(root),
            began=datetime.fromtimestamp(began, UTC),
            seconds=time.time() - began,
            who=author(),
            commit=git_checkout.commit(root),
            exit_code=code,
        )
        audit_log.append(root, line)
        if group := os.environ.get(audit_log.GROUP):
            audit_log.send(group, line)
    except Exception as caught:  # noqa: BLE001 - whatever it is, it must not undo what the command did
        sys.stderr.write(f"warning The audit has no line about this command: {type(caught).__name__}: {caught}\n")


def explain(caught: Exception, verb: str = "") -> WolfctlError:
    """What to tell a person about any exception, and where to read on about the verb that was typed."""
    match caught:
        case WolfctlError():
            return caught
        case typer.TyperException():
            known = f"`wolfctl {verb} --help` tells what it takes." if verb in COMMANDS else ""
            message = caught.format_message().replace("Value error, ", "")
            there = f"envs/ has {', '.join(checkout.known(checkout.find_root()))}." if "'ENV'" in message else ""
            return WolfctlError(message, why=there, hint=known or "`wolfctl --help` lists the verbs.")
        case typer.Abort():
            return WolfctlError("Stopped; nothing further was done.", exit_code=130)
        case _:
            return WolfctlError(
                f"Something unforeseen happened: {type(caught).__name__}.",
                why=str(caught),
                hint="Run it again with --debug for the traceback.",
            )
