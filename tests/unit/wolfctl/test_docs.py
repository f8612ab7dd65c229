"""Generated documents: what they say, that hand-written prose survives them, and that the committed ones are fresh."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wolfctl import cli
from wolfctl.adapters import module_sources
from wolfctl.workflows import module_readme, type_differences, verb_reference

VARIABLES = """
variable "name" {
  description = "Prefix | of every name."
  type        = string
}

variable "zones" {
  description = "How many."
  type        = number
  default     = 2

  validation {
    condition     = var.zones > 1
    error_message = "Two zones at least."
  }
}
"""
OUTPUTS = """
output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}
"""


def test_a_new_readme_has_a_heading_and_both_tables() -> None:
    text = module_readme.readme("", "network", [VARIABLES, OUTPUTS])

    assert text.startswith("# network\n")
    assert "| `name` | Prefix \\| of every name. | `string` | yes |  |" in text
    assert "| `zones` | How many. | `number` | no | Two zones at least. |" in text
    assert "| `vpc_id` | The VPC. |" in text


def test_prose_around_the_tables_survives_and_old_tables_do_not() -> None:
    written = module_readme.readme("# Network\n\nWhy it is so.\n", "network", [VARIABLES])
    again = module_readme.readme(written + "\nAnd a last word.\n", "network", [OUTPUTS])

    assert again.startswith("# Network\n\nWhy it is so.\n")
    assert again.endswith("\nAnd a last word.\n")
    assert "`zones`" not in again
    assert again.count(module_readme.BEGIN) == 1


def test_writing_a_readme_twice_changes_nothing() -> None:
    once = module_readme.readme("", "network", [VARIABLES, OUTPUTS])

    assert module_readme.readme(once, "network", [VARIABLES, OUTPUTS]) == once


def test_the_reference_has_a_section_a_verb_in_the_order_given() -> None:
    page = verb_reference.reference(
        "verbs", [verb_reference.VerbHelp("up", "Usage: up\n"), verb_reference.VerbHelp("down", "")]
    )

    assert page.index("## up") < page.index("Usage: up") < page.index("## down")


GATED = """
locals {
  routes = var.features.waf ? { rest = 1 } : {}
}
resource "aws_api_gateway_vpc_link" "this" {
  count = var.features.vpc_link ? 1 : 0
}
resource "aws_wafv2_web_acl" "this" {
  for_each = local.routes
}
resource "aws_vpc" "this" {}
"""


def test_a_type_hangs_on_the_features_of_its_count_directly_or_through_a_local() -> None:
    found = type_differences.switches({"edge": [GATED]})

    assert found["aws_api_gateway_vpc_link"] == {"vpc_link"}
    assert found["aws_wafv2_web_acl"] == {"waf"}
    assert found["aws_vpc"] == frozenset()


def test_a_type_of_a_module_inside_another_hangs_on_what_the_block_that_calls_it_does() -> None:
    caller = """
    module "firewall" {
      source = "./firewall"
      count  = var.features.waf ? 1 : 0
    }
    """
    called = 'resource "aws_wafv2_web_acl" "this" {}'

    assert type_differences.switches({"edge": [caller], "edge/firewall": [called]})["aws_wafv2_web_acl"] == {"waf"}


def test_absent_types_stand_with_the_reason_or_are_called_unexplained() -> None:
    whole = Counter({"aws_vpc": 1, "aws_api_gateway_vpc_link": 1, "aws_shield_protection": 2})
    reasons = {"vpc_link": "No such call.", "database_tls": "No certificate."}

    found = type_differences.compare(
        whole, Counter({"aws_vpc": 1}), reasons, type_differences.switches({"edge": [GATED]})
    )

    assert found.share == pytest.approx(1 / 3)
    assert found.unexplained == ("aws_shield_protection",)
    page = type_differences.page(found, "prod", "local")
    assert "| `vpc_link` | No such call. | `aws_api_gateway_vpc_link` |" in page
    assert "| `database_tls` | No certificate. | none: it changes settings alone |" in page
    assert "- `aws_shield_protection` (2)" in page


def test_types_are_counted_from_what_a_plan_leaves() -> None:
    def change(kind: str, mode: str, after: Any) -> dict[str, Any]:
        return {"type": kind, "mode": mode, "change": {"after": after}}

    subnets = [change("aws_subnet", "managed", {}), change("aws_subnet", "managed", {})]
    others = [change("aws_region", "data", {}), change("aws_nat_gateway", "managed", None)]

    assert type_differences.planned_types({"resource_changes": subnets + others}) == Counter({"aws_subnet": 2})


def test_a_module_inside_another_is_found_by_its_path() -> None:
    assert {"edge", "edge/firewall"} <= set(module_sources.names(Path(__file__).resolve().parents[3]))


def test_the_committed_readmes_and_reference_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["docs", "--check", "--no-plans", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert found["stale"] == [], "run `wolfctl docs`"
    schema = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "docs.json"
    Draft202012Validator(json.loads(schema.read_text())).validate(found)
    assert code == 0
