"""What only AWS itself does, asked of stubbed clients that hold each call against the service's own model."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from wolfctl.adapters.ecs_one_off import OneOff
from wolfctl.adapters.field_key_task import EcsTask
from wolfctl.adapters.rotated_objects import Objects
from wolfctl.errors import ToolFailed

OLD, NEW = (f"arn:aws:kms:us-east-1:123456789012:key/{name}" for name in ("old", "new"))
TASK = "arn:aws:ecs:us-east-1:123456789012:task/alphawolf/0abc"
LOG = {"logGroupName": "/ecs/api", "logStreamName": "api/api/0abc", "startFromHead": True}


def stubbed(service: str) -> tuple[Any, Stubber]:
    keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    client = boto3.session.Session(**keys).client(service)  # type: ignore[call-overload]
    return client, Stubber(client)


async def test_an_object_is_moved_to_its_buckets_key_without_being_copied() -> None:
    client, stub = stubbed("s3")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": NEW}}
    stub.add_response("get_bucket_encryption", {"ServerSideEncryptionConfiguration": {"Rules": [rule]}})
    stub.add_response("list_objects_v2", {"Contents": [{"Key": "a"}, {"Key": "b"}], "IsTruncated": False})
    stub.add_response("head_object", {"SSEKMSKeyId": NEW}, {"Bucket": "clips", "Key": "a"})
    stub.add_response("head_object", {"SSEKMSKeyId": OLD}, {"Bucket": "clips", "Key": "b"})
    encryption = {"SSEKMS": {"KMSKeyArn": NEW, "BucketKeyEnabled": True}}
    stub.add_response("update_object_encryption", {}, {"Bucket": "clips", "Key": "b", "ObjectEncryption": encryption})
    with stub:
        assert await Objects(client, "clips", updates=True).move(lambda _: None) == {"seen": 2, "moved": 1}
    stub.assert_no_pending_responses()


async def test_an_object_that_s3_does_not_move_is_told_with_how_many_were() -> None:
    client, stub = stubbed("s3")
    stub.add_client_error("get_bucket_encryption", "AccessDenied")
    with stub, pytest.raises(ToolFailed) as failed:
        await Objects(client, "clips", updates=True).move(lambda _: None)
    assert failed.value.message == "S3 does not move an object of clips."
    assert failed.value.why.startswith("0 were moved. ")


class Ecs:
    """ECS and its logs, stubbed: a task that is started, runs, and says some lines before it stops."""

    def __init__(self, *said: dict[str, Any]) -> None:
        (ecs, self.ecs), (logs, self.logs) = stubbed("ecs"), stubbed("logs")
        self.clients = {"ecs": ecs, "logs": logs}
        network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
        options = {"awslogs-group": "/ecs/api", "awslogs-stream-prefix": "api"}
        logging = {"logDriver": "awslogs", "options": options}
        definition = {"containerDefinitions": [{"name": "api", "logConfiguration": logging}]}
        command = ["python", "-m", "api.key_rotation", "reseal", "--since", "2026"]
        self.ecs.add_response("describe_task_definition", {"taskDefinition": definition}, {"taskDefinition": "api:7"})
        self.ecs.add_response("describe_services", {"services": [{"networkConfiguration": network}]})
        self.ecs.add_response(
            "run_task",
            {"tasks": [{"taskArn": TASK}], "failures": []},
            {
                "cluster": "c",
                "taskDefinition": "api:7",
                "launchType": "FARGATE",
                "networkConfiguration": network,
                "overrides": {"containerOverrides": [{"name": "api", "command": command}]},
                "startedBy": "wolfctl",
                "propagateTags": "TASK_DEFINITION",
            },
        )
        self.ecs.add_response("describe_tasks", {"tasks": [{"lastStatus": "PENDING"}]})
        self.logs.add_client_error("get_log_events", "ResourceNotFoundException", expected_params=LOG)
        container = {"name": "api", "exitCode": 0 if "result" in said[-1] else 1}
        stopped = {"taskArn": TASK, "lastStatus": "STOPPED", "containers": [container]}
        self.ecs.add_response("describe_tasks", {"tasks": [stopped]})
        events = [{"message": "not ours"}, *({"message": json.dumps(line)} for line in said)]
        self.logs.add_response("get_log_events", {"events": events, "nextForwardToken": "t"}, LOG)
        self.logs.add_response("get_log_events", {"events": [], "nextForwardToken": "t"}, {**LOG, "nextToken": "t"})

    async def run(self, tell: Callable[[Any], None]) -> dict[str, Any]:
        with self.ecs, self.logs:
            task = EcsTask(OneOff(self.clients.__getitem__, "c", "api", poll_s=0), "api:7")
            return await task.run("reseal", ("--since", "2026"), tell)


async def test_a_step_runs_as_the_apis_task_in_its_services_network_and_is_heard() -> None:
    heard: list[Any] = []
    progress = {"step": "reseal", "done": 1, "of": 2}
    assert await Ecs(progress, {"result": {"left": {}}}).run(heard.append) == {"left": {}}
    assert heard == [progress]


async def test_a_step_that_fails_is_told_in_its_own_words() -> None:
    with pytest.raises(ToolFailed) as failed:
        await Ecs({"error": "under older keys are still 3 of idempotency"}).run(lambda _: None)
    assert failed.value.message == "The step reseal of the field keys did not come to its end."
    assert failed.value.why == "under older keys are still 3 of idempotency"
    assert failed.value.hint == "Run it again: it goes on from there. Its log is api/api/0abc in /ecs/api."
