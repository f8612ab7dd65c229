"""The applied migration task: one verb of `python -m api.db.migrate`, run where the database can be reached.

On AWS it is a one-off task of the environment's ECS cluster, here a process. Either way its last line is the result, a
JSON object, and its exit code says 0 done, 1 failed, 2 pending or findings.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters import ecs_task
from wolfctl.adapters.local_ports import remembered
from wolfctl.config import Environment
from wolfctl.errors import NotFound, ToolFailed

CONTAINER = "migrate"
TASK = "migrate_task_definition"
FAILED = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb came to: 0 or 2, and the document that it printed."""

    exit_code: int
    document: Mapping[str, Any]


async def run(
    environment: Environment,
    root: Path,
    outputs: Mapping[str, Any],
    verb: str,
    *arguments: str,
    note: Callable[[str], None] = lambda _: None,
    session: Any = None,
    endpoint: str | None = None,
) -> Outcome:
    """Run a verb with the task definition that `outputs` name; what it says meanwhile goes to `note`, line by line.

    `session` is a boto3 Session in place of one of this machine's own credentials, `endpoint` stands in for AWS.
    Raises ToolFailed with the migration's own words when it failed, or when it ended without a result; Refused when the
    credentials are of another account.
    """

    def told(line: str) -> None:
        if not line.startswith("{"):
            note(line)

    def words(applied: Sequence[str]) -> list[str]:
        """The applied command, with this verb in place of its last word."""
        return [*applied[:-1], verb, *arguments, "--json"]

    if environment.on_aws:
        code, lines = await _on_ecs(environment, outputs, words, told, session, endpoint)
    else:
        code, lines = await _here(environment, root, outputs, words, told)
    return outcome(verb, code, lines)


def outcome(verb: str, exit_code: int, lines: Sequence[str]) -> Outcome:
    """The result of a run. Raises ToolFailed when it failed, or has none."""
    document = result(lines)
    if document is None:
        raise ToolFailed(
            f"`migrate {verb}` ended with exit code {exit_code} and without a result.",
            why="\n".join(lines[-6:]),
            hint="Nothing is half done: `wolfctl migrate status` says where the database stands.",
        )
    if error := document.get("error"):
        raise ToolFailed(error["message"], why=error.get("why", ""), hint=error.get("hint", ""))
    if exit_code == FAILED:
        raise ToolFailed(f"`migrate {verb}` failed.", why="\n".join(lines[-6:]))
    return Outcome(exit_code, document)


def result(lines: Sequence[str]) -> dict[str, Any] | None:
    """The JSON object in which the lines end; None while it is not there or not whole.

    The log driver breaks a long line into pieces of 16 KiB, each an event of its own.
    """
    for start in range(len(lines) - 1, -1, -1):
        if lines[start].startswith("{"):
            try:
                found = json.loads("".join(lines[start:]))
            except ValueError:
                continue
            if isinstance(found, dict) and "verb" in found:
                return found
    return None


async def _here(
    environment: Environment,
    root: Path,
    outputs: Mapping[str, Any],
    words: Callable[[Sequence[str]], list[str]],
    note: Callable[[str], None],
) -> tuple[int, list[str]]:
    port = remembered(root).emulator
    task = await asyncio.to_thread(ecs_task.described, outputs[TASK], CONTAINER, port, environment.region)
    code, printed = await ecs_task.finish(CONTAINER, tuple(words(task.command)), task.environment, root, note=note)
    return code, printed.splitlines()


async def _on_ecs(
    environment: Environment,
    outputs: Mapping[str, Any],
    words: Callable[[Sequence[str]], list[str]],
    note: Callable[[str], None],
    session: Any,
    endpoint: str | None,
) -> tuple[int, list[str]]:
    import boto3

    from wolfctl.adapters import environment_clients
    from wolfctl.adapters.ecs_one_off import OneOff

    session = session or boto3.Session()

    def client(service: str) -> Any:
        return session.client(service, region_name=environment.region, endpoint_url=endpoint)

    await asyncio.to_thread(environment_clients.require_account, environment, client("sts"))
    if not {"ecs_cluster", "ecs_service", TASK} <= outputs.keys():
        raise NotFound(
            f"Nothing is applied to {environment.environment}.",
            hint=f"Run `wolfctl deploy {environment.environment}` first.",
        )
    tasks = OneOff(client, outputs["ecs_cluster"], outputs["ecs_service"], 0.05 if endpoint else 2.0)
    done = await tasks.run(outputs[TASK], CONTAINER, words, note=note, is_whole=lambda lines: result(lines) is not None)
    return done.exit_code, list(done.lines)
