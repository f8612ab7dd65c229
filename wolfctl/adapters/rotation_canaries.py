"""Canaries of a rotation: requests to the real API that need the keys which are rotated.

Each request is sent once: one that fails is a request that a person's device would have seen fail.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import httpx

from wolfctl.adapters.drill_api import ACTION, Api, acknowledged
from wolfctl.adapters.drill_canaries import NotAcknowledged

CHANGED = "http 409"


@dataclass
class Asking:
    """One client of the API, kept open as a device keeps it."""

    api: Api
    _http: httpx.AsyncClient | None = field(default=None, init=False)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request. Raises NotAcknowledged unless it is answered with success."""
        self._http = self._http or self.api.client()
        return await acknowledged(self._http, method, path, **more)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._http is not None:
            await self._http.aclose()


class NumberCanary(Asking):
    """Reads telephone numbers, which lie sealed: they must be what they were at first."""

    expected: Any = None

    async def write(self, _number: int) -> None:
        """Read every address in the clear, and hold them against the first time."""
        answer = await self.ask("GET", "/contact-methods")
        told = sorted((one["id"], one["address"]) for one in answer.json()["contact_methods"])
        self.expected = self.expected or told
        if told != self.expected:
            raise NotAcknowledged(CHANGED)


@dataclass
class SpeechCanary(Asking):
    """Says phrases that were said before: their clips are found by names that a key makes."""

    person: str = ""
    phrases: tuple[str, ...] = ("I am thirsty", "Come here, please", "Thank you")

    async def write(self, number: int) -> None:
        """Have a phrase spoken and fetch its clip."""
        asked = {"person_id": self.person, "text": self.phrases[number % len(self.phrases)]}
        answer = await self.ask("POST", "/speech", json=asked)
        if not answer.json().get("url"):
            raise NotAcknowledged(CHANGED)


@dataclass
class InvitationCanary(Asking):
    """Has an answer kept sealed, asks for it again under its key, and withdraws the invitation that it was about."""

    person: str = ""
    run: UUID = field(default=UUID(int=0))

    async def write(self, number: int) -> None:
        """Invite under a new key, and read the invitation back."""
        asked = {"role": "viewer", "consent": "person", "valid_days": 1}
        headers = {"Idempotency-Key": str(uuid5(self.run, f"invitation {number}"))}
        path = f"/people/{self.person}/invitations"
        told = [(await self.ask("POST", path, json=asked, headers=headers)).json() for _ in range(2)]
        await self.ask("DELETE", f"/invitations/{told[0]['id']}")
        if told[0] != told[1]:
            raise NotAcknowledged(CHANGED)


@dataclass
class LogCanary(Asking):
    """Hands in an event of the person's log, marked as modelling: nobody is told, and it counts nowhere."""

    person: str = ""
    run: UUID = field(default=UUID(int=0))

    async def write(self, number: int) -> None:
        """Write an event into the log under an id of its own."""
        event = {"id": str(uuid5(self.run, str(number))), "event": "action", "action": ACTION}
        event["timestamp"] = datetime.now(UTC).isoformat()
        body = {"user_id": self.person, "events": [{**event, "spoken": False, "modeling": True}]}
        answer = await self.ask("POST", "/logs", json=body, headers={"Idempotency-Key": event["id"]})
        if answer.json().get("refused"):
            raise NotAcknowledged("http 422")


def local(direct: Api, gateway: Api, caregiver: Api, person: str, run: UUID) -> dict[str, Any]:
    """What works on this machine: Sam and Ana, straight at the API, and a few through the gateway."""
    return {
        **on_aws(direct, person, run),
        "numbers": NumberCanary(caregiver),
        "invitations": InvitationCanary(direct, person, run),
        "gateway": LogCanary(gateway, person, uuid5(run, "gateway")),
    }


def on_aws(api: Api, person: str, run: UUID) -> dict[str, Any]:
    """What an operator's machine can do as the person who exists for drills."""
    return {
        "logs": LogCanary(api, person, run),
        "numbers": NumberCanary(api),
        "speech": SpeechCanary(api, person),
    }
