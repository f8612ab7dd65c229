"""What a Terraform plan would do, from `terraform show -json`: counts, dangers and why, attribute differences.

Values that Terraform marks sensitive are replaced before anything else looks at them.
Format: https://developer.hashicorp.com/terraform/internals/json-format, major version 1.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from wolfctl.errors import ToolFailed
from wolfctl.plan.comparison import Difference, differences, path_text, scrub, secrets
from wolfctl.plan.weakened import Weakening, weakened

Action = Literal["create", "update", "replace", "delete", "forget", "read", "no-op"]

REASONS = {
    "replace_because_cannot_update": "this cannot be changed in place",
    "replace_because_tainted": "it was left half made, so it is marked tainted",
    "replace_by_request": "its replacement was asked for",
    "replace_by_triggers": "something that it depends on through replace_triggered_by changes",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_wrong_repetition": "its count or for_each came or went",
    "delete_because_count_index": "its index is beyond count",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_no_move_target": "it was moved to an address that is not in the configuration",
}
# What is lost with one of these cannot be made again by applying.
HOLDS_DATA = frozenset(
    {
        "aws_backup_vault",
        "aws_cloudwatch_log_group",
        "aws_cognito_user_pool",
        "aws_db_instance",
        "aws_dynamodb_table",
        "aws_ecr_repository",
        "aws_efs_file_system",
        "aws_kms_key",
        "aws_rds_cluster",
        "aws_s3_bucket",
        "aws_secretsmanager_secret",
        "aws_sqs_queue",
    }
)


@dataclass(frozen=True)
class ResourceChange:
    """What happens to one resource, and why."""

    address: str
    module: str
    type: str
    action: Action
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    moved_from: str = ""
    imported: bool = False

    @property
    def dangerous(self) -> bool:
        """Whether something that exists goes away."""
        return self.action in ("delete", "replace", "forget")

    @property
    def loses_data(self) -> bool:
        """Whether what goes away holds data."""
        return self.dangerous and self.type in HOLDS_DATA

    @property
    def tags_only(self) -> bool:
        """Whether nothing but tags changes."""
        names = {re.split(r"[.\[]", found.path)[0] for found in self.differences}
        moves = self.moved_from or self.imported
        return self.action == "update" and bool(names) and names <= {"tags", "tags_all"} and not moves


@dataclass(frozen=True)
class PlanSummary:
    """A whole plan."""

    terraform_version: str
    changes: tuple[ResourceChange, ...]
    outputs: tuple[tuple[str, Action], ...] = ()
    drifted: tuple[str, ...] = ()
    weakened: tuple[Weakening, ...] = ()

    @property
    def has_changes(self) -> bool:
        """Whether applying would do anything."""
        return bool(self.changes or self.outputs)

    @property
    def dangers(self) -> tuple[ResourceChange, ...]:
        """Deletions and replacements, those that lose data first."""
        return tuple(sorted((c for c in self.changes if c.dangerous), key=lambda c: (not c.loses_data, c.address)))

    def counts(self) -> Counter[Action]:
        """How many resources each action meets."""
        return Counter(change.action for change in self.changes)

    def by_module(self) -> dict[str, Counter[Action]]:
        """The counts of each module; the root is ''."""
        modules: dict[str, Counter[Action]] = {}
        for change in self.changes:
            modules.setdefault(change.module, Counter())[change.action] += 1
        return dict(sorted(modules.items()))


def summarize(shown: Mapping[str, Any]) -> PlanSummary:
    """The summary of what `terraform show -json <planfile>` printed.

    Raises ToolFailed for a major version of the format that is not known.
    """
    version = str(shown.get("format_version", ""))
    if not version.startswith("1."):
        raise ToolFailed(
            f"The plan is in format {version or '(none)'}, and only format 1 is understood.",
            hint="Use a Terraform within the pin of infra/versions.tf.",
        )
    hidden = secrets(shown)
    changes = [_change(entry, hidden) for entry in shown.get("resource_changes", []) if entry.get("mode") != "data"]
    outputs = {name: _action(change["actions"]) for name, change in shown.get("output_changes", {}).items()}
    return PlanSummary(
        str(shown.get("terraform_version", "")),
        tuple(change for change in changes if change.action != "no-op" or change.moved_from or change.imported),
        tuple((name, action) for name, action in sorted(outputs.items()) if action != "no-op"),
        tuple(sorted(_drifted(shown))),
        tuple(replace(one, what=scrub(one.what, hidden)) for one in weakened(shown)),
    )


def _drifted(shown: Mapping[str, Any]) -> Iterator[str]:
    """What was changed elsewhere, as far as it matters to this plan."""
    relevant: dict[str, set[str]] = {}
    for entry in shown.get("relevant_attributes", []):
        relevant.setdefault(entry["resource"], set()).update(str(step) for step in entry["attribute"][:1])
    for entry in shown.get("resource_drift", []):
        matters = relevant.get(re.sub(r"\[[^\]]*\]$", "", entry["address"]), set()) | relevant.get(
            entry["address"], set()
        )
        paths = (difference.path for difference in differences(entry["change"], [], frozenset()))
        if any(re.split(r"[.\[]", path)[0] in matters for path in paths):
            yield entry["address"]


def _change(entry: Mapping[str, Any], hidden: frozenset[str]) -> ResourceChange:
    change = entry["change"]
    action = _action(change["actions"])
    forcing = [path_text(path) for path in change.get("replace_paths", [])]
    reason = REASONS.get(entry.get("action_reason", ""), "")
    if "deposed" in entry:
        reason = "an earlier replacement left it behind"
    if forcing and entry.get("action_reason") == "replace_because_cannot_update":
        reason = f"{', '.join(forcing)} cannot be changed in place"
    return ResourceChange(
        address=entry["address"],
        module=entry.get("module_address", ""),
        type=entry["type"],
        action=action,
        reason=reason,
        differences=tuple(differences(change, forcing, hidden)) if action in ("update", "replace") else (),
        moved_from=entry.get("previous_address", ""),
        imported="importing" in change,
    )


def _action(actions: list[str]) -> Action:
    # later Terraforms may combine actions anew; whatever deletes must be seen as deleting
    match sorted(actions):
        case ["create"] | ["update"] | ["delete"] | ["forget"] | ["read"] | ["no-op"] as one:
            return one[0]  # type: ignore[return-value]
        case several if "delete" in several or "forget" in several:
            return "replace" if "create" in several else "delete"
        case _:
            return "update"
