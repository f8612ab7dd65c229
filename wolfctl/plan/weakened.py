"""What a plan makes weaker than it is: encryption, backups, permissions, deletion protection, exposure, logging.

The rules are data: a row names resource types, a value of theirs, and what it means when that value becomes worse.
Only what is there already can become weaker; permissions and openings are asked of new resources as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from wolfctl.plan.comparison import mark_at, value_at
from wolfctl.plan.openings import openings

Category = Literal[
    "encryption",
    "backup",
    "permissions",
    "deletion protection",
    "public access",
    "logging",
    "detection",
    "availability",
]
# off: it was one of `good` and no longer is · lower: the number falls · emptied: it was set and is not
# fewer: members of the list are gone · gone: the resource itself is deleted
Kind = Literal["off", "lower", "emptied", "fewer", "gone"]


@dataclass(frozen=True)
class Weakening:
    """One thing that becomes weaker, in words that hold no secret."""

    address: str
    category: Category
    what: str


@dataclass(frozen=True)
class Rule:
    """When a value of these types is worse than before; `path` is dotted, with numbers for members of lists."""

    category: Category
    types: tuple[str, ...]
    kind: Kind
    path: str = ""
    says: str = ""
    good: tuple[Any, ...] = (True,)


_BLOCKS = ("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block")
_DATABASE = ("aws_db_instance", "aws_rds_cluster")
_TRAIL = ("aws_cloudtrail",)
_LOCK = ("aws_s3_bucket_object_lock_configuration",)
_DEFAULT_KEY = "rule.0.apply_server_side_encryption_by_default.0"

RULES: tuple[Rule, ...] = (
    Rule("encryption", _DATABASE, "off", "storage_encrypted", "the storage is no longer encrypted"),
    Rule("encryption", ("aws_kms_key",), "off", "enable_key_rotation", "the key is no longer rotated"),
    Rule("encryption", ("aws_kms_key",), "off", "is_enabled", "the key is switched off"),
    Rule("encryption", ("aws_sqs_queue",), "emptied", "kms_master_key_id", "messages are no longer under our key"),
    Rule("encryption", ("aws_sns_topic",), "emptied", "kms_master_key_id", "messages are no longer under our key"),
    Rule(
        "encryption",
        ("aws_cloudwatch_log_group", "aws_secretsmanager_secret", "aws_cloudtrail"),
        "emptied",
        "kms_key_id",
        "it is no longer under our key",
    ),
    Rule("encryption", ("aws_s3_bucket_server_side_encryption_configuration",), "gone"),
    Rule(
        "encryption",
        ("aws_s3_bucket_server_side_encryption_configuration",),
        "off",
        f"{_DEFAULT_KEY}.sse_algorithm",
        "objects are no longer under a key of KMS",
        ("aws:kms", "aws:kms:dsse"),
    ),
    Rule(
        "encryption",
        ("aws_s3_bucket_server_side_encryption_configuration",),
        "emptied",
        f"{_DEFAULT_KEY}.kms_master_key_id",
        "objects are no longer under our key",
    ),
    Rule("encryption", ("aws_lb_listener",), "off", "protocol", "it no longer speaks TLS", ("HTTPS", "TLS")),
    Rule("encryption", ("aws_db_proxy",), "off", "require_tls", "TLS is no longer required"),
    Rule("encryption", ("aws_ebs_encryption_by_default",), "off", "enabled", "new disks are no longer encrypted"),
    Rule("encryption", ("aws_ebs_encryption_by_default",), "gone"),
    Rule(
        "encryption",
        ("aws_cloudfront_distribution",),
        "off",
        "default_cache_behavior.0.viewer_protocol_policy",
        "plain HTTP is answered",
        ("https-only", "redirect-to-https"),
    ),
    Rule("encryption", ("aws_secretsmanager_secret_rotation",), "gone"),
    Rule("backup", _DATABASE, "lower", "backup_retention_period", "backups are kept for fewer days"),
    Rule("backup", _DATABASE, "off", "skip_final_snapshot", "deleting it leaves no last snapshot", (False,)),
    Rule("backup", _DATABASE, "off", "delete_automated_backups", "deleting it deletes its backups", (False,)),
    Rule(
        "backup",
        ("aws_s3_bucket_versioning",),
        "off",
        "versioning_configuration.0.status",
        "earlier versions are no longer kept",
        ("Enabled",),
    ),
    Rule("backup", ("aws_s3_bucket_versioning", "aws_backup_plan", "aws_backup_selection"), "gone"),
    Rule("deletion protection", (*_DATABASE, "aws_dynamodb_table"), "off", "deletion_protection", "it can be deleted"),
    Rule("deletion protection", ("aws_lb",), "off", "enable_deletion_protection", "it can be deleted"),
    Rule(
        "deletion protection",
        ("aws_cognito_user_pool",),
        "off",
        "deletion_protection",
        "it can be deleted",
        ("ACTIVE",),
    ),
    Rule(
        "deletion protection",
        ("aws_s3_bucket",),
        "off",
        "force_destroy",
        "it can be deleted with its objects",
        (False,),
    ),
    Rule(
        "deletion protection",
        ("aws_ecr_repository",),
        "off",
        "force_delete",
        "it can be deleted with its images",
        (False,),
    ),
    Rule(
        "deletion protection",
        ("aws_kms_key",),
        "lower",
        "deletion_window_in_days",
        "a deletion can be stopped for fewer days",
    ),
    Rule(
        "deletion protection",
        ("aws_secretsmanager_secret",),
        "lower",
        "recovery_window_in_days",
        "a deletion can be undone for fewer days",
    ),
    Rule("deletion protection", _LOCK, "lower", "rule.0.default_retention.0.days", "objects are locked for fewer days"),
    Rule(
        "deletion protection",
        _LOCK,
        "off",
        "rule.0.default_retention.0.mode",
        "whoever may bypass governance can delete objects",
        ("COMPLIANCE",),
    ),
    Rule("deletion protection", (*_LOCK, "aws_backup_vault_lock_configuration"), "gone"),
    Rule(
        "deletion protection",
        ("aws_backup_vault_lock_configuration",),
        "lower",
        "min_retention_days",
        "backups are locked for fewer days",
    ),
    *(
        Rule("public access", _BLOCKS, "off", name, f"{name} is off")
        for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    ),
    Rule("public access", (*_BLOCKS, "aws_ebs_snapshot_block_public_access"), "gone"),
    Rule("public access", _DATABASE, "off", "publicly_accessible", "it has a public address", (False,)),
    Rule("public access", ("aws_lb",), "off", "internal", "it faces the internet"),
    Rule("public access", ("aws_wafv2_web_acl", "aws_wafv2_web_acl_association"), "gone"),
    Rule(
        "public access",
        ("aws_api_gateway_method",),
        "off",
        "authorization",
        "it is answered without authorization",
        ("CUSTOM", "AWS_IAM", "COGNITO_USER_POOLS"),
    ),
    Rule(
        "public access",
        ("aws_apigatewayv2_route",),
        "off",
        "authorization_type",
        "it is answered without authorization",
        ("CUSTOM", "AWS_IAM", "JWT"),
    ),
    Rule("permissions", ("aws_iam_account_password_policy",), "gone"),
    Rule(
        "permissions",
        ("aws_iam_account_password_policy",),
        "lower",
        "minimum_password_length",
        "shorter passwords are taken",
    ),
    Rule(
        "permissions",
        ("aws_cognito_user_pool",),
        "off",
        "mfa_configuration",
        "a second factor is no longer required",
        ("ON",),
    ),
    Rule("logging", _DATABASE, "fewer", "enabled_cloudwatch_logs_exports", "logs are no longer exported"),
    Rule("logging", _TRAIL, "off", "enable_logging", "the trail stops"),
    Rule("logging", _TRAIL, "off", "is_multi_region_trail", "other regions are no longer recorded"),
    Rule("logging", _TRAIL, "off", "enable_log_file_validation", "changed log files are no longer noticed"),
    Rule("logging", ("aws_lb",), "off", "access_logs.0.enabled", "requests are no longer logged"),
    Rule(
        "logging",
        ("aws_api_gateway_stage", "aws_apigatewayv2_stage"),
        "emptied",
        "access_log_settings",
        "requests are no longer logged",
    ),
    Rule("logging", ("aws_cloudwatch_log_group",), "lower", "retention_in_days", "logs are kept for fewer days"),
    Rule(
        "logging",
        (
            "aws_cloudtrail",
            "aws_flow_log",
            "aws_s3_bucket_logging",
            "aws_wafv2_web_acl_logging_configuration",
            "aws_config_configuration_recorder",
        ),
        "gone",
    ),
    Rule("logging", ("aws_config_configuration_recorder_status",), "off", "is_enabled", "AWS Config stops recording"),
    Rule("detection", ("aws_guardduty_detector",), "off", "enable", "GuardDuty is switched off"),
    Rule("detection", ("aws_guardduty_detector_feature",), "off", "status", "a feature is switched off", ("ENABLED",)),
    Rule(
        "detection",
        (
            "aws_accessanalyzer_analyzer",
            "aws_cloudwatch_metric_alarm",
            "aws_config_config_rule",
            "aws_guardduty_detector",
            "aws_guardduty_detector_feature",
            "aws_securityhub_account",
        ),
        "gone",
    ),
    Rule("availability", ("aws_db_instance",), "off", "multi_az", "it has no standby"),
)
# CloudWatch keeps logs for ever when their days are 0.
FOR_EVER = {"retention_in_days": 0}


def weakened(shown: Mapping[str, Any]) -> tuple[Weakening, ...]:
    """All that the plan in `terraform show -json` makes weaker, by category and address."""
    found = [
        weakening
        for entry in shown.get("resource_changes", [])
        if entry.get("mode") == "managed"
        for weakening in _of(entry)
    ]
    order = get_args(Category)
    return tuple(sorted(found, key=lambda one: (order.index(one.category), one.address, one.what)))


def _of(entry: Mapping[str, Any]) -> Iterator[Weakening]:
    change, address = entry["change"], entry["address"]
    before, after = change.get("before"), change.get("after")
    for rule in RULES if before is not None else ():
        if entry["type"] in rule.types and (said := _worse(rule, change)):
            yield Weakening(address, rule.category, said)
    if after is not None:
        for category, said in openings(entry["type"], before or {}, after):
            yield Weakening(address, category, said)


def _worse(rule: Rule, change: Mapping[str, Any]) -> str:
    """What the rule says of a change; empty when nothing became worse, or when it is not known before apply."""
    if change.get("after") is None:
        return "it is removed" if rule.kind == "gone" and "forget" not in change["actions"] else ""
    if rule.kind == "gone" or mark_at(change.get("after_unknown"), rule.path):
        return ""
    old, new = value_at(change["before"], rule.path), value_at(change["after"], rule.path)
    if not _is_worse(rule, old, new):
        return ""
    if rule.kind == "lower":
        return f"{rule.says} ({old} → {new})"
    if rule.kind == "fewer":
        return f"{rule.says} ({', '.join(sorted(set(old) - set(new or ())))})"
    return rule.says


def _is_worse(rule: Rule, old: Any, new: Any) -> bool:
    match rule.kind:
        case "off":
            return old in rule.good and new not in rule.good
        case "emptied":
            return bool(old) and not new
        case "fewer":
            return isinstance(old, list) and not set(old) <= set(new or ())
        case "lower":
            return isinstance(old, int) and isinstance(new, int) and _amount(rule, new) < _amount(rule, old)
        case _:
            return False


def _amount(rule: Rule, value: int) -> float:
    return float("inf") if FOR_EVER.get(rule.path) == value else value
