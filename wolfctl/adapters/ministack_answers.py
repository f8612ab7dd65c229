"""Calls that MiniStack lacks or half forgets, added to its own services; loaded by `ministack_shim.py`.

They keep what they are given and give it back, in the shapes of AWS's API references. Nothing that the environment
lives on is here: a certificate that is shown to nobody, a lock on a vault without recovery points, account settings.
"""

import importlib
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qs

# What the account's settings for EBS are until somebody changes them.
EBS = {"encrypted": False, "snapshots": "unblocked"}


def install() -> None:
    """Add every answer; called once, before the server takes requests."""
    for name, add in (
        ("apigateway", client_certificates),
        ("backup", vault_lock),
        ("backup", vault_policy),
        ("cloudtrail", whole_trail),
        ("cognito", risk_configuration),
        ("ec2", ebs_settings),
        ("ec2", whole_flow_log),
        ("secretsmanager", cancelled_rotation),
        ("sns", text_preferences),
    ):
        add(importlib.import_module(f"ministack.services.{name}"))


def client_certificates(service: Any) -> None:
    """API Gateway: client certificates are made, described, changed and deleted."""
    control, rest = service.handle_request, importlib.import_module("ministack.services.apigateway_v1")
    kept = rest._account_settings  # noqa: SLF001 - a store that MiniStack writes to disk

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        parts = path.strip("/").split("/")
        if parts[0] != "clientcertificates":
            return await control(method, path, headers, body, query)
        given = json.loads(body) if body else {}
        if method == "POST":
            now = int(time.time())
            made = {
                "clientCertificateId": secrets.token_hex(3),
                "createdDate": now,
                "expirationDate": now + 365 * 86400,
            }
            made |= {
                "description": given.get("description", ""),
                "tags": given.get("tags", {}),
                "pemEncodedCertificate": "",
            }
            kept[f"certificate/{made['clientCertificateId']}"] = made
            return rest._v1_response(made, 201)  # noqa: SLF001
        found = kept.get(f"certificate/{parts[1]}") if len(parts) > 1 else None
        if found is None:
            return rest._v1_error("NotFoundException", "Invalid client certificate identifier", 404)  # noqa: SLF001
        if method == "DELETE":
            del kept[f"certificate/{parts[1]}"]
            return 202, {}, b""
        for change in given.get("patchOperations", []):
            found[change["path"].strip("/")] = change["value"]
        return rest._v1_response(found)  # noqa: SLF001

    service.handle_request = handle_request


def vault_lock(service: Any) -> None:
    """Backup: PutBackupVaultLockConfiguration, DeleteBackupVaultLockConfiguration; DescribeBackupVault tells of it."""
    whole = service.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        parts = path.strip("/").split("/")
        vault = service._vaults.get(parts[1]) if len(parts) == 3 and parts[2] == "vault-lock" else None  # noqa: SLF001
        if vault is None:
            return await whole(method, path, headers, body, query)
        for name in ("MinRetentionDays", "MaxRetentionDays", "LockDate"):
            vault.pop(name, None)
        vault["Locked"] = method == "PUT"
        if vault["Locked"]:
            given = json.loads(body)
            days = given.pop("ChangeableForDays", None)
            vault |= given | ({"LockDate": time.time() + days * 86400} if days else {})
        return 204, {}, b""

    service.handle_request = handle_request


def vault_policy(service: Any) -> None:
    """Backup: Put-, Get- and DeleteBackupVaultAccessPolicy."""
    whole = service.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        parts = path.strip("/").split("/")
        asked = len(parts) == 3 and parts[2] == "access-policy"
        vault = service._vaults.get(parts[1]) if asked else None  # noqa: SLF001
        if vault is None:
            return await whole(method, path, headers, body, query)
        if method == "GET":
            if "AccessPolicy" not in vault:
                told = {"Code": "ResourceNotFoundException", "Message": "The vault has no policy."}
                return 404, {"x-amzn-errortype": "ResourceNotFoundException"}, json.dumps(told).encode()
            names = {"BackupVaultName": parts[1], "BackupVaultArn": vault.get("BackupVaultArn", "")}
            answer = {**names, "Policy": vault["AccessPolicy"]}
            return 200, {"content-type": "application/json"}, json.dumps(answer).encode()
        vault.pop("AccessPolicy", None)
        if method == "PUT":
            vault["AccessPolicy"] = json.loads(body)["Policy"]
        return 200, {}, b""

    service.handle_request = handle_request


def whole_trail(service: Any) -> None:
    """CloudTrail: CreateTrail keeps its tags and its log group, which UpdateTrail and AddTags keep already."""
    calls = service._DISPATCH  # noqa: SLF001
    create = calls["CreateTrail"]

    def create_trail(body: dict[str, Any]) -> Any:
        answer = create(body)
        if answer[0] == 200:
            calls["UpdateTrail"](body)
            calls["AddTags"]({"ResourceId": json.loads(answer[2])["TrailARN"], "TagsList": body.get("TagsList", [])})
        return answer

    calls["CreateTrail"] = create_trail


def risk_configuration(service: Any) -> None:
    """Cognito: SetRiskConfiguration and DescribeRiskConfiguration, for a whole pool."""
    dispatch = service._dispatch_idp  # noqa: SLF001

    async def dispatch_idp(action: str, given: dict[str, Any]) -> Any:
        if action not in ("SetRiskConfiguration", "DescribeRiskConfiguration"):
            return await dispatch(action, given)
        pool = service._user_pools.get(given["UserPoolId"])  # noqa: SLF001
        if pool is None:
            return service.error_response_json("ResourceNotFoundException", "User pool does not exist.", 400)
        if action == "SetRiskConfiguration":
            pool["_risk"] = given
        told = pool.get("_risk", {"UserPoolId": given["UserPoolId"]})
        return service.json_response({"RiskConfiguration": told})

    service._dispatch_idp = dispatch_idp  # noqa: SLF001


