"""The tasks of a person may be cached for everybody who may read them, so the authorizer looks at whose they are."""

from typing import Any
from uuid import UUID

import pytest

from api.domain.permissions import Relation
from workers.authorize import person_asked_for, policy, purgeable, resources_for, rest_resources

METHOD = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/v1/GET/tasks"
SAM = UUID("5f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11")
ROSA = UUID("9a2b3c4d-1111-4222-8333-444455556666")


def event(**query: list[str]) -> dict[str, Any]:
    return {"multiValueQueryStringParameters": query or None}


def test_whoever_may_read_the_person_may_read_the_tasks() -> None:
    assert METHOD in rest_resources(METHOD, [SAM], person_asked_for(event(user_id=[str(SAM)])))


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"user_id": []},
        {"user_id": [""]},
        {"user_id": ["Sam"]},
        {"user_id": [str(ROSA)]},
        {"person": [str(SAM)]},
        {"user_id": [str(ROSA), str(SAM)]},
        {"user_id": [str(SAM), str(SAM)]},
    ],
)
def test_nobody_else_may(query: dict[str, list[str]]) -> None:
    assert METHOD not in rest_resources(METHOD, [SAM], person_asked_for(event(**query)))


def test_a_token_alone_opens_no_tasks() -> None:
    assert not [resource for resource in rest_resources(METHOD, [SAM, ROSA]) if resource.endswith("GET/tasks")]


@pytest.mark.parametrize("relation", Relation)
def test_only_who_writes_tasks_may_have_those_that_are_kept_replaced(relation: Relation) -> None:
    asked = {"resource": "/tasks", "methodArn": METHOD, **event(user_id=[str(SAM)])}
    relations = {SAM: relation, ROSA: Relation.MANAGER}
    writes = relation in {Relation.SELF, Relation.EDITOR, Relation.MANAGER}
    purged = purgeable(asked, relations)

    assert purged == ([METHOD] if writes else [])
    statements = policy(SAM, resources_for(asked, relations), purged)["policyDocument"]["Statement"]
    allowed = {statement["Action"]: statement["Resource"] for statement in statements}
    assert METHOD in allowed.pop("execute-api:Invoke")
    assert allowed == ({"execute-api:InvalidateCache": [METHOD]} if writes else {})


@pytest.mark.parametrize(
    "asked",
    [
        {"resource": "/tasks", "methodArn": METHOD, **event()},
        {"resource": "/tasks", "methodArn": METHOD, **event(user_id=[str(ROSA)])},
        {"resource": "/tasks", "methodArn": METHOD, **event(user_id=[str(SAM), str(ROSA)])},
        {"resource": "/{proxy+}", "methodArn": METHOD.replace("tasks", "people"), **event(user_id=[str(SAM)])},
    ],
)
def test_nothing_else_may_be_replaced(asked: dict[str, Any]) -> None:
    assert purgeable(asked, {SAM: Relation.MANAGER}) == []


def test_what_the_gateway_does_not_list_is_the_apis_to_decide() -> None:
    asked = {"resource": "/{proxy+}", "methodArn": METHOD.replace("tasks", "people"), **event()}

    assert resources_for(asked, []) == ["arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/v1/*"]


@pytest.mark.parametrize("resource", ["/tasks", "/user/{id}/symbols", "/", "/x/{proxy+}"])
def test_a_decision_about_a_listed_route_opens_no_more_than_those_of_its_people(resource: str) -> None:
    asked = {"resource": resource, "methodArn": METHOD, **event(user_id=[str(ROSA)])}

    assert resources_for(asked, [SAM]) == rest_resources(METHOD, [SAM])
