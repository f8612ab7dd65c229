"""What a person reads of a cost estimate, at 80 columns without colour."""

from typing import Any

from rich.console import Console

from wolfctl.console.cost_view import line, view
from wolfctl.workflows.cost import CostEstimate, estimate
from wolfctl.workflows.prices import packaged


def change(address: str, kind: str, before: Any, after: Any) -> dict[str, Any]:
    module = address.rpartition(f".{kind}")[0]
    values = {"before": before, "after": after}
    return {"address": address, "module_address": module, "mode": "managed", "type": kind, "change": values}


def shown(found: CostEstimate, *, full: bool = False) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(*view(found, full=full), sep="\n")
    return "\n".join(row.rstrip() for row in capture.get().splitlines())


DATABASE = {"instance_class": "db.t4g.medium", "allocated_storage": 100, "storage_type": "gp3"}
PLAN = {
    "resource_changes": [
        change("module.data.aws_db_instance.this", "aws_db_instance", DATABASE, DATABASE | {"multi_az": True}),
        change('module.data.aws_secretsmanager_secret.user["app"]', "aws_secretsmanager_secret", {}, {}),
        change("module.data.aws_sqs_queue.alerts", "aws_sqs_queue", {}, {}),
        change("module.edge.aws_msk_cluster.x", "aws_msk_cluster", None, {}),
    ]
}


def test_a_change_is_shown_beside_what_runs_and_small_change_in_its_module_alone() -> None:
    text = shown(estimate(PLAN, packaged(), "us-east-1"))

    assert text.startswith(
        "Cost: about $118 a month (+$59), 1 not priced; us-east-1 list prices of\n2026-11-23, without usage.\n"
        "a month                 now  after\n"
        "data                    $59   $118\n"
        "  aws_db_instance.this  $59   $118\n"
        "together                $59   $118\n"
        "Multi-AZ about doubles the database: $59 of its $118 are the standby's.\n"
        "Not priced, so not in the sum:\n"
        "  1 aws_msk_cluster: the 2026-11-23 table does not know this resource type\n"
        "Charged by use, so not in the sum: aws_sqs_queue.\n"
    )


def test_in_full_every_resource_and_rate_is_listed() -> None:
    text = shown(estimate(PLAN, packaged(), "us-east-1"), full=True)

    assert 'aws_secretsmanager_secret.user["app"]  $0.40' in text
    assert "1 aws_sqs_queue: $0.40 a million requests" in text


def test_an_empty_account_has_no_column_for_what_runs() -> None:
    fresh = {"resource_changes": [change("module.network.aws_nat_gateway.a", "aws_nat_gateway", None, {})]}

    found = estimate(fresh, packaged(), "us-east-1")

    assert "now" not in shown(found)
    assert line(found).plain == "Cost: about $33 a month; us-east-1 list prices of 2026-11-23, without usage."
