"""A task that is replaced answers what it has begun: the times of API, task, load balancer and gateway fit together."""

import re
from typing import Any

import pytest

from api.app import GRACE_S
from api.db.connect import COMMAND_TIMEOUT_S
from tests.unit.modules.terraform_source import MODULES, parse, resources

LONGEST_STOP_S = 120  # Fargate's limit for stopTimeout


@pytest.fixture(scope="module")
def tasks() -> dict[str, Any]:
    text = (MODULES / "compute" / "tasks.tf").read_text()
    found: dict[str, Any] = parse(text[: text.index("\nresource ")])["locals"][0]["tasks"]
    return found


@pytest.fixture(scope="module")
def target_group() -> dict[str, Any]:
    return resources("aws_lb_target_group")["edge.api"]


@pytest.fixture(scope="module")
def longest_request_s() -> float:
    return float(resources("aws_api_gateway_integration")["edge.route"]["timeout_milliseconds"]) / 1000


def test_the_api_waits_for_the_longest_request_that_the_gateway_waits_for(longest_request_s: float) -> None:
    assert longest_request_s <= GRACE_S


def test_a_task_is_killed_only_after_its_requests_and_its_connections_had_their_time(tasks: dict[str, Any]) -> None:
    assert tasks["api"]["stop_s"] > GRACE_S + COMMAND_TIMEOUT_S
    assert tasks["api"]["stop_s"] <= LONGEST_STOP_S
    assert tasks["migrate"]["stop_s"] == LONGEST_STOP_S


def test_the_balancer_keeps_connections_for_as_long_as_a_request_may_take(
    target_group: dict[str, Any], longest_request_s: float
) -> None:
    assert target_group["deregistration_delay"] >= longest_request_s
    assert target_group["connection_termination"] is False


def test_a_new_task_is_not_judged_before_the_balancer_can_have_found_it_well(target_group: dict[str, Any]) -> None:
    [check] = target_group["health_check"]
    until_well_s = check["interval"] * check["healthy_threshold"] + check["timeout"]
    service = resources("aws_ecs_service")["compute.api"]
    starts_s = 20
    assert re.search(rf"startPeriod += {starts_s}\n", (MODULES / "compute" / "tasks.tf").read_text())
    assert service["health_check_grace_period_seconds"] >= starts_s + until_well_s
