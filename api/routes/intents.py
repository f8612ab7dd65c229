"""What a person means."""

import json

from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import caller_of, services_of
from api.intent_function import to_json
from api.routes.hot_route import HotRoute, json_response
from api.schemas.intents import IntentAnswer, UnderstandIntent


async def understand_intent(request: Request) -> Response:
    """The intent, the sentence to speak and the urgency of symbols or a text."""
    services = services_of(request)
    await caller_of(request)
    asked = UnderstandIntent.model_validate_json(await request.body())
    await services.vocabulary.check(asked.symbols or [])
    understood = await services.intents.understand(asked.symbols, asked.text, asked.locale)
    return json_response(json.dumps(to_json(understood), ensure_ascii=False))


ROUTES = [HotRoute("POST", "/intents", understand_intent, answers={200: IntentAnswer}, body=UnderstandIntent)]
