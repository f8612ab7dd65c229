"""The canary of a failover drill that goes the whole way: an event of the person's log, handed in as a board does.

Of all writes that the API takes this one disturbs least: nobody is told of it, and what is marked as modelling counts
neither in the person's activity nor in suggestions. Its own id makes it count once, however often it is sent.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx

from wolfctl.adapters.drill_canaries import NotAcknowledged
from wolfctl.errors import Refused, ToolFailed, WolfctlError

ACTION = ":wolfctl-drill"
LOOK = "`wolfctl logs ENV --function api` tells what it says."
PATIENCE_S = 10.0
# An .obl file begins with a notice in a comment.
END_OF_NOTICE = "*/\n"


TOKEN = "WOLFCTL_DRILL_TOKEN"  # noqa: S105 - the name of a variable


def drill_token(verb: str) -> str:
    """The access token of the drill person, from the environment of this process. Raises Refused without one."""
    if token := os.environ.get(TOKEN):
        return token
    raise Refused(
        f"{TOKEN} is not set.",
        why="The canaries go through the real API, as a person who exists for drills.",
        hint=f"Put that person's access token into {TOKEN}; see docs/runbooks/{verb}.md.",
    )


async def acknowledged(http: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    """The answer to one request. Raises NotAcknowledged, with what became of it, unless that is success."""
    try:
        answer = await http.request(method, path, **more)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotAcknowledged("unreachable") from error
    except httpx.TimeoutException as error:
        raise NotAcknowledged("silent") from error
    except httpx.HTTPError as error:
        raise NotAcknowledged("lost") from error
    if not answer.is_success:
        raise NotAcknowledged(f"http {answer.status_code}")
    return answer


@dataclass(frozen=True, slots=True)
class Api:
    """Where the API is, and whose board speaks; the token is never shown."""

    url: str
    token: str = field(repr=False)

    def client(self) -> httpx.AsyncClient:
        """An HTTP client that sends the token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=PATIENCE_S)

    async def person(self) -> str:
        """The id of the person that the token is of. Raises WolfctlError."""
        try:
            async with self.client() as http:
                answer = await http.get("/me")
        except httpx.HTTPError as error:
            raise WolfctlError("The API does not answer.", why=type(error).__name__, hint=LOOK) from error
        found = answer.json().get("person") if answer.is_success else None
        if not found:
            raise WolfctlError(
                "The token is not of somebody who presses symbols.",
                why=f"GET /me was answered with {answer.status_code}.",
                hint="Use the access token of the drill person; see docs/runbooks/failover-drill.md.",
            )
        return str(found["id"])


@dataclass
class ApiCanary:
    """Hands in one event a write; the same number is always the same event."""

    api: Api
    person: str
    run: UUID
    round: int
    _http: httpx.AsyncClient | None = field(default=None, init=False)
    _moments: dict[int, str] = field(default_factory=dict, init=False)

    def event_id(self, number: int) -> UUID:
        """The id of a canary, the same however often it is sent."""
        return uuid5(self.run, f"{self.round} {number}")

    async def write(self, number: int) -> None:
        """Send one event under its id. Raises what kept it from being acknowledged."""
        self._http = self._http or self.api.client()
        at = self._moments.setdefault(number, datetime.now(UTC).isoformat())
        event = {"id": str(self.event_id(number)), "timestamp": at, "event": "action", "action": ACTION}
        body = {"user_id": self.person, "events": [event | {"spoken": False, "modeling": True}]}
        headers = {"Idempotency-Key": event["id"]}
        answer = await acknowledged(self._http, "POST", "/logs", json=body, headers=headers)
        if answer.json().get("refused"):
            raise NotAcknowledged("http 422")

    async def close(self) -> None:
        """Let go of the connection."""
        if self._http is not None:
            await self._http.aclose()

    async def counted(self, numbers: range) -> dict[int, int]:
        """How often each event is in the person's log, as the API itself hands it out: number → times.

        Raises ToolFailed when the API does not hand it out.
        """
        since = datetime.fromisoformat(min(self._moments.values(), default=datetime.now(UTC).isoformat()))
        span = {
            "from": (since - timedelta(seconds=1)).isoformat(),
            "to": (datetime.now(UTC) + timedelta(minutes=1)).isoformat(),
        }
        try:
            async with self.api.client() as http:
                answer = await http.get(f"/user/{self.person}/logs", params=span, timeout=60)
        except httpx.HTTPError as error:
            raise ToolFailed("The API does not hand out the log.", why=type(error).__name__, hint=LOOK) from error
        if not answer.is_success:
            raise ToolFailed("The API does not hand out the log.", why=f"It answered {answer.status_code}.", hint=LOOK)
        log: dict[str, Any] = json.loads(answer.text.partition(END_OF_NOTICE)[2])
        there = Counter(str(event["id"]) for session in log["sessions"] for event in session["events"])
        return {number: there[str(self.event_id(number))] for number in numbers if there[str(self.event_id(number))]}
