"""Sends requests as they are written: no path is tidied up, no header is added that was not asked for."""

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from wolfctl.errors import ToolFailed

TIMEOUT_S = 20.0


def send(
    url: str, method: str, target: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, dict[str, str]]:
    """Status and headers (by small names) of the answer; `target` is path and query beneath the path of `url`.

    Raises ToolFailed when there is no answer.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    )
    try:
        named = {name.lower() for name in headers}
        whole = parts.path.rstrip("/") + target
        connection.putrequest(method, whole, skip_host="host" in named, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except (OSError, http.client.HTTPException) as error:
        raise ToolFailed(
            f"{parts.scheme}://{parts.netloc} does not answer.",
            why=f"{type(error).__name__}: {error}",
            hint="Look whether the environment is up; nothing was concluded.",
        ) from error
    finally:
        connection.close()
