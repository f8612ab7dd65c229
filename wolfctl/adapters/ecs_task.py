"""Runs a task of the applied ECS cluster as a process, as its agent would: same command, settings and secrets."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from wolfctl.adapters import aws, processes
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import NotFound, ToolFailed


@dataclass(frozen=True, slots=True)
class Task:
    """A container of a task definition, its secrets fetched."""

    revision: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)


def described(arn: str, container: str, port: int, region: str) -> Task:
    """Read a task definition from the emulator and fetch the secrets that it names.

    Raises NotFound when the definition has no such container.
    """
    answer = aws.client("ecs", port, region).describe_task_definition(taskDefinition=arn)["taskDefinition"]
    found = [entry for entry in answer["containerDefinitions"] if entry["name"] == container]
    if not found:
        raise NotFound(f"The task definition {arn} has no container {container}.")
    settings = {entry["name"]: entry["value"] for entry in found[0].get("environment", [])}
    manager = aws.client("secretsmanager", port, region)
    secrets = {entry["name"]: _secret(manager, entry["valueFrom"]) for entry in found[0].get("secrets", [])}
    command = tuple(found[0]["command"])
    if command[0] == "python":
        command = (sys.executable, *command[1:])
    return Task(arn, command, {**settings, **secrets, **aws.credentials(port, region)})


def secret_value(arn: str, port: int, region: str) -> dict[str, str]:
    """A secret whose string is a JSON object."""
    value = aws.client("secretsmanager", port, region).get_secret_value(SecretId=arn)["SecretString"]
    return {str(key): str(text) for key, text in json.loads(value).items()}


def service(name: str, task: Task, root: Path, overrides: Mapping[str, str] | None = None) -> processes.Service:
    """A task that stays up."""
    return processes.Service(name, task.command, {**task.environment, **(overrides or {})}, folder=root)


async def run_command(
    name: str, command: tuple[str, ...], environment: Mapping[str, str], root: Path, standard_input: str = ""
) -> str:
    """Run a program of this checkout to its end and return what it printed.

    Raises ToolFailed with the end of what it complained of when it fails.
    """
    code, output = await finish(name, command, environment, root, standard_input)
    if code:
        log = StateFolder(root).log(name)
        raise ToolFailed(f"{name} failed.", why=processes.last_lines(log, 6), hint=f"Its log is {log}.")
    return output


async def finish(
    name: str,
    command: tuple[str, ...],
    environment: Mapping[str, str],
    root: Path,
    standard_input: str = "",
    note: Callable[[str], None] = lambda _: None,
) -> tuple[int, str]:
    """Run a program of this checkout to its end; return its exit code and what it printed.

    Its complaints go to a log of its own, and to `note` line by line.
    """
    state = StateFolder(root)
    state.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(state.log(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as complaints:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=root,
            env={**processes.environment(state, name), **environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=2**20,
        )
        given, printed, complained = process.stdin, process.stdout, process.stderr
        if given is None or printed is None or complained is None:
            raise AssertionError("each stream was asked for as a pipe")
        try:
            given.write(standard_input.encode())
            given.close()
            output, _ = await asyncio.gather(printed.read(), _copied(complained, complaints, note))
            return await process.wait(), output.decode()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise


async def _copied(stream: asyncio.StreamReader, log: BinaryIO, note: Callable[[str], None]) -> None:
    async for line in stream:
        log.write(line)
        note(line.decode(errors="replace").rstrip())


def _secret(manager: Any, reference: str) -> str:
    """The value that `arn[:json-key[:stage[:version]]]` names."""
    parts = reference.split(":")
    arn, (key, stage, version) = ":".join(parts[:7]), [*parts[7:], "", "", ""][:3]
    chosen = {"VersionStage": stage} if stage else {}
    chosen |= {"VersionId": version} if version else {}
    value = str(manager.get_secret_value(SecretId=arn, **chosen)["SecretString"])
    return str(json.loads(value)[key]) if key else value
