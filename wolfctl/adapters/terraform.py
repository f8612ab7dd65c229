"""Terraform for one environment: init when needed, plan to a file, apply that file, and what can be read."""

import asyncio
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import python_terraform

from wolfctl.adapters import terraform_arguments as arguments
from wolfctl.adapters.state_folder import write_private
from wolfctl.adapters.templates import LOCK, stack_folder
from wolfctl.adapters.terraform_events import Counts, Diagnostic, Event, diagnostic
from wolfctl.adapters.terraform_runner import Ended, run
from wolfctl.errors import NotFound, ToolFailed
from wolfctl.plan import PlanSummary, summarize


class _Silence:
    """Stands in for python-terraform's log, which takes down all that Terraform prints, secrets included."""

    def debug(self, *_: object) -> None:
        """Say nothing."""

    warn = debug


python_terraform.log = _Silence()


DAY_S = 86400


@dataclass(frozen=True)
class PlanOutcome:
    """A saved plan and what it would do; `shown` is all that `terraform show -json` says of it, secrets included."""

    summary: PlanSummary
    has_changes: bool
    plan_file: Path
    shown: Mapping[str, Any] = field(repr=False)

    def forget(self) -> None:
        """Remove the file, which holds the state with its secrets."""
        self.plan_file.unlink(missing_ok=True)


