"""What MiniStack lacks of rotation, added to its KMS and its Secrets Manager; loaded by `ministack_shim.py`.

KMS: RotateKeyOnDemand and ListKeyRotations note a rotation and give it back; what a key is made of stays, as nobody can
see it. ReEncrypt is a Decrypt and an Encrypt. Secrets Manager: RotateSecret calls the secret's function for its four
steps, as AWS does; MiniStack's own gives the old value a new version and calls nothing.
"""

import importlib
import json
import secrets
import threading
import time
from typing import Any

MOST_ON_DEMAND = 25
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


def install() -> None:
    """Add every answer; called once, before the server takes requests."""
    trail = importlib.import_module("ministack.services.cloudtrail")
    key_rotations(importlib.import_module("ministack.services.kms"), trail)
    functions = importlib.import_module("ministack.services.lambda_svc")
    rotated_secrets(importlib.import_module("ministack.services.secretsmanager"), functions)


def key_rotations(service: Any, trail: Any) -> None:
    """KMS: RotateKeyOnDemand, which CloudTrail tells of though it records nothing else, ListKeyRotations, ReEncrypt."""
    whole = service.handle_request

    def rotate_key_on_demand(given: dict[str, Any], key: dict[str, Any]) -> Any:
        rotations = key.setdefault("_rotations", [])
        if sum(one["RotationType"] == "ON_DEMAND" for one in rotations) >= MOST_ON_DEMAND:
            return service.error_response_json("LimitExceededException", "The key was rotated too often.", 400)
        told = {"KeyId": key["KeyId"], "KeyMaterialId": secrets.token_hex(32), "KeyMaterialState": "CURRENT"}
        for one in rotations:
            one["KeyMaterialState"] = "NON_CURRENT"
        rotations.append(told | {"RotationDate": int(time.time()), "RotationType": "ON_DEMAND"})
        who = {"username": "operator", "access_key_id": "", "user_agent": "", "request_id": secrets.token_hex(8)}
        where = {
            "region": service.get_region(),
            "resources": [{"ResourceName": key["Arn"], "ResourceType": "AWS::KMS::Key"}],
        }
        trail.record_event("kms", "RotateKeyOnDemand", **who, **where, request_params=given, method="POST")
        return service.json_response({"KeyId": given["KeyId"]})

    def list_key_rotations(_: dict[str, Any], key: dict[str, Any]) -> Any:
        return service.json_response({"Rotations": key.get("_rotations", []), "Truncated": False})

    def re_encrypt(given: dict[str, Any], key: dict[str, Any]) -> Any:
        source = {"KeyId": given["SourceKeyId"]} if "SourceKeyId" in given else {}
        context = given.get("SourceEncryptionContext", {})
        opened = service._decrypt(  # noqa: SLF001
            {"CiphertextBlob": given["CiphertextBlob"], "EncryptionContext": context, **source}
        )
        if opened[0] != 200:
            return opened
        plain = json.loads(opened[2])
        wanted = {"KeyId": key["KeyId"], "EncryptionContext": given.get("DestinationEncryptionContext", {})}
        sealed = json.loads(service._encrypt({**wanted, "Plaintext": plain["Plaintext"]})[2])  # noqa: SLF001
        return service.json_response(
            {"CiphertextBlob": sealed["CiphertextBlob"], "SourceKeyId": plain["KeyId"], "KeyId": sealed["KeyId"]}
        )

    calls = {
        "RotateKeyOnDemand": ("KeyId", rotate_key_on_demand),
        "ListKeyRotations": ("KeyId", list_key_rotations),
        "ReEncrypt": ("DestinationKeyId", re_encrypt),
    }

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        name, call = calls.get(headers.get("x-amz-target", "").rpartition(".")[2], ("", None))
        if call is None:
            return await whole(method, path, headers, body, query)
        given = json.loads(body)
        key = service._resolve_key(given[name])  # noqa: SLF001
        if key is None:
            return service.error_response_json("NotFoundException", f"There is no key {given[name]}.", 400)
        return call(given, key)

    service.handle_request = handle_request


def rotated_secrets(service: Any, functions: Any) -> None:
    """Secrets Manager: RotateSecret with its function; a version without a value is not read."""
    get, rotate = service._get_secret_value, service._rotate_secret  # noqa: SLF001

    def get_secret_value(given: dict[str, Any]) -> Any:
        answer = get(given)
        if answer[0] == 200 and not {"SecretString", "SecretBinary"} & set(json.loads(answer[2])):
            return service.error_response_json("ResourceNotFoundException", "This version has no value yet.", 400)
        return answer

    def rotate_secret(given: dict[str, Any]) -> Any:
        _, secret = service._resolve(given["SecretId"])  # noqa: SLF001
        arn = given.get("RotationLambdaARN") or (secret or {}).get("RotationLambdaARN")
        if secret is None or not arn:
            return rotate(given)
        secret |= {"RotationLambdaARN": arn, "RotationEnabled": True}
        secret["RotationRules"] = given.get("RotationRules") or secret.get("RotationRules")
        token = given["ClientRequestToken"]
        if given.get("RotateImmediately", True):
            pending, _ = service._find_stage_version(secret, "AWSPENDING")  # noqa: SLF001
            current, _ = service._find_stage_version(secret, "AWSCURRENT")  # noqa: SLF001
            if pending not in (None, current, token):
                text = "A previous rotation isn't complete. That rotation will be reattempted."
                return service.error_response_json("InvalidRequestException", text, 400)
            if pending == current and pending is not None:
                secret["Versions"][pending]["Stages"].remove("AWSPENDING")
            empty = {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time())}
            secret["Versions"].setdefault(token, {**empty, "Stages": ["AWSPENDING"]})
            function, config, _ = functions._get_func_record_for_ref(arn)  # noqa: SLF001
            record = functions._execution_record_for_config(function, config)  # noqa: SLF001
            threading.Thread(target=work, args=(record, secret["ARN"], token), daemon=True).start()
        told = {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token}
        return service.json_response(told)

    def work(record: Any, arn: str, token: str) -> None:
        for step in STEPS:
            event = {"Step": step, "SecretId": arn, "ClientRequestToken": token}
            if functions._execute_function_with_config_scope(record, event).get("error"):  # noqa: SLF001
                return

    service._get_secret_value, service._rotate_secret = get_secret_value, rotate_secret  # noqa: SLF001
