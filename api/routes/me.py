"""Who the caller is."""

from fastapi import APIRouter
from starlette.responses import Response

from api.db.accounts import describe_account
from api.dependencies import CallerHere, ServicesHere, SignInHere
from api.identity import Caller
from api.operations.register import register
from api.routes.hot_route import json_response
from api.schemas.me import Me, Register

router = APIRouter(tags=["me"])


@router.get("/me", response_model=Me)
async def get_me(services: ServicesHere, caller: CallerHere) -> Response:
    """The caller's account, and the people whom they may see."""
    async with services.reading(caller) as connection:
        return json_response(await describe_account(connection, caller.account_id))


@router.post("/me", status_code=201, response_model=Me)
async def post_me(asked: Register, services: ServicesHere, sign_in: SignInHere) -> Response:
    """Make the account of a new sign-in: a caregiver's after a second factor, otherwise a person's own."""
    account_id = services.new_id()
    async with services.writing(Caller(account_id)) as connection:
        text = await register(
            connection,
            account_id,
            sign_in.subject,
            asked.name,
            asked.locale,
            asked.time_zone,
            caregiver=sign_in.second_factor,
        )
    return json_response(text, 201)
