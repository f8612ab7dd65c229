"""The cost estimate on a real plan of prod, where much is only known after apply."""

from typing import Any

import pytest

from wolfctl.workflows.cost import CostEstimate, estimate
from wolfctl.workflows.prices import packaged

pytestmark = [pytest.mark.local, pytest.mark.compliance, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def prod(plans: dict[str, dict[str, Any]]) -> CostEstimate:
    return estimate(plans["prod"], packaged(), "us-east-1")


def test_nothing_in_prod_is_left_without_a_price(prod: CostEstimate) -> None:
    assert prod.not_priced == ()


def test_what_hangs_on_another_resource_is_priced_before_either_exists(prod: CostEstimate) -> None:
    costs = {each.type: each.after for each in prod.resources}

    assert costs["aws_ecs_service"] > 0
    assert costs["aws_lambda_provisioned_concurrency_config"] > 0


def test_the_modules_add_up_and_the_database_is_the_dearest(prod: CostEstimate) -> None:
    assert sum(module.after for module in prod.modules) == prod.after
    assert prod.modules[0].module == "data"
    assert prod.before == 0
