"""What a person said with their board, as devices hand it in."""

import json

from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import caller_of, services_of
from api.domain.usage import UsageEvent
from api.operations.record_usage import record_usage
from api.routes.hot_route import HotRoute, json_response
from api.schemas.logs import UseBatch, UseRecorded


async def post_usage(request: Request) -> Response:
    """Hand in what was said, as often as it takes: an event of the same id and time counts once."""
    services, caller = services_of(request), await caller_of(request)
    batch = UseBatch.model_validate_json(await request.body())
    events = [UsageEvent(**{**dict(event), "symbols": tuple(event.symbols)}) for event in batch.events]
    async with services.writing(caller) as connection:
        recorded = await record_usage(connection, caller.account_id, batch.user_id, events, now=services.now())
    refused = [{"id": str(event.id), "what": event.what} for event in recorded.refused]
    answer = {"accepted": recorded.accepted, "repeated": recorded.repeated, "refused": refused}
    return json_response(json.dumps(answer))


ROUTES = [HotRoute("POST", "/logs", post_usage, answers={200: UseRecorded}, body=UseBatch)]
