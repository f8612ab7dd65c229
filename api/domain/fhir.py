"""A person's record as a FHIR R4 Bundle (HL7 FHIR 4.0.1, https://hl7.org/fhir/R4/): read-only, a collection.

Person → Patient; caregivers → RelatedPerson and one CareTeam; tasks → Task; an alert → CommunicationRequest, and who
answered it → Task on it; each delivery → Communication.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

Resource = dict[str, Any]

PRIORITY = {"info": "routine", "need": "urgent", "urgent": "stat"}
REQUEST_STATUS = {
    "raised": "active",
    "acknowledged": "active",
    "unanswered": "active",
    "resolved": "completed",
    "cancelled": "revoked",
}
DELIVERY_STATUS = {
    "queued": "preparation",
    "sending": "in-progress",
    "failed_temp": "in-progress",
    "sent": "completed",
    "delivered": "completed",
    "failed_perm": "not-done",
    "suppressed": "not-done",
}
TIME_ZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
RECURRENCE = "urn:alphawolf:fhir:rrule"  # R4 has no place for a recurrence rule (RFC 5545) on a task


def bundle(record: Mapping[str, Any], at: datetime) -> Resource:
    """Return the Bundle of a record as api.db.records loads it."""
    person = UUID(record["person"]["id"])
    resources = [
        patient(record["person"]),
        *related_people(person, record["team"]),
        care_team(person, record["team"]),
        *(task(person, each) for each in record["tasks"]),
    ]
    own = {member["account_id"] for member in record["team"] if member["role"] == "self"}
    for alert in record["alerts"]:
        resources.append(communication_request(person, alert))
        if alert["acknowledged_by"] is not None:
            resources.append(answer(person, alert))
    resources += (communication(person, each, own) for each in record["deliveries"])
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    }


def reference(resource_id: object) -> dict[str, str]:
    """Return a reference to another resource of the same bundle."""
    return {"reference": f"urn:uuid:{resource_id}"}


def related(person: UUID, account_id: str) -> UUID:
    """Return the id under which an account is a RelatedPerson of a person, the same in each export."""
    return uuid5(person, account_id)


def present(resource: Resource) -> Resource:
    """Leave out what has no value: FHIR knows no null."""
    return {name: value for name, value in resource.items() if value not in (None, [], {})}


def patient(person: Mapping[str, Any]) -> Resource:
    """Return the person."""
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": person["locale"]}]}
    return {
        "resourceType": "Patient",
        "id": person["id"],
        "extension": [{"url": TIME_ZONE, "valueCode": person["time_zone"]}],
        "active": True,
        "name": [{"text": person["name"]}],
        "communication": [{"language": language, "preferred": True}],
    }


def related_people(person: UUID, team: Iterable[Mapping[str, Any]]) -> list[Resource]:
    """Return everybody who cares or cared for the person, each once."""
    found: dict[str, Resource] = {}
    for member in team:
        if member["role"] == "self":
            continue
        found[member["account_id"]] = present(
            {
                "resourceType": "RelatedPerson",
                "id": str(related(person, member["account_id"])),
                "patient": reference(person),
                "name": [{"text": member["name"]}] if member["name"] else None,
            }
        )
    return list(found.values())


def care_team(person: UUID, team: Iterable[Mapping[str, Any]]) -> Resource:
    """Return the circle of care, the past members with the end of their time."""
    participants = [
        {
            "role": [{"text": member["role"]}],
            "member": reference(related(person, member["account_id"])),
            "period": present({"start": member["valid_from"], "end": member["valid_to"]}),
        }
        for member in team
        if member["role"] != "self"
    ]
    return present(
        {
            "resourceType": "CareTeam",
            "id": str(uuid5(person, "care-team")),
            "status": "active",
            "subject": reference(person),
            "participant": participants,
        }
    )


def task(person: UUID, row: Mapping[str, Any]) -> Resource:
    """Return a step of the person's day."""
    return present(
        {
            "resourceType": "Task",
            "id": row["id"],
            "extension": [{"url": RECURRENCE, "valueString": row["rrule"]}] if row["rrule"] else None,
            "status": "completed" if row["done_at"] else "requested",
            "intent": "plan",
            "description": row["title"],
            "for": reference(person),
            "executionPeriod": present({"start": row["starts_at"], "end": row["done_at"]}),
            "authoredOn": row["created_at"],
            "lastModified": row["done_at"],
        }
    )


def communication_request(person: UUID, alert: Mapping[str, Any]) -> Resource:
    """Return an alert: the person asks that somebody be told."""
    return {
        "resourceType": "CommunicationRequest",
        "id": alert["id"],
        "status": REQUEST_STATUS[alert["state"]],
        "priority": PRIORITY[alert["severity"]],
        "subject": reference(person),
        "payload": [{"contentString": alert["sentence"]}],
        "authoredOn": alert["raised_at"],
        "requester": reference(person),
    }


def answer(person: UUID, alert: Mapping[str, Any]) -> Resource:
    """Return who has taken an alert on."""
    return {
        "resourceType": "Task",
        "id": str(uuid5(UUID(alert["id"]), "answer")),
        "status": "completed" if alert["state"] == "resolved" else "accepted",
        "intent": "order",
        "focus": reference(alert["id"]),
        "for": reference(person),
        "authoredOn": alert["acknowledged_at"],
        "owner": reference(related(person, alert["acknowledged_by"])),
    }


def communication(person: UUID, delivery: Mapping[str, Any], own_accounts: Iterable[str]) -> Resource:
    """Return one delivery of an alert."""
    recipient = person if delivery["recipient"] in own_accounts else related(person, delivery["recipient"])
    status = DELIVERY_STATUS[delivery["state"]]
    return present(
        {
            "resourceType": "Communication",
            "id": delivery["id"],
            "basedOn": [reference(delivery["alert_id"])],
            "status": status,
            "statusReason": {"text": delivery["reason"]} if delivery["reason"] else None,
            "medium": [{"text": delivery["channel"]}],
            "subject": reference(person),
            "recipient": [reference(recipient)],
            "sent": delivery["updated_at"] if status == "completed" else None,
            "received": delivery["updated_at"] if delivery["state"] == "delivered" else None,
        }
    )
