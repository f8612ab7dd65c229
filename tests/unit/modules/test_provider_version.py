"""What version 6 of the AWS provider took away is not used, so that moving to it changes no resource."""

import re

import pytest

from tests.unit.modules.terraform_source import MODULES, resources

# Of the types that the modules use: arguments that 6.0.0 removed or deprecated, by its changelog.
GONE = {
    "aws_api_gateway_account": {"reset_on_delete"},
    "aws_api_gateway_deployment": {"canary_settings", "stage_description", "stage_name"},
    "aws_ecs_task_definition": {"inference_accelerator"},
    "aws_eip": {"vpc"},
    "aws_flow_log": {"log_group_name"},
    "aws_guardduty_detector": {"datasources"},
    "aws_cloudfront_response_headers_policy": {"etag"},
    "aws_s3_bucket": {"acl", "grant", "lifecycle_rule", "logging", "policy", "versioning", "region"},
}
# Where 6 renamed what a resource gives away.
GONE_REFERENCES = (
    r"aws_api_gateway_deployment\.\w+\.(execution_arn|invoke_url)",
    r"aws_s3_bucket\.\w+(\[[^]]+\])?\.region\b",
)


@pytest.mark.parametrize(("type_name", "arguments"), GONE.items())
def test_no_resource_has_an_argument_that_is_gone(type_name: str, arguments: set[str]) -> None:
    found = resources(type_name)
    assert found, f"no module has a {type_name} any more: take it off the list"
    assert not {name: arguments & given.keys() for name, given in found.items() if arguments & given.keys()}


@pytest.mark.parametrize("pattern", GONE_REFERENCES)
def test_nothing_refers_to_what_is_gone(pattern: str) -> None:
    assert not [path.name for path in MODULES.rglob("*.tf") if re.search(pattern, path.read_text())]


def test_booleans_of_three_values_are_booleans() -> None:
    for name, given in resources("aws_lb_target_group").items():
        assert isinstance(given.get("preserve_client_ip", True), bool), name


def test_every_module_asks_for_the_version_that_the_lock_holds() -> None:
    infra = MODULES.parent / "infra"
    [held] = re.findall(r'version     = "([0-9.]+)"', (infra / ".terraform.lock.hcl").read_text())
    wanted = {
        path: re.findall(r'version = "~> ([0-9.]+)"', path.read_text())
        for path in [infra / "versions.tf", *MODULES.rglob("versions.tf")]
    }
    assert set(map(tuple, wanted.values())) == {(held.rpartition(".")[0],)}
