"""Who the caller is."""

from fastapi import APIRouter
from starlette.responses import Response

from api.db.accounts import describe_account
from api.dependencies import CallerHere, ServicesHere
from api.routes.hot_route import json_response
from api.schemas.me import Me

router = APIRouter(tags=["me"])


@router.get("/me", response_model=Me)
async def get_me(services: ServicesHere, caller: CallerHere) -> Response:
    """The caller's account, and the people whom they may see."""
    async with services.reading(caller) as connection:
        return json_response(await describe_account(connection, caller.account_id))
