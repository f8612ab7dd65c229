"""A press for help through every hop of the applied stack, and proof that it needs each of them."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.local.running_system import Checkout
from wolfctl.adapters import ecs_task, processes
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.embedded_system import attached
from wolfctl.adapters.press_path import PressFailed
from wolfctl.config import load
from wolfctl.workflows import press

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

TakenAway = Callable[[Checkout], AbstractAsyncContextManager[None]]


async def test_help_reaches_the_caregiver_and_the_answer_comes_back(system: Checkout) -> None:
    pressed = await system.press()

    assert press.missing(pressed.seen) is None
    assert pressed.intent["source"] == "lambda"
    assert pressed.intent["intent"] == "help"
    assert pressed.told == "Ana is coming."
    at = {name: when for name, (when, _) in pressed.seen.items()}
    way = ["committed", "queued", "received_by_worker", "caregiver_received", "acknowledged", "person_told"]
    assert way == sorted(way, key=lambda name: at[name])


async def test_the_text_message_says_nothing_of_health(system: Checkout) -> None:
    pressed = await system.press()

    assert pressed.sms.startswith("AlphaWolf: you are needed.")
    for secret in ("Sam", "Ana", "help", pressed.intent["sentence"], pressed.alert_id):
        assert secret not in pressed.sms


@contextlib.asynccontextmanager
async def without_event_source_mapping(system: Checkout) -> AsyncIterator[None]:
    functions = system.client("lambda")
    uuid = system.outputs["event_source_mappings"]["deliver_alert"]
    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=uuid, Enabled=True)


@contextlib.asynccontextmanager
async def without_connect_route(system: Checkout) -> AsyncIterator[None]:
    gateway = system.client("apigatewayv2")
    api_id = system.outputs["websocket_url"].split("/")[-2]
    routes = gateway.get_routes(ApiId=api_id)["Items"]
    route_id = next(route["RouteId"] for route in routes if route["RouteKey"] == "$connect")
    gateway.update_route(ApiId=api_id, RouteId=route_id, RouteKey="elsewhere")
    try:
        yield
    finally:
        gateway.update_route(ApiId=api_id, RouteId=route_id, RouteKey="$connect")


@contextlib.asynccontextmanager
async def without_relay(system: Checkout) -> AsyncIterator[None]:
    await restart_api(system, OUTBOX_RELAY="off")
    try:
        yield
    finally:
        await restart_api(system)


async def restart_api(system: Checkout, **overrides: str) -> None:
    running = attached(system.root, EmbeddedStack(system.root, load("local", system.root)))
    process = processes.main_process(system.state, "api")
    assert process is not None
    await processes.stop(process, patience=20)
    arn = system.outputs["api_task_definition"]
    task = ecs_task.described(arn, "api", system.ports.emulator, system.region)
    processes.start(ecs_task.service("api", task, system.root, overrides), system.state)
    await running.health()


@pytest.mark.parametrize(
    ("taken_away", "lost_at"),
    [
        # That it was queued is only known from the worker that took it out.
        pytest.param(without_event_source_mapping, "queued", id="event source mapping"),
        pytest.param(without_connect_route, "understood", id="$connect route"),
        pytest.param(without_relay, "published", id="outbox relay"),
    ],
)
async def test_a_press_fails_without(system: Checkout, taken_away: TakenAway, lost_at: str) -> None:
    async with taken_away(system):
        with pytest.raises(PressFailed) as failed:
            await system.press(patience=6)

    assert press.missing(failed.value.seen) == lost_at, failed.value.why
    again = await system.press()
    assert press.missing(again.seen) is None
