"""A press for help through every hop of the applied stack, and proof that it needs each of them."""

import contextlib
import io
import json
import secrets
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from tests.local.kills import start_api, stop_api
from tests.local.running_system import Checkout
from wolfctl.adapters.press_path import PressFailed
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


def test_the_sentence_is_spoken_by_espeak_and_kept_in_the_bucket_of_the_stack(system: Checkout) -> None:
    headers = {"Authorization": f"Bearer {system.tokens('sam').access}"}
    with httpx.Client(base_url=system.outputs["rest_api_url"], headers=headers, trust_env=False, timeout=30) as sam:
        asked = {"person_id": sam.get("/me").json()["person"]["id"], "text": f"The code is {secrets.token_hex(4)}."}
        first, again = sam.post("/speech", json=asked).json(), sam.post("/speech", json=asked).json()
        from_api = sam.get(f"/user/{asked['person_id']}/speech/{first['key']}")
    from_bucket = httpx.get(first["url"], trust_env=False, timeout=30)

    assert (first["source"], again["source"]) == ("espeak", "cache")
    assert again["key"] == first["key"]
    with wave.open(io.BytesIO(from_bucket.content)) as clip:
        assert clip.getnframes() / clip.getframerate() > 1
        samples = memoryview(clip.readframes(clip.getnframes())).cast("h")
    assert max(samples) > 2_000
    assert from_api.content == from_bucket.content
    bucket = system.outputs["speech_bucket"]
    kept = system.client("s3").head_object(Bucket=bucket, Key=f"user/{asked['person_id']}/speech/{first['key']}")
    assert kept["ContentType"] == "audio/wav"


def test_the_clock_has_the_clips_renewed(system: Checkout) -> None:
    rule = system.client("events").list_targets_by_rule(Rule="alphawolf-local-speech")["Targets"]
    assert [target["Input"] for target in rule] == ['{"renew":true}']
    answer = system.client("lambda").invoke(FunctionName=rule[0]["Arn"], Payload=rule[0]["Input"].encode())
    assert json.loads(answer["Payload"].read()) == {"renewed": 0, "gone": 0, "failed": 0, "expired": 0}


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
    (route,) = [route for route in gateway.get_routes(ApiId=api_id)["Items"] if route["RouteKey"] == "$connect"]
    here = {"ApiId": api_id, "RouteId": route["RouteId"]}
    # Renamed, so that it comes back under its own id, which Terraform knows it by.
    gateway.update_route(**here, RouteKey="elsewhere", AuthorizationType="NONE", AuthorizerId="")
    try:
        yield
    finally:
        kept = {name: route[name] for name in ("RouteKey", "AuthorizationType", "AuthorizerId")}
        gateway.update_route(**here, **kept)


@contextlib.asynccontextmanager
async def without_relay(system: Checkout) -> AsyncIterator[None]:
    await restart_api(system, OUTBOX_RELAY="off")
    try:
        yield
    finally:
        await restart_api(system)


async def restart_api(system: Checkout, **overrides: str) -> None:
    await stop_api(system)
    await start_api(system, **overrides)


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
