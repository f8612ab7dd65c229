"""moto's server with a memory: `moto_shim.py HOST PORT FILE SERVICE...`, run by the Python of moto's own environment.

What the named services hold is read from the file at the start, and written to it when the server is asked to end.
Some calls that moto lacks are added to its own services.
"""

import importlib
import json
import pickle
import sys
from pathlib import Path
from typing import Any


def regions(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The contents of a service's backends by account and region."""
    backends = importlib.import_module("moto.backends").get_backend(service)
    return {
        (account, region): backend.__dict__
        for account, by_region in backends.items()
        for region, backend in by_region.items()
    }


def save(file: Path, services: list[str]) -> None:
    """Write what the services hold, in one step."""
    beside = file.with_suffix(".new")
    beside.write_bytes(pickle.dumps({service: regions(service) for service in services}))
    beside.chmod(0o600)
    beside.replace(file)


def load(file: Path, services: list[str]) -> None:
    """Put back what was written; the file is this user's own, in a folder of this checkout."""
    if not file.exists():
        return
    kept = pickle.loads(file.read_bytes())  # noqa: S301 - written by save() above
    for service in services:
        backends = importlib.import_module("moto.backends").get_backend(service)
        for (account, region), content in kept.get(service, {}).items():
            backends[account][region].__dict__.update(content)


def scaling_elsewhere() -> None:
    """Application Auto Scaling for what another emulator runs, with the tags of its targets."""
    models: Any = importlib.import_module("moto.applicationautoscaling.models")
    responses: Any = importlib.import_module("moto.applicationautoscaling.responses")
    backend, response = models.ApplicationAutoscalingBackend, responses.ApplicationAutoScalingResponse
    register = response.register_scalable_target

    def kept(self: Any) -> dict[str, dict[str, str]]:
        tags: dict[str, dict[str, str]] = self.applicationautoscaling_backend.__dict__.setdefault("target_tags", {})
        return tags

    def register_scalable_target(self: Any) -> str:
        answer: str = register(self)
        kept(self).setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(self._get_param("Tags") or {})
        return answer

    def tag_resource(self: Any) -> str:
        kept(self).setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags") or {})
        return "{}"

    def untag_resource(self: Any) -> str:
        for key in self._get_param("TagKeys") or []:
            kept(self).get(self._get_param("ResourceARN"), {}).pop(key, None)
        return "{}"

    def list_tags_for_resource(self: Any) -> str:
        return json.dumps({"Tags": kept(self).get(self._get_param("ResourceARN"), {})})

    backend._ecs_service_exists_for_target = lambda *_: True  # noqa: SLF001 - moto looks in its own ECS alone
    for call in (register_scalable_target, tag_resource, untag_resource, list_tags_for_resource):
        setattr(response, call.__name__, call)


def whole_hub() -> None:
    """Security Hub: UpdateSecurityHubConfiguration, which changes what DescribeHub tells."""
    models: Any = importlib.import_module("moto.securityhub.models")
    responses: Any = importlib.import_module("moto.securityhub.responses")
    describe = models.SecurityHubBackend.describe_hub

    def update_security_hub_configuration(self: Any) -> str:
        self.securityhub_backend.__dict__.setdefault("hub_settings", {}).update(json.loads(self.body))
        return "{}"

    def describe_hub(self: Any, hub_arn: str | None = None) -> dict[str, Any]:
        return {**describe(self, hub_arn), **self.__dict__.get("hub_settings", {})}

    responses.SecurityHubResponse.update_security_hub_configuration = update_security_hub_configuration
    models.SecurityHubBackend.describe_hub = describe_hub


def unevaluated_rules() -> None:
    """AWS Config: what its rules say. Nothing is evaluated here, so each has too little data, as on AWS at first."""
    response: Any = importlib.import_module("moto.config.responses").ConfigResponse

    def describe_compliance_by_config_rule(self: Any) -> str:
        asked = self.config_backend.describe_config_rules(
            self._get_param("ConfigRuleNames"), self._get_param("NextToken")
        )
        said = {"Compliance": {"ComplianceType": "INSUFFICIENT_DATA"}}
        rules = [{"ConfigRuleName": rule["ConfigRuleName"], **said} for rule in asked.pop("ConfigRules")]
        return json.dumps({"ComplianceByConfigRules": rules, **asked})

    response.describe_compliance_by_config_rule = describe_compliance_by_config_rule


def main(host: str, port: str, file: Path, services: list[str]) -> None:
    """Serve until told to end."""
    scaling_elsewhere()
    whole_hub()
    unevaluated_rules()
    load(file, services)
    try:
        importlib.import_module("moto.server").main(["-H", host, "-p", port])
    finally:
        save(file, services)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
