"""A service rolled out by ECS, and an image in ECR, as botocore's own description of both services words it."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from wolfctl.adapters.container_engine import Engine
from wolfctl.adapters.ecs_rollout import Service
from wolfctl.adapters.image_registry import Repository
from wolfctl.errors import NotFound, ToolFailed

OLD, NEW = (f"arn:aws:ecs:us-east-1:123456789012:task-definition/alphawolf-dev-api:{number}" for number in (6, 7))
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/alphawolf-dev-api"
DIGEST = "sha256:" + "c" * 64


@dataclass
class Stubbed:
    """A client that answers what it is told to, in order."""

    client: Any
    stub: Stubber


def stubbed(service: str) -> Iterator[Stubbed]:
    make: Any = boto3.client  # its overloads want each service by a name of its own
    client = make(service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub:
        yield Stubbed(client, stub)
        stub.assert_no_pending_responses()


@pytest.fixture
def ecs() -> Iterator[Stubbed]:
    yield from stubbed("ecs")


@pytest.fixture
def ecr() -> Iterator[Stubbed]:
    yield from stubbed("ecr")


def deployment(
    identifier: str, revision: str, running: int, state: str | None = None, reason: str = "", status: str = "PRIMARY"
) -> dict[str, Any]:
    told = {"id": identifier, "status": status, "taskDefinition": revision, "runningCount": running, "desiredCount": 2}
    return told | ({"rolloutState": state, "rolloutStateReason": reason} if state else {})


def service(revision: str, *deployments: dict[str, Any], event: str = "") -> dict[str, Any]:
    events = [{"id": "e", "message": event}] if event else []
    return {"serviceName": "api", "taskDefinition": revision, "deployments": list(deployments), "events": events}


def told_to_run(ecs: Stubbed, revision: str, *, again: bool = False) -> None:
    """The service runs the old revision, and is told to run another, or the same anew."""
    old = deployment("d6", OLD, 2, "COMPLETED")
    ecs.stub.add_response("describe_services", {"services": [service(OLD, old)]})
    asked = {"cluster": "c", "service": "api", "taskDefinition": revision, "forceNewDeployment": again}
    answer = service(revision, deployment("d7", revision, 0, "IN_PROGRESS"), {**old, "status": "ACTIVE"})
    ecs.stub.add_response("update_service", {"service": answer}, asked)


def seen(ecs: Stubbed, revision: str, *deployments: dict[str, Any], event: str = "") -> None:
    ecs.stub.add_response("describe_services", {"services": [service(revision, *deployments, event=event)]})


async def test_it_waits_until_ecs_says_that_it_is_complete_and_tells_of_each_number_once(ecs: Stubbed) -> None:
    told_to_run(ecs, NEW)
    for running, state in ((0, "IN_PROGRESS"), (1, "IN_PROGRESS"), (1, "IN_PROGRESS"), (2, "COMPLETED")):
        seen(ecs, NEW, deployment("d7", NEW, running, state))
    said: list[str] = []

    result = await Service(ecs.client, "c", "api", poll_s=0).roll_out(NEW, said.append)

    assert result == "2 of 2 tasks run alphawolf-dev-api:7"
    assert said == [f"{count} of 2 tasks run alphawolf-dev-api:7" for count in (0, 1, 2)]


async def test_the_same_revision_is_started_anew_for_an_image_that_was_not_there_before(ecs: Stubbed) -> None:
    told_to_run(ecs, OLD, again=True)
    seen(ecs, OLD, deployment("d7", OLD, 2, "COMPLETED"))

    assert (
        await Service(ecs.client, "c", "api", poll_s=0).roll_out(OLD, print) == "2 of 2 tasks run alphawolf-dev-api:6"
    )


@pytest.mark.parametrize("gone", [False, True])
async def test_what_ecs_gives_up_fails_with_its_own_reasons(ecs: Stubbed, gone: bool) -> None:
    told_to_run(ecs, NEW)
    back = deployment("d8", OLD, 2, "IN_PROGRESS")
    failed = deployment("d7", NEW, 0, "FAILED", "tasks failed to start.", "INACTIVE")
    seen(ecs, OLD, back, *([] if gone else [failed]), event="(service api) is unable to place a task.")

    with pytest.raises(ToolFailed, match=r"ECS gave alphawolf-dev-api:7 up\.") as caught:
        await Service(ecs.client, "c", "api", poll_s=0).roll_out(NEW, print)

    first = [] if gone else ["tasks failed to start."]
    assert caught.value.why.splitlines() == [*first, "(service api) is unable to place a task."]


async def test_where_nothing_is_said_of_the_state_a_service_that_is_alone_with_its_tasks_is_complete(
    ecs: Stubbed,
) -> None:
    told_to_run(ecs, NEW)
    seen(ecs, NEW, deployment("d7", NEW, 2), deployment("d6", OLD, 2, status="ACTIVE"))
    seen(ecs, NEW, deployment("d7", NEW, 2))

    assert await Service(ecs.client, "c", "api", poll_s=0).roll_out(NEW, print)


async def test_a_service_that_is_not_there_and_a_call_that_is_refused(ecs: Stubbed) -> None:
    ecs.stub.add_response("describe_services", {"services": []})
    ecs.stub.add_client_error("describe_services", "AccessDeniedException", "not you")
    api = Service(ecs.client, "c", "api", poll_s=0)

    with pytest.raises(NotFound, match=r"The cluster c has no service api\."):
        await api.revision()
    with pytest.raises(ToolFailed, match=r"AWS refused ecs:describe_services\.") as caught:
        await api.revision()
    assert "not you" in caught.value.why


async def test_the_digests_are_those_of_the_running_tasks(ecs: Stubbed) -> None:
    ecs.stub.add_response("list_tasks", {"taskArns": ["t1", "t2"]})
    containers = [
        {"containers": [{"name": "api", "imageDigest": DIGEST}, {"name": "guard", "imageDigest": "sha256:other"}]},
        {"containers": [{"name": "api"}]},
    ]
    ecs.stub.add_response("describe_tasks", {"tasks": containers})

    assert await Service(ecs.client, "c", "api").digests("api") == {DIGEST}


@dataclass(frozen=True)
class Pushing(Engine):
    """An engine that remembers what it was told to push."""

    pushed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def push(self, name: str, target: str, *, user: str, password: str) -> None:
        self.pushed.append((name, target, user, password))


def test_an_image_is_pushed_signed_in_for_this_once_and_known_by_its_digest(ecr: Stubbed) -> None:
    ecr.stub.add_response("describe_repositories", {"repositories": [{"repositoryUri": URI}]})
    token = base64.b64encode(b"AWS:secret").decode()
    ecr.stub.add_response("get_authorization_token", {"authorizationData": [{"authorizationToken": token}]})
    image = {"repositoryName": "alphawolf-dev-api", "imageIds": [{"imageTag": "5d6f03e4b692"}]}
    ecr.stub.add_response("describe_images", {"imageDetails": [{"imageDigest": DIGEST}]}, image)
    engine = Pushing("docker", "docker", "28")

    assert Repository(ecr.client, "alphawolf-dev-api").push(engine, "alphawolf-api:x", "5d6f03e4b692") == DIGEST
    assert engine.pushed == [("alphawolf-api:x", f"{URI}:5d6f03e4b692", "AWS", "secret")]


def test_what_is_not_in_the_registry_is_no_error(ecr: Stubbed) -> None:
    ecr.stub.add_client_error("describe_repositories", "RepositoryNotFoundException")
    ecr.stub.add_client_error("describe_images", "ImageNotFoundException")
    repository = Repository(ecr.client, "alphawolf-dev-api")

    assert (repository.exists(), repository.digest("5d6f03e4b692")) == (False, "")
