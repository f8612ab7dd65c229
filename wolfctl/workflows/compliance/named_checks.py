"""The functions that rules may name, with the resource types each of them looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wolfctl.workflows.compliance import network_checks, permission_checks, service_checks
from wolfctl.workflows.compliance.problems import Problem


@dataclass(frozen=True)
class NamedCheck:
    """`find(stack, **parameters)` yields what is wrong."""

    find: Callable[..., Iterator[Problem]]
    types: tuple[str, ...]


FUNCTIONS: Final[Mapping[str, NamedCheck]] = {
    check.find.__name__: check
    for check in (
        NamedCheck(network_checks.open_ingress, network_checks.INGRESS_TYPES),
        NamedCheck(permission_checks.customer_policies_allow_kms, permission_checks.CUSTOMER_POLICIES),
        NamedCheck(permission_checks.inline_policies_allow_kms, permission_checks.INLINE_POLICIES),
        NamedCheck(permission_checks.policies_grant_administration, permission_checks.CUSTOMER_POLICIES),
        NamedCheck(permission_checks.policies_grant_full_service, permission_checks.CUSTOMER_POLICIES),
        NamedCheck(
            permission_checks.plain_http_denied,
            ("aws_s3_bucket_policy", "aws_sqs_queue_policy", "aws_sns_topic_policy"),
        ),
        NamedCheck(permission_checks.denied_to_everybody, ("aws_backup_vault_policy",)),
        NamedCheck(permission_checks.key_policies_name_principals, ("aws_kms_key",)),
        NamedCheck(permission_checks.federated_trust_is_exact, ("aws_iam_role",)),
        NamedCheck(permission_checks.functions_are_private, ("aws_lambda_permission", "aws_lambda_function_url")),
        NamedCheck(service_checks.daily_backups, ("aws_backup_plan",)),
        NamedCheck(service_checks.object_events_recorded, ("aws_cloudtrail",)),
        NamedCheck(service_checks.keys_survive, ("aws_kms_key",)),
        NamedCheck(service_checks.containers_read_only, ("aws_ecs_task_definition",)),
        NamedCheck(service_checks.functions_keep_failures, ("aws_lambda_function",)),
        NamedCheck(service_checks.service_log_groups_declared, ("aws_cloudwatch_log_group",)),
        NamedCheck(service_checks.cached_methods_authorize_first, ("aws_api_gateway_method_settings",)),
        NamedCheck(service_checks.cache_keys_hold_no_token, ("aws_api_gateway_integration",)),
        NamedCheck(service_checks.bucket_origins_are_controlled, ("aws_cloudfront_distribution",)),
        NamedCheck(service_checks.managed_rule_groups, ("aws_wafv2_web_acl",)),
        NamedCheck(service_checks.database_parameters, ("aws_db_parameter_group",)),
        NamedCheck(service_checks.queues_have_dead_letters, ("aws_sqs_queue",)),
    )
}
