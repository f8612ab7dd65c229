"""People: creating them, seeing them, changing what is kept of them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import organisations, people
from api.db.audit import note
from api.db.care import relation_to
from api.db.idempotency import fingerprint, once
from api.db.pool import Connection
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import NotFound
from api.domain.permissions import Action, Relation, permit, require_second_factor
from api.routes.hot_route import json_response
from api.routes.idempotency_key import OptionalKey, optional_key
from api.schemas.people import ChangePerson, CreatePerson, People, Person, PlacePerson

NO_SUCH_ORGANISATION = "There is no such organisation, or you do not administer it."
router = APIRouter(tags=["people"])


@router.post("/people", status_code=201, response_model=Person)
async def post_person(
    asked: CreatePerson, services: ServicesHere, caller: CallerHere, key: OptionalKey = None
) -> Response:
    """Create somebody whom the caller cares for; the caller becomes their first manager."""
    require_second_factor(second_factor=caller.second_factor)
    request_hash = fingerprint("person", asked.model_dump(mode="json"))
    async with services.writing(caller) as connection:

        async def found() -> str:
            await require_organisation(connection, asked.organisation_id)
            person = await people.found_person(
                connection, asked.name, asked.locale, asked.time_zone, asked.organisation_id, Relation.MANAGER
            )
            await note(connection, person, Audited.PERSON_FOUNDED)
            _, text = await people.person_described(connection, caller.account_id, person)
            return text

        told = await once(connection, caller.account_id, optional_key(key), request_hash, found)
    return json_response(told.answer, 201)


@router.get("/people", response_model=People)
async def list_people(services: ServicesHere, caller: CallerHere) -> Response:
    """Everybody whom the caller may see, and as what."""
    async with services.viewing(caller) as connection:
        return json_response(await people.people_seen(connection, caller.account_id))


@router.get("/people/{id}", response_model=Person)
async def get_person(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """A person: name, languages, voice, time zone, preferences."""
    async with services.viewing(caller) as connection:
        relation, text = await people.person_looked_at(connection, caller.account_id, id)
    permit(relation, Action.READ)
    return json_response(text)


@router.patch("/people/{id}", response_model=Person)
async def patch_person(
    id: UUID,  # noqa: A002
    asked: ChangePerson,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Change what is named; what is left out stays as it is."""
    async with services.writing(caller) as connection:
        permit(await relation_to(connection, caller.account_id, id), Action.EDIT_PERSON)
        await people.update_person(connection, id, asked.columns())
        await note(connection, id, Audited.PERSON_CHANGED)
        _, text = await people.person_described(connection, caller.account_id, id)
    return json_response(text)


@router.put("/people/{id}/organisation", response_model=Person)
async def put_organisation_of_person(
    id: UUID,  # noqa: A002
    asked: PlacePerson,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Let a person join an organisation that the caller administers, or leave the one they are in."""
    async with services.writing(caller) as connection:
        permit(await relation_to(connection, caller.account_id, id), Action.DECIDE)
        await require_organisation(connection, asked.organisation_id)
        await people.place_person(connection, id, asked.organisation_id)
        await note(connection, id, Audited.PERSON_PLACED, asked.organisation_id)
        _, text = await people.person_described(connection, caller.account_id, id)
    return json_response(text)


async def require_organisation(connection: Connection, organisation_id: UUID | None) -> None:
    """Raise NotFound for an organisation that the caller does not administer."""
    if organisation_id is not None and not await organisations.administers(connection, organisation_id):
        raise NotFound(NO_SUCH_ORGANISATION)
