"""Language, Polly, text messages and S3 out, one at a time and all together, while several press at once.

Whatever is out, the person has a sentence, a voice and a caregiver. A service that is out says nothing for longer than
anybody waits, which is worse than one that refuses; texts and the topic of alerts are refused.
"""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from api.db.pool import Context, Database
from api.intent_function import BUDGET_S
from api.operations.deliver_alert import Message, Undelivered, deliver_alert
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.live_clients import Device, listening
from tests.postgres.local_keys import field_keys
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import SmallAws, serving
from tests.postgres.test_speech import audio_of, heard_s
from workers.aws_sender import AwsSender
from workers.deliver_alert import opened
from workers.runtime import client

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
API_SETTINGS = {
    "SPEECH_BUCKET": "speech",
    "SPEECH_VOICE": "polly",
    "INTENT_PROVIDER": "bedrock",
    "INTENT_MODEL": "some.model-v1:0",
}
AT_ONCE, ROUNDS = 4, 2
SILENCE_S = 5.0
# No connection is used again at the very moment at which the API gives it up.
UNKEPT = httpx.Limits(max_keepalive_connections=0)
# What a busy machine and its clients add; the budget itself is held by the API.
ALLOWANCE_S = 0.8
BREAKERS = {
    "language": {"process_intent", "intent_bedrock"},
    "Polly": {"polly"},
    "texts": set[str](),
    "S3": {"speech_store"},
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a person was given, and after how many seconds."""

    alert_id: UUID
    understood_by: str
    spoken_by: str
    sentence_s: float
    alert_s: float
    voice_s: float


@contextmanager
def out(aws: SmallAws, *services: str) -> Iterator[None]:
    """Have services be out."""
    back = threading.Event()
    if "language" in services:
        aws.lambda_hangs, aws.model_takes_s = back, SILENCE_S
    if "Polly" in services:
        aws.polly.takes_s = SILENCE_S
    if "S3" in services:
        aws.bucket.takes_s = SILENCE_S
    aws.texts_fail = aws.topic_fails = "texts" in services
    try:
        yield
    finally:
        back.set()
        aws.lambda_hangs = None
        aws.model_takes_s = aws.polly.takes_s = aws.bucket.takes_s = 0.0
        aws.texts_fail = aws.topic_fails = False


async def press(api: Api, sam: httpx.AsyncClient) -> Pressed:
    """Press as a board does: understand, call, speak; the clip is decoded and must not be silent."""
    began = time.monotonic()
    understood = (await sam.post("/intents", json={"symbols": ["help"]})).raise_for_status().json()
    at_sentence = time.monotonic()
    assert understood["sentence"]
    assert understood["urgency"] == "urgent"
    body = {"person_id": api.person("Sam"), "severity": understood["urgency"]}
    body["sentence"] = f"{understood['sentence']} {uuid4()}"
    raised = (await sam.post("/alerts", json=body, headers={"idempotency-key": str(uuid4())})).raise_for_status()
    at_alert = time.monotonic()
    asked = {"person_id": api.person("Sam"), "text": f"{understood['sentence']} Number {uuid4().int % 1000}."}
    told = (await sam.post("/speech", json=asked)).raise_for_status().json()
    at_voice = time.monotonic()
    with api.signed_in("sam") as fetching:
        assert await asyncio.to_thread(lambda: heard_s(audio_of(told, fetching))) > 0.5
    times = (at_sentence - began, at_alert - at_sentence, at_voice - at_alert)
    return Pressed(UUID(raised.json()["id"]), understood["source"], told["source"], *times)


async def rang(ana: Device, alert_ids: set[str]) -> None:
    """Wait until a device rang for alerts."""
    async with asyncio.timeout(10):
        while not alert_ids <= {frame["alert_id"] for frame in ana.shown if frame["kind"] == "alert_raised"}:
            ana.came.clear()
            await ana.came.wait()


async def pressing(api: Api, *services: str) -> list[Pressed]:
    """Have several press at once, again and again, while services are out; each press rings at Ana's."""
    headers = {"authorization": f"Bearer {api.issuer.token('sub-sam')}"}
    async with (
        listening(api) as ana,
        httpx.AsyncClient(base_url=api.url, headers=headers, trust_env=False, timeout=30, limits=UNKEPT) as sam,
    ):
        began = time.monotonic()
        with out(api.aws, *services):
            pressed = [
                one for _ in range(ROUNDS) for one in await asyncio.gather(*(press(api, sam) for _ in range(AT_ONCE)))
            ]
            await rang(ana, {str(one.alert_id) for one in pressed})
        took = time.monotonic() - began
        states = (await sam.get("/health/ready")).json()["breakers"]
    slowest = [max(column) for column in zip(*((p.sentence_s, p.alert_s, p.voice_s) for p in pressed), strict=True)]
    sys.stdout.write(
        f"\n{' + '.join(services) or 'nothing'} out: {len(pressed)} presses rang within {took:.1f} s; slowest sentence "
        f"{slowest[0]:.2f} s, alert {slowest[1]:.2f} s, voice {slowest[2]:.2f} s; breakers {json.dumps(states)}"
    )
    assert slowest[0] < BUDGET_S + ALLOWANCE_S
    wanted = {name for service in services for name in BREAKERS[service]}
    assert {name for name, state in states.items() if state != "closed"} >= wanted
    return pressed


async def texted(database: Database, aws: SmallAws, alert_id: UUID) -> list[str]:
    """Have a press delivered as its worker does; return the states of its texts. Raises Undelivered."""
    environ = {"AWS_REGION": "eu-central-1"}
    sockets = client("apigatewaymanagementapi", environ, attempts=1, endpoint_url=aws.url)
    sender = AwsSender(sockets, client("sns", environ, attempts=1, endpoint_url=aws.url))
    async with database.transaction(Context.worker()) as connection:
        outbox_id = await connection.fetchval("SELECT min(id) FROM outbox WHERE alert_id = $1", alert_id)
    outcomes = await deliver_alert(
        lambda: database.transaction(Context.worker()),
        sender,
        partial(opened, field_keys(database)),
        Message(outbox_id, alert_id, datetime.now(UTC), datetime.now(UTC)),
    )
    return [outcome.state for outcome in outcomes if outcome.reason != "not_connected"]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process sign what it asks of AWS."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


async def test_nothing_out(api: Api, database: Database) -> None:
    pressed = await pressing(api)

    assert {(one.understood_by, one.spoken_by) for one in pressed} == {("lambda", "polly")}
    assert await texted(database, api.aws, pressed[0].alert_id) == ["sent"] * 2


async def test_texts_out(api: Api, database: Database) -> None:
    pressed = await pressing(api, "texts")

    with out(api.aws, "texts"), pytest.raises(Undelivered):
        await texted(database, api.aws, pressed[0].alert_id)
    assert await texted(database, api.aws, pressed[0].alert_id) == ["sent"] * 2, "as soon as texts are back"


async def test_language_out(api: Api) -> None:
    assert {one.understood_by for one in await pressing(api, "language")} == {"fallback"}


async def test_the_bucket_out(api: Api) -> None:
    assert {one.spoken_by for one in await pressing(api, "S3")} == {"polly"}


async def test_polly_out(api: Api) -> None:
    assert {one.spoken_by for one in await pressing(api, "Polly")} == {"espeak"}


async def test_all_out_together(server: Server, database_name: str, database: Database, tmp_path: Path) -> None:
    """Of another process, whose breakers have learned nothing yet."""
    own = server.settings(database_name), Issuer(), free_port(), tmp_path / "api.log"
    with serving() as aws, published(own[1]) as issuer, running_api(own[0], issuer, aws, *own[2:], API_SETTINGS) as api:
        pressed = await pressing(api, *BREAKERS)
        with out(aws, *BREAKERS), pytest.raises(Undelivered):
            await texted(database, aws, pressed[0].alert_id)
        assert await texted(database, aws, pressed[0].alert_id) == ["sent"] * 2

    assert {(one.understood_by, one.spoken_by) for one in pressed} == {("fallback", "espeak")}