def ebs_settings(service: Any) -> None:
    """EC2: the account's EBS encryption by default, and its block on public snapshots."""
    kept = dict(EBS)
    state, load, reset = service.get_state, service.load_persisted_state, service.reset

    def answer(name: str, element: str, key: str, value: Any = None) -> Any:
        def call(params: Any) -> Any:
            given = service._p(params, "State") if value == "State" else value  # noqa: SLF001
            if given is not None:
                kept[key] = given
            told = str(kept[key]).lower() if isinstance(kept[key], bool) else kept[key]
            return service._xml(200, f"{name}Response", f"<{element}>{told}</{element}>")  # noqa: SLF001

        return call

    for name, element, key, value in (
        ("EnableEbsEncryptionByDefault", "ebsEncryptionByDefault", "encrypted", True),
        ("DisableEbsEncryptionByDefault", "ebsEncryptionByDefault", "encrypted", False),
        ("GetEbsEncryptionByDefault", "ebsEncryptionByDefault", "encrypted", None),
        ("EnableSnapshotBlockPublicAccess", "state", "snapshots", "State"),
        ("DisableSnapshotBlockPublicAccess", "state", "snapshots", "unblocked"),
        ("GetSnapshotBlockPublicAccessState", "state", "snapshots", None),
    ):
        service._ACTION_MAP[name] = answer(name, element, key, value)  # noqa: SLF001

    def load_persisted_state(saved: dict[str, Any] | None) -> None:
        kept.update((saved or {}).get("ebs_settings", EBS))
        load(saved)

    def start_anew() -> None:
        kept.update(EBS)
        reset()

    service.get_state = lambda: {**state(), "ebs_settings": dict(kept)}
    service.load_persisted_state = load_persisted_state
    service.reset = start_anew


def whole_flow_log(service: Any) -> None:
    """EC2: DescribeFlowLogs tells the role, the interval and the tags that CreateFlowLogs was given."""
    calls = service._ACTION_MAP  # noqa: SLF001
    create, describe, flow_logs = calls["CreateFlowLogs"], calls["DescribeFlowLogs"], service._flow_logs  # noqa: SLF001

    def create_flow_logs(params: Any) -> Any:
        before = set(flow_logs)
        answer = create(params)
        for made in set(flow_logs) - before:
            service._parse_tag_specs(params, "vpc-flow-log", made)  # noqa: SLF001
            flow_logs[made]["Role"] = service._p(params, "DeliverLogsPermissionArn")  # noqa: SLF001
            flow_logs[made]["Interval"] = service._p(params, "MaxAggregationInterval") or "600"  # noqa: SLF001
        return answer

    def describe_flow_logs(params: Any) -> Any:
        status, headers, body = describe(params)
        for found, kept in flow_logs.items():
            here = f"<flowLogId>{found}</flowLogId>".encode()
            role, interval = kept.get("Role", ""), kept.get("Interval", "600")
            more = f"<maxAggregationInterval>{interval}</maxAggregationInterval>"
            more += f"<deliverLogsPermissionArn>{role}</deliverLogsPermissionArn>" if role else ""
            body = body.replace(here, here + more.encode())
        return status, headers, body

    calls["CreateFlowLogs"], calls["DescribeFlowLogs"] = create_flow_logs, describe_flow_logs


def cancelled_rotation(service: Any) -> None:
    """Secrets Manager: CancelRotateSecret, without which no stack that rotates a secret can be destroyed."""
    whole = service.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        if not headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
            return await whole(method, path, headers, body, query)
        _, secret = service._resolve(json.loads(body)["SecretId"])  # noqa: SLF001
        if secret is None:
            return service.error_response_json("ResourceNotFoundException", "There is no such secret.", 400)
        secret["RotationEnabled"] = False
        return service.json_response({"ARN": secret["ARN"], "Name": secret["Name"]})

    service.handle_request = handle_request


def text_preferences(service: Any) -> None:
    """SNS: SetSMSAttributes and GetSMSAttributes; an attribute that is set to nothing is unset."""
    kept: dict[str, str] = {}
    whole, state, load, reset = (
        service.handle_request,
        service.get_state,
        service.load_persisted_state,
        service.reset,
    )

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        sent = bytes(body or b"").decode(errors="replace")
        given = {name: values[0] for name, values in parse_qs(sent, keep_blank_values=True).items()}
        action = given.get("Action")
        if action == "SetSMSAttributes":
            told = {given[name]: given[name.removesuffix("key") + "value"] for name in given if name.endswith(".key")}
            kept.update(told)
            for name in [name for name, value in kept.items() if not value]:
                del kept[name]
            return service._xml(200, f"{action}Response", f"<{action}Result/>")  # noqa: SLF001
        if action == "GetSMSAttributes":
            entries = "".join(f"<entry><key>{name}</key><value>{value}</value></entry>" for name, value in kept.items())
            answer = f"<{action}Result><attributes>{entries}</attributes></{action}Result>"
            return service._xml(200, f"{action}Response", answer)  # noqa: SLF001
        return await whole(method, path, headers, body, query)

    def load_persisted_state(saved: dict[str, Any] | None) -> None:
        kept.update((saved or {}).get("text_preferences", {}))
        load(saved)

    def start_anew() -> None:
        kept.clear()
        reset()

    service.handle_request = handle_request
    service.get_state = lambda: {**state(), "text_preferences": dict(kept)}
    service.load_persisted_state = load_persisted_state
    service.reset = start_anew
