"""The monthly estimate: what it counts, what it says that it does not count, and the difference a plan makes."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wolfctl.adapters import module_sources
from wolfctl.workflows.charges import CHARGES
from wolfctl.workflows.cost import CostEstimate, dollars, estimate
from wolfctl.workflows.prices import Prices, packaged

MONTH = 730
ROOT = Path(__file__).parents[3]


def change(
    address: str, after: Mapping[str, Any] | None, before: Mapping[str, Any] | None = None, mode: str = "managed"
) -> dict[str, Any]:
    """One entry of `resource_changes`, as `terraform show -json` writes it."""
    *modules, resource_type, _ = address.split(".")
    return {
        "address": address,
        "module_address": ".".join(modules),
        "mode": mode,
        "type": resource_type,
        "change": {"before": before, "after": after},
    }


def priced(*changes: Mapping[str, Any], configuration: Mapping[str, Any] | None = None) -> CostEstimate:
    return estimate(
        {"resource_changes": changes, "configuration": {"root_module": configuration or {}}}, packaged(), "us-east-1"
    )


def test_multi_az_doubles_the_database_and_its_storage() -> None:
    single = {"instance_class": "db.t4g.medium", "allocated_storage": 100, "storage_type": "gp3", "multi_az": False}
    result = priced(change("module.data.aws_db_instance.primary", single | {"multi_az": True}, single))

    assert result.before == Decimal("0.065") * MONTH + 100 * Decimal("0.115")
    assert result.after == 2 * result.before
    assert result.headline == "about $118 a month (+$59)"


@pytest.mark.parametrize(
    ("multi_az", "note"),
    [
        (True, "Multi-AZ about doubles the database: $59 of its $118 are the standby's."),
        (False, "Multi-AZ would about double the database: another $59 for a standby."),
    ],
)
def test_the_price_of_a_standby_is_told_whether_there_is_one_or_not(multi_az: bool, note: str) -> None:
    database = {"identifier": "wolf", "instance_class": "db.t4g.medium", "allocated_storage": 100, "multi_az": multi_az}
    replica = {"replicate_source_db": "wolf", "instance_class": "db.t4g.medium"}

    found = priced(change("aws_db_instance.primary", database), change("aws_db_instance.replica", replica))

    assert found.notes == (note,)
    assert found.data()["notes"] == (note,)


def test_an_environment_elsewhere_is_told_whose_prices_it_sees() -> None:
    (note,) = estimate({"resource_changes": []}, packaged(), "eu-central-1").notes

    assert note == "It runs in eu-central-1 and is priced as in us-east-1: the true sum may differ by some percent."


def test_modules_inside_modules_are_summed_with_them() -> None:
    result = priced(change('module.edge.module.firewall["cdn"].aws_wafv2_web_acl.this', {}))

    assert [module.module for module in result.modules] == ["edge"]


def test_a_read_replica_pays_for_its_instance_and_for_as_much_storage_as_its_source() -> None:
    primary = {"identifier": "wolf", "instance_class": "db.t4g.medium", "allocated_storage": 100, "storage_type": "gp3"}
    replica = {"replicate_source_db": "wolf", "instance_class": "db.t4g.small"}
    result = priced(change("aws_db_instance.primary", primary), change("aws_db_instance.replica", replica))

    storage = 100 * Decimal("0.115")
    assert result.after == (Decimal("0.065") + Decimal("0.032")) * MONTH + 2 * storage


def test_a_proxy_is_charged_by_the_vcpus_of_the_database_behind_it() -> None:
    primary = {"identifier": "wolf", "instance_class": "db.m7g.xlarge", "allocated_storage": 20}
    alone = priced(change("aws_db_instance.primary", primary)).after
    target = change("aws_db_proxy_target.primary", {"db_instance_identifier": "wolf"})
    result = priced(change("aws_db_instance.primary", primary), target, change("aws_db_proxy.this", {}))

    assert result.after - alone == 4 * Decimal("0.015") * MONTH


def test_gp3_charges_only_the_iops_above_what_its_size_includes() -> None:
    small = {"instance_class": "db.t4g.micro", "allocated_storage": 20, "storage_type": "gp3"}
    base = priced(change("aws_db_instance.x", small)).after

    assert priced(change("aws_db_instance.x", small | {"iops": 3000})).after == base
    assert priced(change("aws_db_instance.x", small | {"iops": 4000})).after == base + 20


def test_a_service_is_priced_by_the_task_definition_that_it_will_run() -> None:
    task = {"cpu": "512", "memory": "1024", "runtime_platform": [{"cpu_architecture": "ARM64"}]}
    configuration = {
        "module_calls": {
            "compute": {
                "module": {
                    "resources": [
                        {
                            "address": "aws_ecs_service.api",
                            "expressions": {"task_definition": {"references": ["aws_ecs_task_definition.api.arn"]}},
                        }
                    ]
                }
            }
        }
    }
    result = priced(
        change("module.compute.aws_ecs_task_definition.migrate", {"cpu": "4096", "memory": "8192"}),
        change("module.compute.aws_ecs_task_definition.api", task),
        change("module.compute.aws_ecs_service.api", {"desired_count": 3}),
        configuration=configuration,
    )

    one = (Decimal("0.03238") / 2 + Decimal("0.00356")) * MONTH
    assert result.after == 3 * one
    assert [module.module for module in result.modules] == ["compute"]


def test_a_service_whose_task_definition_is_not_to_be_found_is_named_not_zero() -> None:
    result = priced(change("aws_ecs_service.api", {"desired_count": 3}))

    assert result.after == 0
    assert [(each.type, each.count) for each in result.not_priced] == [("aws_ecs_service", 1)]
    assert result.headline == "about $0 a month, 1 not priced"


def test_provisioned_concurrency_is_priced_by_its_functions_memory() -> None:
    function = {"function_name": "alphawolf-prod-intent", "memory_size": 512, "architectures": ["arm64"]}
    setting = {"function_name": "alphawolf-prod-intent", "provisioned_concurrent_executions": 4}
    result = priced(
        change("aws_lambda_function.intent", function),
        change("aws_lambda_provisioned_concurrency_config.intent", setting),
    )

    assert result.after == 4 * Decimal("0.5") * Decimal("0.012") * MONTH


def test_an_interface_endpoint_costs_in_every_zone_and_a_gateway_endpoint_nothing() -> None:
    zones = [change(f"aws_subnet.{zone}", {"availability_zone": f"us-east-1{zone}"}) for zone in "abc"]
    interface = change("aws_vpc_endpoint.sqs", {"vpc_endpoint_type": "Interface"})
    gateway = change("aws_vpc_endpoint.s3", {"vpc_endpoint_type": "Gateway"})

    assert priced(*zones, interface, gateway).after == 3 * Decimal("0.01") * MONTH


@pytest.mark.parametrize(
    ("size", "monthly"), [("0.5", Decimal("14.6")), ("1.6", Decimal("27.74")), ("237", Decimal("2774"))]
)
def test_a_stage_cache_is_priced_by_its_size(size: str, monthly: Decimal) -> None:
    stage = {"cache_cluster_enabled": True, "cache_cluster_size": size}

    assert priced(change("aws_api_gateway_stage.v1", stage)).after == monthly
    assert priced(change("aws_api_gateway_stage.v1", stage | {"cache_cluster_enabled": False})).after == 0


def test_a_web_acl_costs_by_rule_and_an_alarm_by_metric() -> None:
    acl = change("aws_wafv2_web_acl.rest", {"rule": [{}, {}, {}]})
    alarm = change("aws_cloudwatch_metric_alarm.ratio", {"metric_query": [{"metric": [{}]}, {"metric": [{}]}, {}]})

    assert priced(acl).after == 8
    assert priced(alarm).after == Decimal("0.2")


def test_what_goes_is_counted_before_and_not_after() -> None:
    result = priced(change("module.network.aws_nat_gateway.a", None, {"id": "nat-1"}))

    assert (result.before, result.after) == (Decimal("32.85"), Decimal(0))
    assert result.headline == "about $0 a month (-$33)"


def test_the_estimate_is_plain_data_for_programs() -> None:
    result = priced(change("module.network.aws_nat_gateway.a", {}), change("aws_msk_cluster.x", {}))

    data = json.loads(json.dumps(result.data(), default=str))
    assert (data["before"], data["after"], data["modules"]) == (0.0, 32.85, {"network": [0.0, 32.85]})
    assert data["resources"][0]["after"] == 32.85
    assert data["not_priced"][0]["type"] == "aws_msk_cluster"


def test_data_sources_cost_nothing_and_are_not_mentioned() -> None:
    result = priced(change("data.aws_vpc.x", {}, mode="data"))

    assert (result.resources, result.by_usage, result.not_priced) == ((), (), ())


def test_what_costs_by_use_is_named_with_its_rate() -> None:
    result = priced(change("aws_sqs_queue.alerts", {}), change("aws_sqs_queue.dead_letters", {}))

    assert [(each.type, each.count) for each in result.by_usage] == [("aws_sqs_queue", 2)]
    assert "million requests" in result.by_usage[0].reason


def test_an_unknown_type_or_size_is_named_as_not_priced() -> None:
    result = priced(
        change("aws_msk_cluster.x", {}),
        change("aws_db_instance.x", {"instance_class": "db.x2iedn.32xlarge", "allocated_storage": 20}),
        change("aws_db_instance.y", {"allocated_storage": 20}),
    )

    reasons = {each.reason for each in result.not_priced}
    assert len(result.not_priced) == 3
    assert any("db.x2iedn.32xlarge" in reason for reason in reasons)
    assert any("instance_class is not known" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("amount", "shown"), [("1234.5", "$1,234"), ("0.4", "$0.40"), ("0", "$0"), ("-3", "-$3.00"), ("9.999", "$10.00")]
)
def test_dollars_claim_no_more_than_an_estimate_can(amount: str, shown: str) -> None:
    assert dollars(Decimal(amount)) == shown


@pytest.fixture(scope="module")
def prices() -> Prices:
    return packaged()


def test_every_figure_of_the_table_is_positive_and_dated(prices: Prices) -> None:
    assert all(figure > 0 for figure in prices.rates.values())
    assert prices.compiled.year >= 2026
    assert prices.limits


def test_no_type_is_both_charged_and_free(prices: Prices) -> None:
    assert [kind for kind in CHARGES if prices.is_free(kind) or kind in prices.usage] == []


def test_what_costs_by_use_is_looked_up_before_what_is_free(prices: Prices) -> None:
    """`aws_cognito_*` is free as a pattern and `aws_cognito_user_pool` is not: the exact name must win."""
    shadowed = [kind for kind in prices.usage if prices.is_free(kind)]
    named = estimate({"resource_changes": [change(f"{kind}.x", {}) for kind in shadowed]}, prices, "us-east-1").by_usage

    assert shadowed
    assert [each.type for each in named] == sorted(shadowed)


def test_larger_instances_of_a_family_cost_more(prices: Prices) -> None:
    sizes: Sequence[str] = ("micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge")
    classes = [key.removeprefix("database/") for key in prices.rates if key.startswith("database/")]
    for family in {name.rsplit(".", 1)[0] for name in classes}:
        figures = [prices.monthly("database", f"{family}.{size}") for size in sizes if f"{family}.{size}" in classes]
        assert figures == sorted(set(figures)), family


def test_the_table_knows_every_resource_type_of_the_modules(prices: Prices) -> None:
    """A type that nobody looked up would only ever be told as not priced."""
    texts = [text for module in module_sources.names(ROOT) for text in module_sources.texts(ROOT, module)]
    declared = {kind for text in texts for kind in re.findall(r'^resource "(\w+)"', text, re.MULTILINE)}

    assert declared
    assert {kind for kind in declared if not (kind in CHARGES or kind in prices.usage or prices.is_free(kind))} == set()
