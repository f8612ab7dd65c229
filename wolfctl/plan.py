"""What a Terraform plan would do, from `terraform show -json`: counts, dangers and why, attribute differences.

Values that Terraform marks sensitive are replaced before anything else looks at them.
Format: https://developer.hashicorp.com/terraform/internals/json-format, major version 1.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from wolfctl.errors import ToolFailed

Action = Literal["create", "update", "replace", "delete", "forget", "read", "no-op"]

SENSITIVE = "(sensitive)"
UNKNOWN = "(known after apply)"

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
class Difference:
    """One attribute that changes; values are already masked."""

    path: str
    before: Any
    after: Any
    forces_replacement: bool = False


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


@dataclass(frozen=True)
class PlanSummary:
    """A whole plan."""

    terraform_version: str
    changes: tuple[ResourceChange, ...]
    outputs: tuple[tuple[str, Action], ...] = ()
    drifted: tuple[str, ...] = ()

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

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "has_changes": self.has_changes,
            "terraform_version": self.terraform_version,
            "counts": dict(self.counts()),
            "modules": {module or "root": dict(counts) for module, counts in self.by_module().items()},
            "changes": [asdict(change) | {"loses_data": change.loses_data} for change in self.changes],
            "outputs": dict(self.outputs),
            "drifted": list(self.drifted),
        }


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
    changes = [_change(entry) for entry in shown.get("resource_changes", []) if entry.get("mode") != "data"]
    outputs = {name: _action(change["actions"]) for name, change in shown.get("output_changes", {}).items()}
    return PlanSummary(
        str(shown.get("terraform_version", "")),
        tuple(change for change in changes if change.action != "no-op" or change.moved_from or change.imported),
        tuple((name, action) for name, action in sorted(outputs.items()) if action != "no-op"),
        tuple(sorted(_drifted(shown))),
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
        paths = (difference.path for difference in _differences(entry["change"], []))
        if any(re.split(r"[.\[]", path)[0] in matters for path in paths):
            yield entry["address"]


def _change(entry: Mapping[str, Any]) -> ResourceChange:
    change = entry["change"]
    action = _action(change["actions"])
    forcing = [_path_text(path) for path in change.get("replace_paths", [])]
    reason = REASONS.get(entry.get("action_reason", ""), "")
    if forcing and entry.get("action_reason") == "replace_because_cannot_update":
        reason = f"{', '.join(forcing)} cannot be changed in place"
    return ResourceChange(
        address=entry["address"],
        module=entry.get("module_address", ""),
        type=entry["type"],
        action=action,
        reason=reason,
        differences=tuple(_differences(change, forcing)) if action in ("update", "replace") else (),
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


def _differences(change: Mapping[str, Any], forcing: list[str]) -> Iterator[Difference]:
    replaced = "create" in change["actions"]
    found = _compare(
        "",
        change.get("before"),
        change.get("after"),
        (change.get("before_sensitive"), change.get("after_sensitive"), change.get("after_unknown")),
    )
    for path, old, new in found:
        forces = any(path == name or path.startswith((f"{name}.", f"{name}[")) for name in forcing)
        # of a new resource, what AWS will choose says nothing
        if forces or not (replaced and new == UNKNOWN):
            yield Difference(path, old, new, forces)


Marks = tuple[Any, Any, Any]  # sensitive before, sensitive after, unknown after


def _compare(path: str, old: Any, new: Any, marks: Marks) -> Iterator[tuple[str, Any, Any]]:
    hidden_before, hidden_after, unknown = marks
    if unknown is True:
        yield path, mask(old, hidden_before), SENSITIVE if hidden_after is True else UNKNOWN
    elif hidden_before is True or hidden_after is True:
        if old != new:
            yield path, SENSITIVE, SENSITIVE
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new, *(unknown or {})}):
            below = f"{path}.{name}" if path else name
            yield from _compare(below, old.get(name), new.get(name), _marks(marks, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _compare(f"{path}[{index}]", *pair, _marks(marks, index))
    elif (old != new and not _both_empty(old, new)) or _any(unknown):
        documents = _json(old), _json(new)
        if None not in documents:
            yield from _compare(path, *documents, (False, False, False))
        else:
            yield path, mask(old, hidden_before), mask(new, hidden_after, unknown)


def _marks(marks: Marks, key: str | int) -> Marks:
    before, after, unknown = (_mark(mark, key) for mark in marks)
    return before, after, unknown


def _mark(mark: Any, key: str | int) -> Any:
    match mark:
        case dict():
            return mark.get(key)
        case list() if isinstance(key, int) and key < len(mark):
            return mark[key]
        case _:
            return mark if mark is True else None


def _both_empty(old: Any, new: Any) -> bool:
    # providers read an attribute that is not set back as any of these
    return all(value is None or value in ("", [], {}) for value in (old, new))


def _any(mark: Any) -> bool:
    match mark:
        case dict():
            return any(_any(below) for below in mark.values())
        case list():
            return any(_any(below) for below in mark)
        case _:
            return mark is True


def _json(value: Any) -> Any:
    """The document in a string that holds a JSON object or list, as policies are; else None."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return None


def mask(value: Any, sensitive: Any, unknown: Any = None) -> Any:
    """A value with what is sensitive or not yet known replaced, at every depth."""
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return UNKNOWN
    if isinstance(value, list):
        return [mask(item, _mark(sensitive, index), _mark(unknown, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        names = [*value, *(name for name in unknown or {} if name not in value and _any(unknown[name]))]
        return {name: mask(value.get(name), _mark(sensitive, name), _mark(unknown, name)) for name in names}
    return value


def _path_text(path: list[str | int]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
