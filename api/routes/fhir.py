"""A person's record for other systems of care."""

import json
from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db.care import relation_to
from api.db.records import whole_record
from api.dependencies import CallerHere, ServicesHere
from api.domain.fhir import bundle
from api.domain.permissions import Action, permit
from api.schemas.example_cast import ANA, SAM

FHIR_JSON = "application/fhir+json"
BUNDLE = {
    "schema": {"type": "object", "description": "A Bundle of type collection (https://hl7.org/fhir/R4/bundle.html)."},
    "example": bundle(
        {
            "person": {"id": SAM, "name": "Sam", "locale": "es", "time_zone": "Europe/Madrid"},
            "team": [
                {
                    "account_id": ANA,
                    "role": "manager",
                    "name": "Ana",
                    "valid_from": "2026-11-24T08:00:00Z",
                    "valid_to": None,
                }
            ],
            "tasks": [],
            "alerts": [],
            "deliveries": [],
        },
        datetime(2026, 11, 26, 8, tzinfo=UTC),
    ),
}
router = APIRouter(tags=["fhir"])


@router.get("/user/{id}/fhir", response_class=Response, responses={200: {"content": {FHIR_JSON: BUNDLE}}})
async def get_fhir(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """The record of a person as a FHIR R4 Bundle: of tasks, alerts and deliveries the newest 1,000 each."""
    async with services.viewing(caller) as connection:
        permit(await relation_to(connection, caller.account_id, id), Action.EXPORT)
        record = await whole_record(connection, id)
    text = json.dumps(bundle(record, services.now()), ensure_ascii=False)
    return Response(text, headers={"content-disposition": "attachment"}, media_type=FHIR_JSON)
