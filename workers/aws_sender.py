"""The two ways out of the functions: sockets and telephones."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import Callable
from typing import Any

from api.domain.notifications import ConnectionGone
from api.settings import require
from workers.runtime import Container, client

PATIENCE_S = 2.0  # of pauses; a delivery as a whole has five seconds
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0


class AwsTexter:
    """Texts through SNS, each call in a thread of its own."""

    def __init__(self, sns: Any) -> None:
        self._sns = sns

    async def text(self, number: str, message: str) -> str:
        """Send a text message and return SNS's id for it."""
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        answer = await asyncio.to_thread(self._sns.publish, PhoneNumber=number, Message=message, MessageAttributes=kind)
        return str(answer["MessageId"])


class AwsSender(AwsTexter):
    """Pushes through API Gateway's management endpoint as well."""

    def __init__(self, sockets: Any, sns: Any, uniform: Callable[[float, float], float] = random.uniform) -> None:
        super().__init__(sns)
        self._sockets = sockets
        self._uniform = uniform

    async def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a socket, again after a pause while API Gateway says that there are too many (429).

        Raises ConnectionGone (410), and what API Gateway said when the patience is used up: the queue comes again.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
        """
        patience = PATIENCE_S
        for attempt in itertools.count():
            try:
                await asyncio.to_thread(
                    self._sockets.post_to_connection, ConnectionId=connection_id, Data=frame.encode()
                )
            except self._sockets.exceptions.GoneException:
                raise ConnectionGone from None
            except self._sockets.exceptions.LimitExceededException:
                pause = self._uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**attempt))
                patience -= pause
                if patience <= 0:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def close(self, connection_id: str) -> None:
        """End a socket, which may have ended by itself."""
        with contextlib.suppress(self._sockets.exceptions.GoneException):
            await asyncio.to_thread(self._sockets.delete_connection, ConnectionId=connection_id)


def aws_sender(container: Container) -> AwsSender:
    """Return the sender of this container, made at the first use."""
    if not SENDERS:
        url = require(container.environ, ["CONNECTIONS_URL"])["CONNECTIONS_URL"]
        sockets = client("apigatewaymanagementapi", container.environ, attempts=1, endpoint_url=url)
        SENDERS.append(AwsSender(sockets, client("sns", container.environ)))
    return SENDERS[0]


def aws_texter(container: Container) -> AwsTexter:
    """Return what a function that pushes to no socket texts through, made at the first use."""
    if not TEXTERS:
        TEXTERS.append(AwsTexter(client("sns", container.environ)))
    return TEXTERS[0]


SENDERS: list[AwsSender] = []
TEXTERS: list[AwsTexter] = []