@dataclass
class Terraform:
    """One environment's Terraform; `launcher` is the command that terraform_launcher wrote for it.

    `parallelism` is how many resources it works on at once, its own default when None.

    Plan, apply, destroy and init run through our own runner; python-terraform runs the verbs that only read.
    """

    root: Path
    environment_name: str
    launcher: Path
    on_event: Callable[[Event], None] = lambda _: None
    on_signal: Callable[[str], None] = lambda _: None
    keep_open: Sequence[int] = field(default=())
    parallelism: int | None = None

    @property
    def stack(self) -> Path:
        """The folder of the rendered stack."""
        return stack_folder(self.root.resolve(), self.environment_name)

    def watched(self, on_event: Callable[[Event], None], on_signal: Callable[[str], None]) -> "Terraform":
        """The same, reporting to somebody else."""
        return replace(self, on_event=on_event, on_signal=on_signal)

    def init_needed(self, *, backend: bool = True) -> bool:
        """Whether anything that init reads has changed since it last ran."""
        stamp = self._stamp()
        return not (stamp.exists() and stamp.read_text() == self._init_reads(backend) and self._provider_is_there())

    async def init(self, *, backend: bool = True) -> None:
        """Fetch the provider and the modules, unless nothing that this depends on has changed."""
        if self.init_needed(backend=backend):
            pinned = (self.stack / LOCK).exists()
            ended = await self._run(arguments.init(backend=backend, readonly_lock=pinned))
            self._require(ended, {0}, "initialize")
            write_private(self._stamp(), self._init_reads(backend))

    async def plan(
        self,
        *,
        destroy: bool = False,
        refresh: bool = True,
        lock: bool = True,
    ) -> PlanOutcome:
        """Plan into a private file, and read from it what it would do."""
        file = self._plan_file("destroy" if destroy else "plan")
        words = arguments.plan(file, destroy=destroy, refresh=refresh, lock=lock, parallelism=self.parallelism)
        ended = await self._run(words)
        self._require(ended, {0, 2}, "plan")
        file.chmod(0o600)
        shown = await asyncio.to_thread(self.show, file)
        return PlanOutcome(summarize(shown), ended.code == 2, file, shown)

    async def refreshed(self) -> dict[str, Any]:
        """What is there now beside the state, as `terraform show -json` says it; nothing is locked or written."""
        file = self._plan_file("refresh")
        try:
            ended = await self._run(arguments.refresh_only(file, parallelism=self.parallelism))
            self._require(ended, {0}, "look at what is there")
            return await asyncio.to_thread(self.show, file)
        finally:
            file.unlink(missing_ok=True)

    async def saved(self, plan_file: Path) -> PlanOutcome:
        """What a plan that was saved earlier would do, read from the plan itself."""
        shown = await asyncio.to_thread(self.show, plan_file)
        summary = summarize(shown)
        return PlanOutcome(summary, bool(shown.get("applyable", summary.has_changes)), plan_file, shown)

    async def apply(self, plan_file: Path) -> None:
        """Carry out a saved plan; the file is removed afterwards, for a plan serves once."""
        try:
            ended = await self._run(arguments.apply(plan_file, parallelism=self.parallelism))
            self._require(ended, {0}, "apply")
        finally:
            await asyncio.to_thread(plan_file.unlink, missing_ok=True)

    async def plan_and_apply(self, *, targets: Sequence[str] = ()) -> Counts:
        """Plan and apply in one run, where nobody is to agree in between; returns what was done.

        One run instead of three (plan, show, apply) spares two starts of the provider and its whole schema.
        `targets` leave everything else alone.
        """
        done = Counts("apply", 0, 0, 0)

        def hear(event: Event) -> None:
            nonlocal done
            if isinstance(event, Counts) and event.operation == "apply":
                done = event
            self.on_event(event)

        words = arguments.plan_and_apply(parallelism=self.parallelism, targets=targets)
        self._require(await self._run(words, hear), {0}, "apply")
        return done

    async def destroy(self) -> None:
        """Plan the removal of everything and carry it out, for callers that have asked already."""
        outcome = await self.plan(destroy=True)
        await self.apply(outcome.plan_file)

    async def force_unlock(self, lock_id: str) -> None:
        """Let go of the lock on a state that is kept in a bucket, if it is still this one."""
        self._require(await self._run(["force-unlock", "-force", lock_id]), {0}, "unlock")

    def show(self, plan_file: Path) -> dict[str, Any]:
        """A saved plan as data."""
        return self._read("show", str(plan_file))

    def output(self) -> dict[str, Any]:
        """The root outputs by name.

        Raises NotFound when nothing is applied.
        """
        values = {name: entry["value"] for name, entry in self._outputs().items()}
        if not values:
            raise NotFound(
                f"{self.environment_name} has no outputs.",
                why="Nothing is applied there yet.",
                hint=f"Run `wolfctl {'up' if self.environment_name == 'local' else 'apply ' + self.environment_name}`.",
            )
        return values

    def sensitive_outputs(self) -> set[str]:
        """The names of the outputs that must not be shown."""
        return {name for name, entry in self._outputs().items() if entry.get("sensitive")}

    def validate(self) -> list[Diagnostic]:
        """What is wrong with the rendered stack; empty when nothing is."""
        return [diagnostic(found) for found in self._read("validate", codes=(0, 1)).get("diagnostics", [])]

    def version(self) -> str:
        """The version that runs."""
        return str(self._read("version")["terraform_version"])

    def state(self) -> dict[str, Any]:
        """The state, secrets included, from where it is kept; empty before the first apply."""
        return self._read("state pull", as_json=False)

    def _outputs(self) -> dict[str, Any]:
        return self._read("output")

    def _read(self, verb: str, *positional: str, codes: tuple[int, ...] = (0,), as_json: bool = True) -> dict[str, Any]:
        if not self.launcher.exists() or not self.stack.is_dir():
            raise NotFound(
                f"{self.environment_name} is not rendered here.",
                hint=f"Run `wolfctl plan {self.environment_name}` first.",
            )
        reader = python_terraform.Terraform(working_dir=str(self.stack), terraform_bin_path=str(self.launcher))
        options = {"json": python_terraform.IsFlagged} if as_json else {}
        code, out, err = reader.cmd(verb, *positional, **options)
        if code not in codes:
            raise _failure(verb, Ended(code, [], err.splitlines()))
        document = json.loads(out or "{}")
        return document if isinstance(document, dict) else {}

    async def _run(self, words: list[str], on_event: Callable[[Event], None] | None = None) -> Ended:
        return await run(
            [str(self.launcher), *words],
            cwd=self.stack,
            on_event=on_event or self.on_event,
            log=self.stack.parent / "logs" / "terraform.log",
            keep_open=self.keep_open,
            on_signal=self.on_signal,
        )

    def _require(self, ended: Ended, codes: set[int], verb: str) -> None:
        if ended.code not in codes:
            raise _failure(verb, ended, self.stack)

    def _plan_file(self, kind: str) -> Path:
        folder = self.stack.parent / "plans"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        for left in folder.glob("*.tfplan"):
            if time.time() - left.stat().st_mtime > DAY_S:
                left.unlink(missing_ok=True)
        file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{kind}-{os.getpid()}.tfplan"
        # a plan holds the state, secrets included: nobody else may read it, not even while it is written
        file.touch(mode=0o600)
        return file

    def _stamp(self) -> Path:
        return self.stack.parent / "init.stamp"

    def _init_reads(self, backend: bool) -> str:
        """A digest of all that init depends on: backend, pins, module sources, the provider's place, the binary."""
        seen = hashlib.sha256(repr(backend).encode())
        for path in sorted(self.stack.glob("*.tf")):
            text = path.read_text(encoding="utf-8")
            seen.update(text.encode() if re.search(r"^terraform\s*\{", text, re.MULTILINE) else _sources(text))
        for path in sorted((self.root / "modules").glob("**/*.tf")):
            seen.update(str(path).encode() + _sources(path.read_text(encoding="utf-8")))
        for path in (self.stack / LOCK, self.launcher, self.launcher.with_name("terraform.rc")):
            seen.update(path.read_bytes() if path.exists() else b"-")
        return seen.hexdigest()

    def _provider_is_there(self) -> bool:
        providers = self.stack / ".terraform" / "providers"
        pinned = (self.stack / LOCK).exists()
        return not pinned or any(providers.glob("*/*/*/*/*/terraform-provider-*"))


def _sources(text: str) -> bytes:
    """The lines of a file that name a module's place or a provider's version."""
    return "\n".join(re.findall(r"^\s*(?:source|version|module)\b.*", text, re.MULTILINE)).encode()


def _failure(verb: str, ended: Ended, stack: Path | None = None) -> ToolFailed:
    told = [found.text() for found in ended.errors] or [line for line in ended.other_lines if line.strip()][-20:]
    hint = "Mend what it names, then run this again."
    name = stack.parent.name if stack else ""
    if stack and (stack / "errored.tfstate").exists():
        hint = f"The state could not be saved where it belongs. Run `wolfctl tf {name} -- state push errored.tfstate`."
    elif stack and any(found.summary == "Error acquiring the state lock" for found in ended.errors):
        hint = f"Wait until that run has ended. If it was killed: `wolfctl unlock {name}`."
    why = "\n".join(dict.fromkeys(told)) or f"It ended with code {ended.code}."
    return ToolFailed(f"Terraform could not {verb}.", why=why, hint=hint)
