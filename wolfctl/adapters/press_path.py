"""Presses HELP through the REST API and listens on the WebSocket API that it names, as two devices would."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from wolfctl.adapters.example_people import Tokens
from wolfctl.adapters.local_ports import HOST
from wolfctl.errors import WolfctlError

PATIENCE = 20.0
# What an alert's timeline says when all is done: without functions nobody texts, and the API pushes by itself.
AT_ONCE = frozenset({"published", "acknowledged"})
WITH_FUNCTIONS = frozenset({"sms_sent", "pushed_websocket", "acknowledged"})


class PressFailed(WolfctlError):
    """A press did not get through; `seen` holds the hops that it passed, with their times and what to say of them."""

    def __init__(self, message: str, seen: dict[str, tuple[datetime, str]], *, why: str = "") -> None:
        super().__init__(message, why=why)
        self.seen = seen


@dataclass
class Press:
    """What came of a press."""

    alert_id: str
    pressed_at: datetime
    seen: dict[str, tuple[datetime, str]]
    timeline: list[dict[str, Any]]
    intent: dict[str, Any]
    sms: str
    told: str


@dataclass
class Device:
    """One person's app: its token, the REST API, and what its socket has received."""

    http: httpx.AsyncClient
    socket: ClientConnection
    patience: float
    frames: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    async def listen(self) -> None:
        """Keep what arrives, alone or in a page of several, with the time at which it did."""
        async for text in self.socket:
            frame = json.loads(text)
            self.frames += [(datetime.now(UTC), item) for item in frame.get("items", [frame])]

    async def frame(self, kind: str, alert_id: str) -> tuple[datetime, dict[str, Any]] | None:
        """Wait for a notification of a kind about an alert; None when it does not come."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            for at, frame in self.frames:
                if frame.get("kind") == kind and frame.get("alert_id") == alert_id:
                    return at, frame
            await asyncio.sleep(0.002)
        return None


async def press_help(
    url: str, person: Tokens, caregiver: Tokens, *, phone: int | None, patience: float = PATIENCE
) -> Press:
    """Have the person press HELP and the caregiver answer; `patience` is how many seconds a hop may take.

    `phone` is the port of the emulator whose telephone network is looked at, None where nobody texts. Raises
    PressFailed at the first hop that it does not pass.
    """
    async with AsyncExitStack() as stack:
        sam, ana = await asyncio.gather(
            stack.enter_async_context(_device(url, person, "the person", patience)),
            stack.enter_async_context(_device(url, caregiver, "the caregiver", patience)),
        )
        return await _press(sam, ana, phone)


async def _press(sam: Device, ana: Device, phone: int | None) -> Press:
    seen: dict[str, tuple[datetime, str]] = {}
    person_id = (await _call(sam, "GET", "/me", seen))["person"]["id"]
    pressed_at = datetime.now(UTC)
    intent = await _call(sam, "POST", "/intents", seen, json={"symbols": ["help"], "locale": "en"})
    seen["understood"] = datetime.now(UTC), f"{intent['intent']}, {intent['urgency']}, by {intent['source']}"
    seen["sentence"] = seen["understood"][0], f"“{intent['sentence']}”"
    body = {
        "person_id": person_id,
        "symbols": ["help"],
        "sentence": intent["sentence"],
        "intent": intent["intent"],
        "severity": intent["urgency"],
        "pressed_at": pressed_at.isoformat(),
    }
    sent_before = {} if phone is None else await _texts(phone)
    raised = await _call(sam, "POST", "/alerts", seen, json=body, headers={"Idempotency-Key": str(uuid4())})
    alert_id = str(raised["id"])
    told, _ = await asyncio.gather(
        _answered(sam, ana, alert_id, seen), _speak(sam, person_id, intent["sentence"], seen)
    )
    timeline = await _timeline(ana, alert_id, seen, AT_ONCE if phone is None else WITH_FUNCTIONS)
    seen |= _events(timeline)
    if told is None:
        raise PressFailed("The answer did not reach the person's socket.", seen)
    message = str(told[1]["body"].get("message", ""))
    seen["person_told"] = told[0], f"“{message}”"
    sms = "" if phone is None else await _sms(phone, sent_before)
    if phone is not None and ("sms_sent" not in seen or not sms):
        raise PressFailed("No text message was sent.", seen)
    if sms:
        seen["sms_sent"] = seen["sms_sent"][0], f"“{sms}”"
    return Press(alert_id, pressed_at, seen, timeline, intent, sms, message)


async def _answered(
    sam: Device, ana: Device, alert_id: str, seen: dict[str, tuple[datetime, str]]
) -> tuple[datetime, dict[str, Any]] | None:
    """Have the caregiver answer what their socket received, and return what the person's is told."""
    received = await ana.frame("alert_raised", alert_id)
    if received is None:
        seen |= _events((await _call(sam, "GET", f"/alerts/{alert_id}", seen))["timeline"])
        raise PressFailed("The press did not reach the caregiver's socket.", seen)
    seen["caregiver_received"] = received[0], f"inbox number {received[1]['seq']}"
    await _call(ana, "POST", f"/alerts/{alert_id}/acknowledge", seen)
    return await sam.frame("alert_acknowledged", alert_id)


