"""Checks of single services whose rule needs more than one attribute."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.problems import Problem


def daily_backups(stack: Stack, days: int) -> Iterator[Problem]:
    """Each backup plan has a rule that runs at least daily and keeps its recovery points at least `days` days."""
    plans = stack.of("aws_backup_plan")
    if not plans:
        yield Problem(None, "no aws_backup_plan is planned", missing="aws_backup_plan")
    for plan in plans:
        if not any(_daily(str(rule.get("schedule"))) and _kept(rule) >= days for rule in plan.values.get("rule") or []):
            yield Problem(plan, f"no rule of it runs daily and keeps {days} days")


def object_events_recorded(stack: Stack) -> Iterator[Problem]:
    """Some trail records reads and writes of S3 objects."""
    types = (
        "event_selector.data_resource.type",
        "advanced_event_selector.field_selector.equals",
    )
    trails = stack.of("aws_cloudtrail")
    recorded = [value for trail in trails for path in types for value in trail.at(path)]
    if not any(v == "AWS::S3::Object" or (isinstance(v, list) and "AWS::S3::Object" in v) for v in recorded):
        yield Problem(trails[0] if trails else None, "no trail records events of S3 objects", missing="aws_cloudtrail")


def keys_survive(stack: Stack) -> Iterator[Problem]:
    """The plan destroys no key: what it encrypted would be lost with it."""
    for gone in stack.destroyed:
        if gone.type == "aws_kms_key":
            yield Problem(gone, "the plan destroys this key")


def containers_read_only(stack: Stack) -> Iterator[Problem]:
    """Every container has a read-only root; a definition unknown before apply is judged by its Terraform source."""
    tasks = stack.of("aws_ecs_task_definition")
    if not tasks:
        yield Problem(None, "no aws_ecs_task_definition is planned", missing="aws_ecs_task_definition")
    for task in tasks:
        definition = task.values.get("container_definitions")
        if isinstance(definition, str):
            for container in json.loads(definition):
                if container.get("readonlyRootFilesystem") is not True:
                    yield Problem(task, f"container {container.get('name')} may write to its root file system")
        elif not _read_only_in_source(stack, task):
            yield Problem(task, "no `readonlyRootFilesystem = true` for each container in its source")


def functions_keep_failures(stack: Stack) -> Iterator[Problem]:
    """What a function fails to handle is kept: a dead-letter target, a failure destination, or its queue's redrive.

    A function that answers its caller (an authorizer, an integration) hands the failure back instead; such a function
    is named in the exceptions.
    """
    for function in stack.of("aws_lambda_function"):
        owned = function.values.get("dead_letter_config")
        destinations = [
            r
            for r in stack.naming(function, "aws_lambda_function_event_invoke_config", "function_name")
            if any(r.at("destination_config.on_failure.destination"))
        ]
        if not owned and not destinations and not _fed_by_redriven_queue(stack, function):
            yield Problem(
                function, "no dead-letter target, failure destination, or queue with a redrive policy feeds it"
            )


def service_log_groups_declared(stack: Stack) -> Iterator[Problem]:
    """Each log group that a service would make on first use is declared, so that it has a key and a retention.

    A group of API Gateway's bears an id that is unknown before apply: its name refers to the stage's API instead.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html,
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html,
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html,
    https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
    """
    groups = stack.of("aws_cloudwatch_log_group")
    declared = {group.values.get("name") for group in groups}
    named_after = [api for group in groups for api in stack.referred(group, "name")]
    for resource, group in _log_groups_made_by_services(stack):
        if group not in declared:
            yield Problem(resource, f"AWS would make its log group {group} without a key and for ever")
    for preferences in stack.of("aws_sns_sms_preferences"):
        for ending in ("/DirectPublishToPhoneNumber", "/DirectPublishToPhoneNumber/Failure"):
            if not any(re.fullmatch(rf"sns/[^/]+/[^/]+{ending}", str(name)) for name in declared):
                yield Problem(preferences, f"AWS would make the log group sns/…{ending} without a key and for ever")
    for stage, api in _stages_with_execution_logs(stack):
        if not any(named is api for named in named_after):
            yield Problem(stage, "AWS would make the log group of its execution logs without a key and for ever")


def cached_methods_authorize_first(stack: Stack, allowed: list[str]) -> Iterator[Problem]:
    """A cached method is on the list, its entries are encrypted, and nobody purges without permission."""
    for settings in stack.of("aws_api_gateway_method_settings"):
        for block in settings.values.get("settings") or []:
            if block.get("caching_enabled") is not True:
                continue
            path = str(settings.values.get("method_path")).replace("~1", "/").lstrip("/")
            if path not in allowed:
                yield Problem(settings, f"caches {path}, which is not on the list of cached methods")
            if block.get("cache_data_encrypted") is not True:
                yield Problem(settings, "`cache_data_encrypted` is not true")
            if block.get("require_authorization_for_cache_control") is not True:
                yield Problem(settings, "anyone may purge: `require_authorization_for_cache_control` is not true")


def cache_keys_hold_no_token(stack: Stack) -> Iterator[Problem]:
    """No cache key is made of a credential: the authorizer decides, the key says what was asked."""
    for integration in stack.of("aws_api_gateway_integration"):
        parameters = integration.values.get("cache_key_parameters")
        for parameter in parameters if isinstance(parameters, list) else []:
            if isinstance(parameter, str) and re.search(r"header\.(authorization|cookie)", parameter, re.IGNORECASE):
                yield Problem(integration, f"its cache key holds {parameter}")


def queues_have_dead_letters(stack: Stack) -> Iterator[Problem]:
    """Each queue moves what keeps failing to another, unless it is that other one."""
    for queue in stack.of("aws_sqs_queue"):
        if not _redrives(stack, queue) and not _redriving_to(stack, queue):
            yield Problem(queue, "no `redrive_policy`, and no other queue redrives to it")


def _log_groups_made_by_services(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for instance in stack.of("aws_db_instance"):
        if instance.values.get("monitoring_interval"):
            yield instance, "RDSOSMetrics"
        for log in instance.values.get("enabled_cloudwatch_logs_exports") or []:
            yield instance, f"/aws/rds/instance/{instance.values.get('identifier')}/{log}"
    for proxy in stack.of("aws_db_proxy"):
        yield proxy, f"/aws/rds/proxy/{proxy.values.get('name')}"
    for cluster in stack.of("aws_ecs_cluster"):
        settings = {setting.get("name"): setting.get("value") for setting in cluster.values.get("setting") or []}
        if settings.get("containerInsights") not in (None, "disabled"):
            yield cluster, f"/aws/ecs/containerinsights/{cluster.values.get('name')}/performance"
    for function in stack.of("aws_lambda_function"):
        chosen = [name for name in function.at("logging_config.log_group") if isinstance(name, str)]
        yield function, chosen[0] if chosen else f"/aws/lambda/{function.values.get('function_name')}"


def _stages_with_execution_logs(stack: Stack) -> Iterator[tuple[Resource, Resource]]:
    for stage in stack.of("aws_api_gateway_stage"):
        settings = stack.naming(stage, "aws_api_gateway_method_settings", "stage_name")
        if any(level not in (None, "OFF") for s in settings for level in s.at("settings.logging_level")):
            yield from ((stage, api) for api in stack.referred(stage, "rest_api_id"))
    for stage in stack.of("aws_apigatewayv2_stage"):
        if any(level not in (None, "OFF") for level in stage.at("default_route_settings.logging_level")):
            yield from ((stage, api) for api in stack.referred(stage, "api_id"))


def _redrives(stack: Stack, queue: Resource) -> bool:
    return queue.gives("redrive_policy") or bool(stack.naming(queue, "aws_sqs_queue_redrive_policy", "queue_url"))


def _redriving_to(stack: Stack, queue: Resource) -> list[Resource]:
    policies = [*stack.of("aws_sqs_queue"), *stack.of("aws_sqs_queue_redrive_policy")]
    return [p for p in policies if p is not queue and queue in stack.referred(p, "redrive_policy")]


def _fed_by_redriven_queue(stack: Stack, function: Resource) -> bool:
    doors = [function, *stack.naming(function, "aws_lambda_alias", "function_name")]
    mappings = [m for door in doors for m in stack.naming(door, "aws_lambda_event_source_mapping", "function_name")]
    sources = [source for mapping in mappings for source in stack.referred(mapping, "event_source_arn")]
    return any(source.type == "aws_sqs_queue" and _redrives(stack, source) for source in sources)


def _daily(schedule: str) -> bool:
    if schedule.startswith("rate("):
        return re.fullmatch(r"rate\((1 day|\d+ (hours?|minutes?))\)", schedule) is not None
    fields = schedule.removeprefix("cron(").removesuffix(")").split()
    return len(fields) == 6 and all(f in {"*", "?", "*/1"} for f in fields[2:])


def _kept(rule: Mapping[str, Any]) -> int:
    lifecycles = rule.get("lifecycle") or [{}]
    return int(lifecycles[0].get("delete_after") or 0)


def _read_only_in_source(stack: Stack, task: Resource) -> bool:
    text = stack.source_of(task)
    settings = re.findall(r"readonlyRootFilesystem\s*=\s*(\S+)", text)
    images = re.findall(r"^\s*image\s*=", text, re.MULTILINE)
    return bool(settings) and all(s.rstrip(",") == "true" for s in settings) and len(settings) >= len(images)


def bucket_origins_are_controlled(stack: Stack) -> Iterator[Problem]:
    """Each CloudFront origin is a custom one or signs its requests to S3."""
    for distribution in stack.of("aws_cloudfront_distribution"):
        for origin in distribution.values.get("origin") or []:
            if not origin.get("custom_origin_config") and not origin.get("origin_access_control_id"):
                yield Problem(distribution, f"origin {origin.get('origin_id')} has no origin access control")


def managed_rule_groups(stack: Stack, groups: list[str]) -> Iterator[Problem]:
    """Each web ACL evaluates every managed rule group of the list."""
    for acl in stack.of("aws_wafv2_web_acl"):
        carried = acl.at("rule.statement.managed_rule_group_statement.name")
        missing = [group for group in groups if group not in carried]
        if missing:
            yield Problem(acl, f"lacks {', '.join(missing)}")


def database_parameters(stack: Stack, values: Mapping[str, str]) -> Iterator[Problem]:
    """Each database uses a parameter group of this stack that sets these parameters."""
    for database in stack.of("aws_db_instance"):
        groups = [g for g in stack.referred(database, "parameter_group_name") if g.type == "aws_db_parameter_group"]
        if not groups:
            yield Problem(database, "`parameter_group_name` refers to no aws_db_parameter_group of this stack")
        for group in groups:
            given = {p.get("name"): p.get("value") for p in group.values.get("parameter") or []}
            for name, wanted in values.items():
                if given.get(name) != wanted:
                    yield Problem(group, f"parameter {name} is {given.get(name) or 'not set'}, must be {wanted}")
