"""What each verb prints with --json; docs/schemas is made from these classes.

Those of what runs here are in `running_document`, a plan's in `plan_document`, a drill's schema is in `wolfctl/data`.
"""

from dataclasses import dataclass
from importlib import resources
from typing import Any

from wolfctl.findings import Finding
from wolfctl.workflows import plan_document
from wolfctl.workflows.compliance.report_document import ComplianceDocument
from wolfctl.workflows.dead_letters import Letter
from wolfctl.workflows.drift_document import DriftDocument
from wolfctl.workflows.firewall_test.verdict import FirewallDocument
from wolfctl.workflows.migration_document import Migrate
from wolfctl.workflows.plan_document import PlanDocument
from wolfctl.workflows.rotation.plan import Plan as RotationPlan
from wolfctl.workflows.rotation.report_document import KeysDue, KeysRotated
from wolfctl.workflows.running_document import ContainersStatus, ContainersUp, Down, Status, Up
from wolfctl.workflows.schemas import text

# Verbs whose result is somebody else's words, or whatever the stack says.
WITHOUT_SCHEMA = {
    "output": "Its keys are the outputs that infra/outputs.tf names; with NAME it is that output alone.",
    "tf": "Terraform prints what it prints; --json turns wolfctl's own refusals into documents of error.json.",
}


@dataclass(frozen=True)
class ErrorText:
    """What went wrong, why, and what to do; `why` and `hint` may be empty."""

    kind: str
    message: str
    why: str
    hint: str


@dataclass(frozen=True)
class Error:
    """What every verb prints instead of its result when it fails; the exit code is then 1, or 130 interrupted."""

    error: ErrorText


@dataclass(frozen=True)
class Doctor:
    """Findings in the order in which they were looked for."""

    environment: str
    findings: tuple[Finding, ...]
    exit_code: int


@dataclass(frozen=True)
class Bootstrap:
    """The state bucket, its key's alias, and which of its properties this run made."""

    account: str
    bucket: str
    alias: str
    made: list[str]


@dataclass(frozen=True)
class Render:
    """Files of the rendered stack, by what became of them."""

    stack: str
    created: list[str]
    updated: list[str]
    deleted: list[str]
    unchanged: list[str]


@dataclass(frozen=True)
class Applied(PlanDocument):
    """The plan, and whether it changed anything."""

    applied: bool = False


@dataclass(frozen=True)
class Destroyed(PlanDocument):
    """The plan of the removal, and whether it was carried out."""

    destroyed: bool = False


@dataclass(frozen=True)
class StateLock:
    """Terraform's lock, as it says itself."""

    id: str
    who: str
    operation: str
    since: str
    version: str
    where: str
    this_machine: bool


@dataclass(frozen=True)
class Unlock:
    """Who holds an environment; `run_lock` is wolfctl's own."""

    environment: str
    run_lock: str | None
    state_lock: StateLock | None
    torn: bool
    released: bool


@dataclass(frozen=True)
class Priced:
    """What one resource costs a month."""

    address: str
    module: str
    type: str
    before: float
    after: float


@dataclass(frozen=True)
class Bill:
    """What Cost Explorer says, US dollars; `end` is the first day that is not in it."""

    currency: str
    begin: str
    end: str
    tag: str
    together: float
    untagged: float
    modules: dict[str, float]
    services: dict[str, float]
    forecast_rest_of_month: float | None
    no_forecast: str
    requests: int
    requests_usd: float


@dataclass(frozen=True)
class Cost:
    """US dollars a month at list prices; `modules` holds [before, after]; `live` with --live alone."""

    environment: str
    currency: str
    region: str
    compiled: str
    before: float
    after: float
    modules: dict[str, tuple[float, float]]
    resources: tuple[Priced, ...]
    notes: list[str]
    by_usage: tuple[plan_document.NotInTheSum, ...]
    not_priced: tuple[plan_document.NotInTheSum, ...]
    limits: list[str]
    live: Bill | None = None


@dataclass(frozen=True)
class DeadLetterQueue:
    """One queue; ages in seconds."""

    name: str
    waiting: int
    hidden: int
    sources: list[str]
    oldest_s: float | None
    kept_s: int


@dataclass(frozen=True)
class Dlq:
    """`queues` of ls; `queue` and `letters` of show; the others of redrive, and `reason` of purge."""

    environment: str
    queues: tuple[DeadLetterQueue, ...] | None = None
    queue: DeadLetterQueue | None = None
    letters: tuple[Letter, ...] | None = None
    rate: int | None = None
    dry_run: bool | None = None
    by: str | None = None
    moved: int | None = None
    left: int | None = None
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Logs:
    """One line of many, each a document of its own; `said` is an object where what was written is one."""

    at: str
    source: str
    said: dict[str, Any] | str
    request_id: str | None = None
    trace_id: str | None = None
    alert_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True)
class Build:
    """What was built: file, size in bytes and digest of each zip; name, id, size and layers of each image."""

    environment: str
    zips: list[dict[str, Any]]
    images: list[dict[str, Any]]


@dataclass(frozen=True)
class DeployedStep:
    """One step and what came of it; `earlier` if a run before did it."""

    name: str
    earlier: bool
    result: Any


@dataclass(frozen=True)
class Deploy:
    """What was deployed, step by step, what was live before and what is now."""

    environment: str
    commit: str | None
    clean: bool
    contents: str
    resumed: bool
    steps: tuple[DeployedStep, ...]
    before: str | None
    live: str | None


@dataclass(frozen=True)
class Seed:
    """How many symbols there are, and the ids of the example people."""

    symbols: int
    people: list[dict[str, str]]
    caregivers: list[dict[str, str]]


@dataclass(frozen=True)
class Token:
    """An access token; with --sign-in what a person types instead, by label."""

    name: str
    access_token: str


@dataclass(frozen=True)
class Docs:
    """The documents that were written, or with --check are stale, and how many were looked at."""

    looked_at: int
    written: list[str] | None = None
    stale: list[str] | None = None


@dataclass(frozen=True)
class ProvidersLock:
    """Platforms that were asked for, and hashes before and after."""

    platforms: list[str]
    before: int
    after: int


@dataclass(frozen=True)
class Audit:
    """A line of .wolf/audit.jsonl."""

    when: str
    who: str
    verb: str
    environment: str | None
    arguments: list[str]
    git_commit: str | None
    exit_code: int
    seconds: float


DOCUMENTS: dict[str, Any] = {
    "apply": Applied,
    "audit": Audit,
    "bootstrap": Bootstrap,
    "build": Build,
    "compliance": ComplianceDocument,
    "cost": Cost,
    "deploy": Deploy,
    "destroy": Destroyed,
    "dlq": Dlq,
    "docs": Docs,
    "doctor": Doctor,
    "down": Down,
    "drift": DriftDocument,
    "error": Error,
    "logs": Logs,
    "migrate": Migrate,
    "plan": PlanDocument,
    "providers-lock": ProvidersLock,
    "render": Render,
    "rotate-keys": KeysDue | RotationPlan | KeysRotated,
    "seed": Seed,
    "status": Status | ContainersStatus,
    "token": Token | dict[str, str | None],
    "unlock": Unlock,
    "up": Up | ContainersUp,
    "waf-test": FirewallDocument,
}


def schemas() -> dict[str, str]:
    """The text of every schema by name: of each verb, of an error, of a line of the audit."""
    drill = resources.files("wolfctl").joinpath("data", "failover_drill.schema.json").read_text(encoding="utf-8")
    return {name: text(document) for name, document in DOCUMENTS.items()} | {"failover-drill": drill}