async def _speak(device: Device, person_id: str, sentence: str, seen: dict[str, tuple[datetime, str]]) -> None:
    """Have a sentence spoken and fetch the clip, as the board does."""
    said = await _call(device, "POST", "/speech", seen, json={"person_id": person_id, "text": sentence})
    if str(said["url"]).startswith("http"):
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            clip = await http.get(said["url"])
        if clip.is_error:
            raise PressFailed(f"The clip of the sentence was answered with {clip.status_code}.", seen)
    long = "" if said["duration_s"] is None else f"{said['duration_s']:.1f} s of "
    seen["spoken"] = datetime.now(UTC), f"{long}{said['content_type']}, by {said['source']}"


async def _timeline(
    device: Device, alert_id: str, seen: dict[str, tuple[datetime, str]], last: frozenset[str]
) -> list[dict[str, Any]]:
    """What the system wrote about an alert; its last lines may be a moment late."""
    deadline = time.monotonic() + device.patience
    while True:
        timeline: list[dict[str, Any]] = (await _call(device, "GET", f"/alerts/{alert_id}", seen))["timeline"]
        if last <= {entry["event"] for entry in timeline} or time.monotonic() > deadline:
            return timeline
        await asyncio.sleep(0.1)


def _events(timeline: list[dict[str, Any]]) -> dict[str, tuple[datetime, str]]:
    """The first event of each kind."""
    first: dict[str, tuple[datetime, str]] = {}
    for entry in timeline:
        first.setdefault(entry["event"], (datetime.fromisoformat(entry["at"]), ""))
    return first


async def _sms(emulator_port: int, sent_before: dict[str, str]) -> str:
    """The text that the emulator's telephone network was given: a text names no alert, so the newest one.

    A call that waited from before, and which this press joined, may have been texted before the press.
    """
    sent = await _texts(emulator_port)
    fresh = [text for name, text in sent.items() if name not in sent_before]
    return (fresh or list(sent.values()) or [""])[-1]


async def _texts(emulator_port: int) -> dict[str, str]:
    """All texts that the emulator's telephone network was given, by the id that it gave them."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        answer = (await http.get(f"http://{HOST}:{emulator_port}/_ministack/sns/sms-messages")).json()
    return {
        str(message["MessageId"]): str(message["Message"])
        for to_one_number in answer.get("sms_messages", answer).values()
        for message in (to_one_number if isinstance(to_one_number, list) else [])
    }


@asynccontextmanager
async def _device(url: str, tokens: Tokens, whose: str, patience: float) -> AsyncIterator[Device]:
    """A device that is signed in and listens."""
    headers = {"Authorization": f"Bearer {tokens.access}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=30) as http:
        ticket = (await _checked(http, "POST", "/notifications/ticket", {})).json()
        try:
            # The cursor with which the API begins at once; API Gateway's socket needs none (docs/notifications.md).
            address = f"{ticket['url']}?ticket={ticket['ticket']}&after={ticket['received']}"
            socket = await connect(address, proxy=None, open_timeout=30)
        except (WebSocketException, OSError, TimeoutError) as error:
            # The address holds the ticket, so the exception's own text stays out.
            raise PressFailed(f"The socket of {whose} was refused.", {}, why=type(error).__name__) from None
        async with socket:
            device = Device(http, socket, patience)
            listening = asyncio.create_task(device.listen())
            try:
                yield device
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)


async def _call(
    device: Device, method: str, path: str, seen: dict[str, tuple[datetime, str]], **options: Any
) -> dict[str, Any]:
    answer: dict[str, Any] = (await _checked(device.http, method, path, seen, **options)).json()
    return answer


async def _checked(
    http: httpx.AsyncClient, method: str, path: str, seen: dict[str, tuple[datetime, str]], **options: Any
) -> httpx.Response:
    try:
        answer = await http.request(method, path, **options)
    except httpx.HTTPError as error:
        raise PressFailed(f"{method} {path} got no answer.", seen, why=type(error).__name__) from error
    if answer.is_error:
        raise PressFailed(f"{method} {path} was answered with {answer.status_code}.", seen, why=_problem(answer))
    return answer


def _problem(answer: httpx.Response) -> str:
    """The title of a problem document, or of API Gateway's own refusal."""
    try:
        document = answer.json()
    except ValueError:
        return ""
    return str(document.get("detail") or document.get("title") or document.get("message") or "")
