"""Plans as files: made with all that they depend on, and applied only while all of it still holds."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from wolfctl import execute
from wolfctl.adapters import aws_account, git_checkout, plan_files
from wolfctl.adapters.author import author
from wolfctl.adapters.plan_files import Inputs
from wolfctl.adapters.terraform import PlanOutcome, Terraform
from wolfctl.config import Environment
from wolfctl.errors import Refused
from wolfctl.execute import Watcher
from wolfctl.plan.manifest import GoesAway, Manifest, Origin, mismatches
from wolfctl.workflows import plan_document
from wolfctl.workflows.cost import CostEstimate, estimate
from wolfctl.workflows.prices import packaged

Watch = Callable[[str, int], AbstractContextManager[Watcher]]


async def make(
    environment: Environment,
    root: Path,
    folder: Path | None,
    keep: timedelta,
    *,
    destroy: bool,
    refresh: bool,
    lock: bool = True,
    watch: Watch,
    note: Callable[[str], None],
) -> tuple[PlanOutcome, Manifest | None]:
    """Plan, and save the plan in `folder` where one is named.

    Raises Refused when the folder holds something, or when what is planned changes meanwhile.
    """
    if folder and not lock:
        raise Refused("A plan that is saved holds the state.", hint="Leave --no-lock out, or --out.")
    if folder:
        plan_files.require_free(folder)
    account = aws_account.caller(environment) if folder else None
    async with execute.opened(environment, root, "plan", note=note) as terraform:
        before = _inputs(environment, root, terraform) if folder else None
        with watch(f"Planning {environment.environment}", 0) as watcher:
            outcome = await terraform.watched(watcher, watcher.say).plan(destroy=destroy, refresh=refresh, lock=lock)
        try:
            if folder is None or before is None:
                return outcome, None
            if before != _inputs(environment, root, terraform):
                raise Refused("What was being planned has been changed meanwhile.", hint="Plan again.")
            state = plan_files.state_of(outcome.plan_file)
            version = outcome.summary.terraform_version
            origin = _origin(environment, root, before, outcome.plan_file, account, state, version)
            manifest = _manifest(origin, outcome, cost_of(environment, outcome), keep, destroy=destroy)
            plan_files.write(folder, outcome.plan_file, manifest, _document(environment, outcome, folder, manifest))
            return outcome, manifest
        finally:
            outcome.forget()


async def carry_out(
    environment: Environment,
    root: Path,
    verb: Literal["apply", "destroy"],
    folder: Path,
    *,
    watch: Watch,
    agree: Callable[[PlanOutcome], None],
    note: Callable[[str], None],
) -> PlanOutcome:
    """Apply a saved plan, once; `agree` raises Refused when it is not agreed to.

    Raises Refused with every reason why it does not hold any longer.
    """
    name = environment.environment
    manifest = plan_files.read(folder)
    account = aws_account.caller(environment)
    async with execute.opened(environment, root, verb, note=note) as terraform:
        plan_file = (folder / plan_files.PLAN).resolve()
        state = plan_files.identity(terraform.state())
        found = _inputs(environment, root, terraform)
        observed = _origin(environment, root, found, plan_file, account, state, terraform.version())
        if wrong := mismatches(manifest, observed, datetime.now(UTC), destroy=verb == "destroy"):
            option = " --destroy" if verb == "destroy" else ""
            raise Refused(
                f"This plan cannot be applied to {name}.",
                why="\n".join(wrong),
                hint=f"Plan again: `wolfctl plan {name}{option} --out NEW_FOLDER`.",
            )
        outcome = await terraform.saved(plan_file)
        agree(outcome)
        if outcome.has_changes:
            plan_files.claim(folder, author(), datetime.now(UTC))
            title = f"Destroying {name}" if verb == "destroy" else f"Applying {name}"
            with (
                execute.recorded(environment, root, finished=verb == "apply"),
                watch(title, len(outcome.summary.changes)) as watcher,
            ):
                await terraform.watched(watcher, watcher.say).apply(plan_file)
    return outcome


async def shown(environment: Environment, root: Path, folder: Path, *, note: Callable[[str], None]) -> dict[str, Any]:
    """What `terraform show -json` says of a saved plan, secrets included; it stays as it is.

    Raises Refused when it is of another environment.
    """
    manifest = plan_files.read(folder)
    if manifest.origin.environment != environment.environment:
        raise Refused(
            f"{folder} holds a plan of {manifest.origin.environment}, not of {environment.environment}.",
            hint="Name that environment, or another folder.",
        )
    async with execute.opened(environment, root, "compliance", note=note) as terraform:
        return terraform.show((folder / plan_files.PLAN).resolve())


def cost_of(environment: Environment, outcome: PlanOutcome) -> CostEstimate | None:
    """What an AWS environment would cost a month."""
    return estimate(outcome.shown, packaged(), environment.region) if environment.on_aws else None


def _inputs(environment: Environment, root: Path, terraform: Terraform) -> Inputs:
    return plan_files.inputs(root, terraform.stack, execute.zip_file(environment, root))


def _origin(
    environment: Environment,
    root: Path,
    inputs: Inputs,
    plan_file: Path,
    account: str | None,
    state: tuple[str, int],
    version: str,
) -> Origin:
    return Origin(
        environment=environment.environment,
        account_id=account,
        region=environment.region,
        plan_sha256=plan_files.digest(plan_file),
        **{f"{name}_sha256": found for name, found in asdict(inputs).items()},
        git_commit=git_checkout.commit(root),
        git_clean=git_checkout.is_clean(root),
        state_lineage=state[0],
        state_serial=state[1],
        terraform_version=version,
    )


def _manifest(
    origin: Origin, outcome: PlanOutcome, cost: CostEstimate | None, keep: timedelta, *, destroy: bool
) -> Manifest:
    now = datetime.now(UTC).replace(microsecond=0)
    return Manifest(
        origin=origin,
        author=author(),
        created=now,
        expires=now + keep,
        destroy=destroy,
        counts={str(action): number for action, number in outcome.summary.counts().items()},
        goes_away=tuple(GoesAway(one.address, one.action, one.reason) for one in outcome.summary.dangers),
        cost=(float(round(cost.before, 2)), float(round(cost.after, 2))) if cost else None,
    )


def _document(environment: Environment, outcome: PlanOutcome, folder: Path, manifest: Manifest) -> dict[str, object]:
    return plan_document.document(
        outcome.summary,
        environment,
        cost_of(environment, outcome),
        has_changes=outcome.has_changes,
        destroy=manifest.destroy,
        saved=plan_document.saved(str(folder), manifest),
    )
