"""The caller's telephone numbers: proving them, consenting to texts, stopping them."""

import secrets
from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import contact_methods
from api.db.care import caregiver_locale
from api.db.idempotency import once
from api.dependencies import CallerHere, Services, ServicesHere
from api.domain.contact_methods import MOST_ATTEMPTS, code_matches, code_text
from api.domain.errors import Invalid, NotFound, NotSent
from api.identity import Caller
from api.operations.send_contact_code import add_number, keep_code, keep_code_again
from api.routes.hot_route import json_response
from api.routes.idempotency_key import OptionalKey, opened_answer, optional_key
from api.schemas.contact_methods import (
    AddContactMethod,
    ChangeContactMethod,
    ContactMethod,
    ContactMethods,
    VerifyContactMethod,
)

NOT_YOURS = "There is no such contact method of yours."
router = APIRouter(tags=["contact methods"])


@router.get("/contact-methods", response_model=ContactMethods)
async def list_contact_methods(services: ServicesHere, caller: CallerHere) -> ContactMethods:
    """Every way in which the caller can be reached."""
    async with services.reading(caller) as connection:
        methods = await contact_methods.contact_methods_of(connection, caller.account_id)
    return ContactMethods(contact_methods=[await opened(services, caller, method) for method in methods])


@router.post("/contact-methods", status_code=201, response_model=ContactMethod)
async def post_contact_method(
    asked: AddContactMethod, services: ServicesHere, caller: CallerHere, key: OptionalKey = None
) -> Response:
    """Add a telephone number; a code is texted to it, and nothing else until that code comes back.

    Where the code could not be sent (503), the number is kept: the same request under the same key sends another.
    """
    method_id, code, code_id, now = services.new_id(), new_code(), services.new_id(), services.now()
    cipher, account = await services.field_keys.cipher(), caller.account_id
    # Of a number a plain hash would be as good as the number itself: there are too few of them.
    request_hash, *others = cipher.indexes(f"contact method {asked.model_dump_json()}", "idempotency.request_hash")
    async with services.writing(caller) as connection:
        locale = await caregiver_locale(connection, account)

        async def add() -> str:
            await add_number(connection, cipher, account, asked.address, method_id, code, code_id, now=now)
            added = own(await contact_methods.contact_method_of(connection, account, method_id))
            return in_the_clear(added, asked.address).model_dump_json()

        told = await once(connection, account, optional_key(key), request_hash, add, cipher, others)
        to_send = not told.before or await keep_code_again(
            connection, cipher, account, asked.address, code, code_id, now=now
        )
    if to_send:
        await send_code(services, caller, asked.address, code_text(code, locale), code_id)
    return json_response(await opened_answer(services, caller, told), 201)


@router.post("/contact-methods/{id}/code", status_code=202, response_class=Response)
async def post_code(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Text another code, at most one a minute and five a day; the one before is worth nothing any more."""
    code, code_id = new_code(), services.new_id()
    async with services.writing(caller) as connection:
        number = await keep_code(connection, caller.account_id, id, code, code_id, now=services.now())
        locale = await caregiver_locale(connection, caller.account_id)
    clear = await services.field_keys.open(number, contact_methods.ADDRESS, caller.account_id)
    await send_code(services, caller, clear, code_text(code, locale), code_id)
    return Response(status_code=202)


@router.post("/contact-methods/{id}/verify", response_model=ContactMethod)
async def post_verification(
    id: UUID,  # noqa: A002
    asked: VerifyContactMethod,
    services: ServicesHere,
    caller: CallerHere,
) -> ContactMethod:
    """Prove a number by its code: ten minutes, five tries."""
    now = services.now()
    async with services.writing(caller) as connection:
        method = own(await contact_methods.contact_method_of(connection, caller.account_id, id))
        attempt = await contact_methods.take_attempt(connection, caller.account_id, id, now, MOST_ATTEMPTS)
        right = attempt is not None and code_matches(asked.code, *attempt)
        if attempt is not None and right:
            await contact_methods.mark_verified(connection, id, attempt[0], now)
            method = own(await contact_methods.contact_method_of(connection, caller.account_id, id))
    # Refused only now: an attempt counts because its transaction was committed.
    if not right:
        raise Invalid("code", "is not the one that was sent last, or its time or tries are over", kind="wrong-code")
    return await opened(services, caller, method)


@router.patch("/contact-methods/{id}", response_model=ContactMethod)
async def patch_contact_method(
    id: UUID,  # noqa: A002
    asked: ChangeContactMethod,
    services: ServicesHere,
    caller: CallerHere,
) -> ContactMethod:
    """Stop texts to a number, or welcome them again."""
    async with services.writing(caller) as connection:
        if not await contact_methods.save_consent(
            connection, caller.account_id, id, services.now(), consents=asked.consent
        ):
            raise NotFound(NOT_YOURS)
        method = own(await contact_methods.contact_method_of(connection, caller.account_id, id))
    return await opened(services, caller, method)


@router.delete("/contact-methods/{id}", status_code=204)
async def delete_contact_method(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Forget a number."""
    async with services.writing(caller) as connection:
        if not await contact_methods.delete_contact_method(connection, caller.account_id, id):
            raise NotFound(NOT_YOURS)
    return Response(status_code=204)


def own(method: contact_methods.ContactMethod | None) -> contact_methods.ContactMethod:
    """Return the method if there is one. Raises NotFound."""
    if method is None:
        raise NotFound(NOT_YOURS)
    return method


async def opened(services: Services, caller: Caller, method: contact_methods.ContactMethod) -> ContactMethod:
    """Return a method as it is answered, its address in the clear. Raises KeysUnavailable."""
    address = await services.field_keys.open(method.address, contact_methods.ADDRESS, caller.account_id)
    return in_the_clear(method, address)


def in_the_clear(method: contact_methods.ContactMethod, address: str) -> ContactMethod:
    """Return a method as it is answered, with the address that its sealed one stands for."""
    return ContactMethod(**{**asdict(method), "address": address})


async def send_code(services: Services, caller: Caller, number: str, message: str, code_id: UUID) -> None:
    """Text a code that was kept, and note where it could not be. Raises NotSent."""
    try:
        await services.send_text(number, message)
    except NotSent:
        async with services.writing(caller) as connection:
            await contact_methods.mark_not_sent(connection, code_id)
        raise


def new_code() -> str:
    """Return six digits that nobody can guess in five tries."""
    return f"{secrets.randbelow(1_000_000):06}"
