"""What each resource type costs while idle: one small function a type, all figures from the price table."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wolfctl.workflows.planned_resources import Resource, Side, Values
from wolfctl.workflows.prices import Prices, UnknownPriceError

Charge = Callable[[Resource, Side, Prices], Decimal]

# vCPUs by the size at the end of an RDS instance class; every family of the table agrees on them.
_VCPUS: Mapping[str, int] = {"micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16}


def known(values: Values, attribute: str) -> Any:
    """An attribute that a price depends on. Raises UnknownPriceError while it is only known after apply."""
    value = values.get(attribute)
    if value is None:
        raise UnknownPriceError(f"{attribute} is not known before apply")
    return value


def _database(resource: Resource, side: Side, prices: Prices) -> Decimal:
    values = resource.values
    # a read replica takes the storage of what it copies
    source = side.related(resource, "replicate_source_db", "aws_db_instance") or resource
    kind = values.get("storage_type") or source.values.get("storage_type") or "gp3"
    gigabytes = Decimal(values.get("allocated_storage") or known(source.values, "allocated_storage"))
    iops = Decimal(values.get("iops") or 0)
    if kind == "gp3":
        iops = max(Decimal(0), iops - (12_000 if gigabytes >= 400 else 3_000))
    once = prices.monthly("database", known(values, "instance_class"))
    once += gigabytes * prices.monthly("database_storage_gb", kind)
    if iops:
        once += iops * prices.monthly("database_iops", kind)
    return once * (2 if values.get("multi_az") else 1)


def _database_proxy(resource: Resource, side: Side, prices: Prices) -> Decimal:
    for target in side.of_type("aws_db_proxy_target"):
        instance = side.related(target, "db_instance_identifier", "aws_db_instance")
        if target.module == resource.module and instance is not None:
            size = str(known(instance.values, "instance_class")).rpartition(".")[2]
            if size in _VCPUS:
                return _VCPUS[size] * prices.monthly("database_proxy_vcpu")
    raise UnknownPriceError("the size of the database behind it is not known before apply")


def _service(resource: Resource, side: Side, prices: Prices) -> Decimal:
    task = side.related(resource, "task_definition", "aws_ecs_task_definition")
    if task is None:
        raise UnknownPriceError("its task definition is not in this plan")
    vcpu, gigabytes = Decimal(known(task.values, "cpu")) / 1024, Decimal(known(task.values, "memory")) / 1024
    platform = (task.values.get("runtime_platform") or [{}])[0]
    architecture = platform.get("cpu_architecture") or "X86_64"
    storage = (task.values.get("ephemeral_storage") or [{}])[0].get("size_in_gib") or 20
    one = vcpu * prices.monthly("fargate_vcpu", architecture) + gigabytes * prices.monthly("fargate_gb", architecture)
    one += max(0, storage - 20) * prices.monthly("fargate_ephemeral_gb")
    return Decimal(known(resource.values, "desired_count")) * one


def _provisioned_concurrency(resource: Resource, side: Side, prices: Prices) -> Decimal:
    function = side.related(resource, "function_name", "aws_lambda_function")
    if function is None:
        raise UnknownPriceError("its function is not in this plan")
    gigabytes = Decimal(function.values.get("memory_size") or 128) / 1024
    architecture = (function.values.get("architectures") or ["x86_64"])[0]
    count = Decimal(known(resource.values, "provisioned_concurrent_executions"))
    return count * gigabytes * prices.monthly("provisioned_concurrency_gb", architecture)


def _endpoint(resource: Resource, side: Side, prices: Prices) -> Decimal:
    if resource.values.get("vpc_endpoint_type", "Gateway") == "Gateway":
        return Decimal(0)
    zones = len(resource.values.get("subnet_ids") or ()) or side.zone_count()
    if not zones:
        raise UnknownPriceError("its subnets are not known before apply")
    return zones * prices.monthly("interface_endpoint")


def _stage_cache(resource: Resource, _: Side, prices: Prices) -> Decimal:
    if not resource.values.get("cache_cluster_enabled"):
        return Decimal(0)
    return prices.monthly("stage_cache", str(known(resource.values, "cache_cluster_size")))


def _alarm(resource: Resource, _: Side, prices: Prices) -> Decimal:
    queries = resource.values.get("metric_query") or ()
    metrics = sum(1 for query in queries if query.get("metric")) or 1
    anomaly = any("ANOMALY_DETECTION_BAND" in (query.get("expression") or "") for query in queries)
    return prices.monthly("alarm_anomaly") if anomaly else metrics * prices.monthly("alarm")


def _web_acl(resource: Resource, _: Side, prices: Prices) -> Decimal:
    return prices.monthly("web_acl") + len(resource.values.get("rule") or ()) * prices.monthly("web_acl_rule")


def _replicated_secret(resource: Resource, _: Side, prices: Prices) -> Decimal:
    return (1 + len(resource.values.get("replica") or ())) * prices.monthly("secret")


def _flat(name: str) -> Charge:
    return lambda _resource, _side, prices: prices.monthly(name)


CHARGES: Mapping[str, Charge] = MappingProxyType(
    {
        "aws_api_gateway_stage": _stage_cache,
        "aws_cloudwatch_composite_alarm": _flat("alarm_composite"),
        "aws_cloudwatch_dashboard": _flat("dashboard"),
        "aws_cloudwatch_log_metric_filter": _flat("custom_metric"),
        "aws_cloudwatch_metric_alarm": _alarm,
        "aws_db_instance": _database,
        "aws_db_proxy": _database_proxy,
        "aws_ecs_service": _service,
        "aws_eip": _flat("public_ipv4"),
        "aws_kms_key": _flat("kms_key"),
        "aws_kms_replica_key": _flat("kms_key"),
        "aws_lambda_provisioned_concurrency_config": _provisioned_concurrency,
        "aws_lb": _flat("load_balancer"),
        "aws_nat_gateway": _flat("nat_gateway"),
        "aws_route53_health_check": _flat("health_check"),
        "aws_route53_zone": _flat("hosted_zone"),
        "aws_secretsmanager_secret": _replicated_secret,
        "aws_shield_subscription": _flat("shield_advanced"),
        "aws_vpc_endpoint": _endpoint,
        "aws_wafv2_web_acl": _web_acl,
    }
)
