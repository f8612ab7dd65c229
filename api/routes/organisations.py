"""Organisations: schools, clinics, homes, and those who administer them."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import organisations
from api.db.idempotency import fingerprint, once
from api.db.pool import Connection
from api.dependencies import CallerHere, ServicesHere
from api.domain.errors import NotFound, StateConflict
from api.domain.permissions import require_second_factor
from api.routes.hot_route import json_response
from api.routes.idempotency_key import OptionalKey, optional_key
from api.schemas.organisations import (
    AddAdmin,
    Admins,
    Organisation,
    Organisations,
    PeopleOfOrganisation,
    SaveOrganisation,
)

router = APIRouter(tags=["organisations"])


@router.post("/organisations", status_code=201, response_model=Organisation)
async def post_organisation(
    asked: SaveOrganisation, services: ServicesHere, caller: CallerHere, key: OptionalKey = None
) -> Response:
    """Found an organisation; the caller becomes its first admin."""
    require_second_factor(second_factor=caller.second_factor)
    request_hash = fingerprint("organisation", asked.model_dump(mode="json"))
    async with services.writing(caller) as connection:
        found = partial(organisations.found_organisation, connection, asked.name, commercial=asked.commercial)
        told = await once(connection, caller.account_id, optional_key(key), request_hash, found)
    return json_response(told.answer, 201)


@router.get("/organisations", response_model=Organisations)
async def list_organisations(services: ServicesHere, caller: CallerHere) -> Response:
    """The organisations that the caller administers."""
    async with services.reading(caller) as connection:
        return json_response(await organisations.organisations_json(connection))


@router.put("/organisations/{id}", response_model=Organisation)
async def put_organisation(
    id: UUID,  # noqa: A002
    asked: SaveOrganisation,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Change an organisation."""
    async with services.writing(caller) as connection:
        await require_admin(connection, id)
        text = await organisations.update_organisation(connection, id, asked.name, commercial=asked.commercial)
    return json_response(text)


@router.get("/organisations/{id}/people", response_model=PeopleOfOrganisation)
async def list_people_of_organisation(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Who is in an organisation: an admin sees names, and what is kept of a person only by a relation."""
    async with services.reading(caller) as connection:
        await require_admin(connection, id)
        return json_response(await organisations.people_of_organisation_json(connection, id))


@router.get("/organisations/{id}/admins", response_model=Admins)
async def list_admins(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Who administers an organisation."""
    async with services.reading(caller) as connection:
        await require_admin(connection, id)
        return json_response(await organisations.admins_json(connection, id))


@router.post("/organisations/{id}/admins", status_code=201, response_model=Admins)
async def post_admin(
    id: UUID,  # noqa: A002
    asked: AddAdmin,
    services: ServicesHere,
    caller: CallerHere,
    key: OptionalKey = None,
) -> Response:
    """Make somebody an admin too."""
    request_hash = fingerprint("admin", id, asked.model_dump(mode="json"))
    async with services.writing(caller) as connection:
        await require_admin(connection, id)

        async def add() -> str:
            if not await organisations.insert_admin(connection, id, asked.account_id, caller.account_id):
                raise NotFound("There is no such account.")
            return await organisations.admins_json(connection, id)

        told = await once(connection, caller.account_id, optional_key(key), request_hash, add)
    return json_response(told.answer, 201)


@router.delete("/organisation-admins/{id}", status_code=204)
async def delete_admin(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Let somebody be an admin no longer, oneself included; the last one stays."""
    async with services.writing(caller) as connection:
        found = await organisations.lock_admins(connection, id)
        if found is None:
            raise NotFound("There is no such admin, or you do not administer the organisation.")
        if found[1] < 2:
            raise StateConflict("Nobody would administer the organisation any more; add somebody first.")
        await organisations.end_admin(connection, id)
    return Response(status_code=204)


async def require_admin(connection: Connection, organisation_id: UUID) -> None:
    """Raise NotFound for an organisation that the caller does not administer."""
    if not await organisations.administers(connection, organisation_id):
        raise NotFound("There is no such organisation, or you do not administer it.")
