"""A record becomes a Bundle that SMART's models of R4 take, with no reference that leads nowhere."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fhirclient.models.bundle import Bundle

from api.domain.alerts import State
from api.domain.fhir import DELIVERY_STATUS, PRIORITY, REQUEST_STATUS, bundle

SAM, SAMS_ACCOUNT, ANA, BEN = (str(uuid4()) for _ in range(4))
AT = "2026-11-25T08:00:00.123456+00:00"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def member(account: str, role: str, name: str | None, valid_to: str | None = None) -> dict[str, Any]:
    return {"account_id": account, "role": role, "name": name, "valid_from": AT, "valid_to": valid_to}


def alert(state: str, severity: str, acknowledged_by: str | None = None) -> dict[str, Any]:
    fields = {"id": str(uuid4()), "state": state, "severity": severity, "sentence": "I need help.", "raised_at": AT}
    return {**fields, "acknowledged_by": acknowledged_by, "acknowledged_at": acknowledged_by and AT}


def record(**changed: Any) -> dict[str, Any]:
    """Return a record with some of everything."""
    alerts = [alert(state, severity) for state in REQUEST_STATUS for severity in PRIORITY]
    alerts += [alert("acknowledged", "urgent", ANA), alert("resolved", "need", BEN)]
    deliveries = [
        {
            "id": str(uuid4()),
            "alert_id": alerts[0]["id"],
            "recipient": recipient,
            "channel": "sms",
            "state": state,
            "reason": "no_verified_number" if state == "suppressed" else None,
            "updated_at": AT,
        }
        for state in DELIVERY_STATUS
        for recipient in (ANA, SAMS_ACCOUNT)
    ]
    tasks = [
        {"id": str(uuid4()), "title": "Lunch", "starts_at": AT, "rrule": rrule, "done_at": done, "created_at": AT}
        for rrule, done in ((None, None), ("FREQ=DAILY", AT))
    ]
    return {
        "person": {"id": SAM, "name": "Sam", "locale": "en", "time_zone": "Europe/Madrid"},
        "team": [
            member(SAMS_ACCOUNT, "self", None),
            member(ANA, "viewer", "Ana", AT),
            member(ANA, "manager", "Ana"),
            member(BEN, "editor", None),
        ],
        "tasks": tasks,
        "alerts": alerts,
        "deliveries": deliveries,
        **changed,
    }


def references(value: Any) -> set[str]:
    """Return every reference in a document."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if isinstance(value, dict):
        own = {value["reference"]} if "reference" in value else set()
        return own.union(*map(references, value.values()))
    return set()


@pytest.mark.parametrize("changed", [{}, {"team": [], "tasks": [], "alerts": [], "deliveries": []}])
def test_the_bundle_is_taken_strictly_and_holds_together(changed: dict[str, Any]) -> None:
    made = bundle(record(**changed), NOW)
    assert Bundle(made, strict=True).type == "collection"
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls)
    assert references(made) <= set(urls)


def test_each_kind_of_the_record_is_there() -> None:
    whole = record()
    kinds = [entry["resource"]["resourceType"] for entry in bundle(whole, NOW)["entry"]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "Patient": 1,
        "RelatedPerson": 2,
        "CareTeam": 1,
        "Task": len(whole["tasks"]) + 2,
        "CommunicationRequest": len(whole["alerts"]),
        "Communication": len(whole["deliveries"]),
    }


def test_every_state_of_an_alert_has_a_status_of_its_request() -> None:
    assert set(REQUEST_STATUS) == set(State)


def test_the_same_record_gives_the_same_ids() -> None:
    whole = record()
    assert bundle(whole, NOW) == bundle(whole, NOW)
    assert UUID(bundle(whole, NOW)["entry"][1]["resource"]["id"])
