"""Alerts: raising one, following it, answering it."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.db.alerts import alert_json, open_alerts_json
from api.dependencies import CallerHere, ServicesHere, caller_of, header, services_of
from api.domain.alerts import Severity
from api.domain.errors import NotFound
from api.domain.intents import understand
from api.operations.acknowledge_alert import acknowledge_alert
from api.operations.raise_alert import PressRequest, raise_alert
from api.routes.answers import READING, problems
from api.routes.hot_route import HotRoute, Parameter, json_response
from api.routes.idempotency_key import idempotency_key
from api.schemas.alerts import AlertAcknowledged, AlertRaised, AlertSeen, OpenAlerts, RaiseAlert

MOST_OPEN = 200
router = APIRouter(tags=["alerts"])


async def post_alert(request: Request) -> Response:
    """Call for somebody; the same Idempotency-Key makes the same alert, however often it is sent."""
    services, caller = services_of(request), await caller_of(request)
    key = idempotency_key(header(request.scope, b"idempotency-key"))
    asked = RaiseAlert.model_validate_json(await request.body())
    symbols = asked.symbols or []
    await services.vocabulary.check(symbols)
    press = PressRequest(
        idempotency_key=key,
        person_id=asked.person_id,
        severity=Severity(asked.severity),
        sentence=asked.sentence or understand(symbols, None, "en").sentence,
        symbols=tuple(symbols),
        intent=asked.intent,
        pressed_at=asked.pressed_at,
        drill=asked.drill,
    )
    async with services.writing(caller) as connection:
        answer = await raise_alert(connection, caller.account_id, press, now=services.now(), new_id=services.new_id)
    return json_response(answer, 201)


@router.get("/alerts", response_model=OpenAlerts, responses=problems(*READING))
async def get_open_alerts(services: ServicesHere, caller: CallerHere) -> Response:
    """What is open now of everybody for whom one cares: for whoever comes without having heard anything yet."""
    async with services.viewing(caller) as connection:
        return json_response(await open_alerts_json(connection, MOST_OPEN))


@router.get("/alerts/{id}", response_model=AlertSeen)
async def get_alert(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """An alert and all that happened to it on its way."""
    async with services.viewing(caller) as connection:
        answer = await alert_json(connection, id)
    if answer is None:
        raise NotFound("There is no such alert, or you do not care for the person.")
    return json_response(answer)


@router.post("/alerts/{id}/acknowledge", response_model=AlertAcknowledged)
async def post_acknowledgement(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Answer an alert: the person sees who is coming."""
    async with services.writing(caller) as connection:
        answer = await acknowledge_alert(connection, caller.account_id, id, now=services.now())
    return json_response(answer)


ROUTES = [
    HotRoute(
        "POST",
        "/alerts",
        post_alert,
        answers={201: AlertRaised},
        body=RaiseAlert,
        leads_to=("get_alert", "post_acknowledgement"),
        parameters=(Parameter("Idempotency-Key", "header", "New for each press.", required=True),),
    )
]
