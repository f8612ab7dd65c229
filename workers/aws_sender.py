"""The two ways out of the functions: sockets and telephones."""

import asyncio
from typing import Any

from api.operations.deliver_alert import ConnectionGone
from api.settings import require
from workers.runtime import Container, client


class AwsSender:
    """Pushes through API Gateway's management endpoint and texts through SNS, each call in a thread of its own."""

    def __init__(self, sockets: Any, sns: Any) -> None:
        self._sockets = sockets
        self._sns = sns

    async def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a socket. Raises ConnectionGone."""
        try:
            await asyncio.to_thread(self._sockets.post_to_connection, ConnectionId=connection_id, Data=frame.encode())
        except self._sockets.exceptions.GoneException:
            raise ConnectionGone from None

    async def text(self, number: str, message: str) -> str:
        """Send a text message and return SNS's id for it."""
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        answer = await asyncio.to_thread(self._sns.publish, PhoneNumber=number, Message=message, MessageAttributes=kind)
        return str(answer["MessageId"])


def aws_sender(container: Container) -> AwsSender:
    """Return the sender of this container, made at the first use."""
    if not SENDERS:
        url = require(container.environ, ["CONNECTIONS_URL"])["CONNECTIONS_URL"]
        sockets = client("apigatewaymanagementapi", container.environ, endpoint_url=url)
        SENDERS.append(AwsSender(sockets, client("sns", container.environ)))
    return SENDERS[0]


SENDERS: list[AwsSender] = []
